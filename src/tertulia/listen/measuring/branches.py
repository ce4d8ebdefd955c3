"""What each branch of a search brings that no other does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tertulia.listen.query.ast import And, Node, Or

MOST = 60  # branches of one OR that are looked at


@dataclass(frozen=True)
class Branch:
    """A branch of an OR, and the search with that branch alone in the OR's place."""

    node: Node
    alone: Node


@dataclass(frozen=True)
class Share:
    """What a branch brings of the posts read: all its hits, and those that no other branch brings."""

    text: str
    hits: int
    alone: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def branches(tree: Node) -> list[list[Branch]]:
    """The branches of each OR that stands at the top of the search or in an AND there."""
    if isinstance(tree, Or):
        return [[Branch(child, child) for child in tree.children[:MOST]]]
    if not isinstance(tree, And):
        return []
    groups = [(place, part) for place, part in enumerate(tree.children) if isinstance(part, Or)]
    return [
        [Branch(child, _instead(tree, place, child)) for child in part.children[:MOST]]
        for place, part in groups
    ]


def _instead(tree: And, place: int, child: Node) -> Node:
    return replace(tree, children=(*tree.children[:place], child, *tree.children[place + 1 :]))


def shares(found: Sequence[set[int]], texts: Sequence[str]) -> list[Share]:
    """What each branch of one OR brings: `found` are the rows of each, `texts` how each is written."""
    times = Counter(row for rows in found for row in rows)
    return [
        Share(text, len(rows), sum(times[row] == 1 for row in rows))
        for text, rows in zip(texts, found, strict=True)
    ]
