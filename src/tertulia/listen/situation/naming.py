"""The words that a search itself asks for: in what it finds they are no topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tertulia.listen.monitors.api import MonitorInfo, spelled_out
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import And, Handle, Node, Or, Phrase, Tag, Within, Word
from tertulia.posts.folding import fold
from tertulia.understand.triggers.api import Post, Subject

_WORD = re.compile(r"\w+")


def nodes(node: Node | None) -> Iterator[Node]:
    """The parts of a search that a post may have; what it excludes is left out."""
    if node is None:
        return
    yield node
    for child in node.children if isinstance(node, And | Or) else ():
        yield from nodes(child)


def terms(monitor: MonitorInfo) -> Iterator[str]:
    """All words of a search, a phrase as one."""
    for node in nodes(parse(spelled_out(monitor.query)).tree):
        if isinstance(node, Word | Tag | Handle):
            yield node.text
        elif isinstance(node, Phrase | Within):
            yield " ".join(token.text for token in node.tokens)


class Names:
    """Words that are no topic where a report speaks of what bears them."""

    def __init__(self, terms: Iterable[str]) -> None:
        folded = [fold(term).replace("*", "") for term in terms]
        self._words = {word for term in folded for word in _WORD.findall(term) if len(word) > 3}
        self._whole = {letters(term) for term in folded}

    def holds(self, subject: Subject) -> bool:
        """Whether the subject is nothing but such words."""
        if letters(subject.label) in self._whole:
            return True
        words = [word for word in _WORD.findall(fold(subject.label)) if len(word) > 3]
        return bool(words) and all(word in self._words for word in words)

    def without(self, post: Post) -> Post:
        """The post as if it were not about them."""
        kept = frozenset(subject for subject in post.subjects if not self.holds(subject))
        return replace(post, subjects=kept)


def letters(text: str) -> str:
    """Nothing but the letters and digits, folded: "#LaCardadora" and "la Cardadora" are the same."""
    return "".join(_WORD.findall(fold(text))).replace("_", "")
