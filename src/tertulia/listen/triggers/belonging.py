"""Which theme a post belongs to: the one whose rule finds it, else the one whose words it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.query.api import parse
from tertulia.listen.triggers import keeping
from tertulia.listen.triggers.models import Theme
from tertulia.posts.schema import POSTS, conform
from tertulia.understand.themes.api import NONE, Assigned, Themes, Words, assign, words_of

Record = dict[str, object]


@dataclass(frozen=True)
class Belonging:
    """The themes, and for each post its place among them (NONE: in none)."""

    themes: tuple[Theme, ...]
    words: Words
    assigned: Assigned

    def label(self, post: int) -> str | None:
        """The name of a post's theme."""
        at = int(self.assigned.theme[post])
        return None if at == NONE else self.themes[at].label


def belonging(records: Sequence[Record]) -> Belonging:
    """The themes of the posts (rows of sample.sql)."""
    themes = tuple(keeping.live())
    words = words_of([str(row["text"]) for row in records])
    told = assign(words, Themes(tuple(theme.terms for theme in themes), keeping.rarity()))
    theme, strength = told.theme.copy(), told.strength.copy()
    for place, row in _by_rule(records, themes):
        theme[row], strength[row] = place, np.float32(1)
    return Belonging(themes, words, Assigned(theme, strength))


def _by_rule(records: Sequence[Record], themes: Sequence[Theme]) -> list[tuple[int, int]]:
    """(theme, post) by place, of the rules; where two find a post the first theme has it."""
    rules = {at: tree for at, theme in enumerate(themes) if (tree := parse(theme.rule).tree) is not None}
    if not rules or not records:
        return []
    found = Matcher(rules, threads=1).match(_as_posts(records), None).sort_by([("monitor", "descending")])
    return list(zip(found["monitor"].to_pylist(), found["row"].to_pylist(), strict=True))


def _as_posts(records: Sequence[Record]) -> pa.Table:
    columns = ("network", "created_at", "text", "author", "hashtags", "mentions", "links", "url")
    rows = [{name: row.get(name) for name in columns} | {"id": str(row["post"])} for row in records]
    return conform(pa.Table.from_pylist(rows, schema=pa.schema([POSTS.field(n) for n in ("id", *columns)])))
