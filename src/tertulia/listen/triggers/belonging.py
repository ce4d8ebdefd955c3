"""The posts of a sample and the theme that each belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tertulia.listen.triggers import keeping
from tertulia.listen.triggers.models import Theme
from tertulia.listen.triggers.placing import COLUMNS, Known, placed
from tertulia.posts.schema import POSTS
from tertulia.understand.themes.api import NONE, Assigned, Words

_SHAPE = pa.schema([("post", pa.int64()), *(POSTS.field(name) for name in COLUMNS)])


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


def known() -> tuple[tuple[Theme, ...], Known]:
    """The live themes, and the same as posts are placed in them."""
    themes = tuple(keeping.live())
    return themes, Known(
        tuple(theme.number for theme in themes),
        tuple(theme.terms for theme in themes),
        tuple(theme.rule for theme in themes),
        keeping.rarity(),
    )


def belonging(records: Sequence[dict[str, Any]]) -> Belonging:
    """The themes of the posts (rows of sample.sql)."""
    themes, as_known = known()
    rows = [{name: row.get(name) for name in _SHAPE.names} for row in records]
    words, assigned = placed(pa.Table.from_pylist(rows, _SHAPE), as_known)
    return Belonging(themes, words, assigned)
