"""Which theme each post belongs to: the one whose rule finds it, else the one whose words it has.

Nothing here knows Django: many posts are placed in a worker process.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.query.api import parse
from tertulia.posts.schema import POSTS, conform
from tertulia.understand.themes.api import NONE, Assigned, Themes, Words, assign, words_of

# What of a post rules look at.
COLUMNS = ("network", "created_at", "text", "author", "hashtags", "mentions", "links", "url")


@dataclass(frozen=True)
class Known:
    """The themes as posts are placed in them: their numbers, words with weights, rules ("": none), and how
    much each word tells."""

    numbers: tuple[int, ...]
    terms: tuple[Mapping[str, float], ...]
    rules: tuple[str, ...]
    rarity: Mapping[str, float]

    @property
    def stamp(self) -> str:
        """A short name of exactly these themes: another means that posts must be placed anew."""
        told = json.dumps([self.numbers, self.terms, self.rules, self.rarity], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def placed(posts: pa.Table, known: Known) -> tuple[Words, Assigned]:
    """The words of the posts (`post` and COLUMNS), and the place of each one's theme among `known`."""
    words = words_of(posts["text"].to_pylist())
    told = assign(words, Themes(known.terms, known.rarity))
    theme, strength = told.theme.copy(), told.strength.copy()
    for place, row in _by_rule(posts, known.rules):
        theme[row], strength[row] = place, np.float32(1)
    return words, Assigned(theme, strength)


def filed(posts: pa.Table, known: Known) -> pa.Table:
    """`post` and `theme` (its number) of the posts that are in one: for a worker process."""
    theme = placed(posts, known)[1].theme
    rows = np.flatnonzero(theme != NONE)
    numbers = np.array(known.numbers, np.int32)[theme[rows]]
    return pa.table({"post": posts["post"].take(pa.array(rows)), "theme": pa.array(numbers, pa.int32())})


def _by_rule(posts: pa.Table, written: Sequence[str]) -> list[tuple[int, int]]:
    """(theme, post) by place, of the rules; where two find a post the first theme has it."""
    rules = {at: tree for at, rule in enumerate(written) if rule and (tree := parse(rule).tree) is not None}
    if not rules or not len(posts):
        return []
    ids = posts["post"].cast(pa.string())
    given = pa.table({"id": ids} | {name: posts[name] for name in COLUMNS})
    shape = pa.schema([POSTS.field(name) for name in ("id", *COLUMNS)])
    found = Matcher(rules, threads=1).match(conform(given, shape), None)
    found = found.sort_by([("monitor", "descending")])
    return list(zip(found["monitor"].to_pylist(), found["row"].to_pylist(), strict=True))
