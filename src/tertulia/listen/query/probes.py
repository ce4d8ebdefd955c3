"""What a network can be asked for so that nothing a search matches is missed: its probes.

A probe is itself a small search: a word, a "phrase", a #tag, a @name, an emoji, or the beginning of a word
(`reclam*`). Every post that the search matches is matched by at least one of its probes; the posts that they
bring are then matched with the search itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tertulia.listen.query.ast import (
    And,
    Emoji,
    Field,
    Handle,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Span,
    Tag,
    Token,
    Within,
    Word,
)
from tertulia.listen.query.findings import Report
from tertulia.listen.query.printing import to_text
from tertulia.listen.query.terms import cut
from tertulia.posts.folding import lower

SHORTEST_BEGINNING = 3  # letters: `re*` would bring nearly everything


def probes(tree: Node) -> tuple[str, ...] | None:
    """The cheapest such set, in the order of the search. None where there is none: a search that only
    excludes, asks only for fields, or for beginnings of fewer than 3 letters.

    A probe that ends in `*` (within quotation marks too) is the beginning of a word: it stands in the answer
    only where no whole word would do, and a network that finds whole words only cannot be asked for it.
    """
    found = _required(tree, negated=False)
    return None if found is None else tuple(probe.text for probe in found)


@dataclass(frozen=True)
class _Probe:
    text: str
    begins: bool  # the beginning of a word, which not every network can find
    cost: float  # a guess at how often it occurs: the longer, the rarer


_Set = tuple[_Probe, ...]


def _required(node: Node, *, negated: bool) -> _Set | None:
    """Probes of which every post that matches (negated: does not match) the node has one."""
    match node:
        case Not(child):
            return _required(child, negated=not negated)
        case And(children) | Or(children):
            sets = [_required(child, negated=negated) for child in children]
            return _cheapest(sets) if isinstance(node, And) is not negated else _all(sets)
        case _ if negated:
            return None
        case Near(left, right):
            return _cheapest([_required(side, negated=False) for side in (left, right)])
        case Within(tokens):
            return _cheapest([_term((token,)) for token in tokens])
        case Phrase(tokens):
            return _phrase(tokens)
        case Field(name="title", values=values):
            return _all([_phrase(cut(value, Span(), Report(value))) for value in values])
        case Field():
            return None
    return _term((node,))


def _cheapest(sets: Iterable[_Set | None]) -> _Set | None:
    known = [each for each in sets if each is not None]
    return min(known, key=_cost, default=None)


def _cost(probes: _Set) -> tuple[bool, float]:
    return any(probe.begins for probe in probes), sum(probe.cost for probe in probes)


def _all(sets: Iterable[_Set | None]) -> _Set | None:
    """The union; None where a branch has no set of its own."""
    union: dict[str, _Probe] = {}
    for each in sets:
        if each is None:
            return None
        for probe in each:
            union.setdefault(unicodedata.normalize("NFC", lower(probe.text)), probe)
    return tuple(union.values())


def _phrase(tokens: tuple[Token, ...]) -> _Set | None:
    """Whole words that stand together in it, or else one of its beginnings. Emoji take no place."""
    words: list[Token] = [token for token in tokens if not isinstance(token, Emoji)] or list(tokens)
    runs: list[list[Token]] = [[]]
    for token in words:
        if _is_pattern(token):
            runs += [[token], []]
        else:
            runs[-1].append(token)
    return _cheapest([_term(tuple(run)) for run in runs if run])


def _is_pattern(token: Token) -> bool:
    return not isinstance(token, Emoji) and ("*" in token.text or "?" in token.text)


def _term(tokens: tuple[Token, ...]) -> _Set | None:
    """The probe that these neighbours are; braces go, for no network knows them."""
    if _is_pattern(tokens[0]):
        return _beginning(tokens[0])
    plain = tuple(Word(t.text) if isinstance(t, Word) else t for t in tokens)
    text = to_text(plain[0] if len(plain) == 1 else Phrase(plain))
    return (_Probe(text, False, _rate(plain)),)


def _beginning(token: Token) -> _Set | None:
    stem = token.text.split("*")[0].split("?")[0]
    if sum(map(str.isalnum, stem)) < SHORTEST_BEGINNING:
        return None
    kind = type(token)
    return (_Probe(to_text(kind(f"{stem}*")), True, 4 * _rate((kind(stem),))),)


def _rate(tokens: tuple[Token, ...]) -> float:
    """About one post in how many, after its letters alone: each halves it, a sigil too."""
    letters = sum(min(len(token.text), 12) for token in tokens)
    marked = any(isinstance(token, Tag | Handle | Emoji) for token in tokens)
    return float(2.0 ** -(letters + 4 * marked))
