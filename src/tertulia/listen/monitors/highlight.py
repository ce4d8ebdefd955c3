"""Which stretches of a post's text made a search find it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tertulia.listen.matcher.naive import occurrences
from tertulia.listen.query.ast import And, Field, Near, Node, Not, Or, Within
from tertulia.listen.tokens import tokens


class Piece(NamedTuple):
    """A stretch of a text, and whether it is one of those that matched."""

    text: str
    marked: bool


def highlight(text: str, tree: Node) -> list[Piece]:
    """The text in pieces; those marked are what the search names. Joined they are the text."""
    return list(_pieces(text, _marked(text, tree)))


def stretches(text: str, tree: Node) -> list[tuple[int, int]]:
    """From which character up to which the text holds what the search names, neighbouring words as one."""
    return _joined(text, _marked(text, tree))


def _marked(text: str, tree: Node) -> list[tuple[int, int]]:
    """The tokens that the search names."""
    region = tokens(text)
    spans: list[tuple[int, int]] = []
    at = 0
    for token in region:
        start = text.index(token.text, at)
        at = start + len(token.text)
        spans.append((start - (token.kind in ("tag", "handle")), at))
    marked: set[int] = set()
    for node in named(tree):
        for found in occurrences(node, region):
            marked.update(range(found.first, found.last + 1))
    return [spans[place] for place in sorted(marked)]


def named(node: Node) -> Iterator[Node]:
    """The words and phrases that the search wants to be there."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from named(child)
        case Near(left, right):
            yield from named(left)
            yield from named(right)
        case Within(tokens_):
            yield from tokens_
        case Not() | Field():
            return
        case _:
            yield node


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    joined = _joined(text, spans)
    bounds = [0, *(edge for span in joined for edge in span), len(text)]
    for number, (start, end) in enumerate(pairwise(bounds)):
        if end > start:
            yield Piece(text[start:end], number % 2 == 1)
