"""A marked text cut into clauses, each with those it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tertulia.understand.about.marks import MARK, Marked

_SENTENCE = re.compile(r"[.!?;…\n]+(?=\s|$)|\s[-–—|]\s|[:()](?=\s|$)")
_CONNECTIVES = (
    "pero aunque mientras porque cuando pues sino y e que ahora "
    "but while whereas though although however and because so cuz whilst"
)
_UNLIKE = (
    r"(?:a diferencia de|no como|nada que ver con|en comparacion con|comparad[oa]s? con|"
    r"unlike|not like|compared (?:to|with))"
)
_CLAUSE = re.compile(
    rf",\s(?={_UNLIKE}\b)|\b{_UNLIKE}\b|,\s|\b(?:sin embargo|en cambio|mientras que|en vez de|even though|"
    r"on the other hand)\b|\b(?:" + "|".join(_CONNECTIVES.split()) + r")\b"
)
_AGAINST = re.compile(
    rf"[\s,]*(?:{_UNLIKE}\b|(?:pero|aunque|mientras(?: que)?|en cambio|sin embargo|but|while|whereas|though|"
    rf"although|however|whilst|even though|on the other hand)\b|(?:el|la|los|las) del? *{MARK}|{MARK} *'s\b)"
)
_LEAST_WORDS = 2
_WORD = re.compile(r"\w+")
_ONLY_MARKS = re.compile(rf"(?:{MARK}|@\w+|https?://\S+|[\W_])*")


@dataclass(frozen=True)
class Clause:
    """Characters from `start` up to `end`; `about` are the sets of subjects it names, in order, or has taken
    over from its neighbours (`own` is then False). `sentence` counts from 0; `against`: it begins with a word
    that sets it against what came before."""

    start: int
    end: int
    sentence: int
    about: list[frozenset[int]]
    own: bool = True
    against: bool = False


def sentences(marked: Marked) -> list[tuple[int, int]]:
    """Where each sentence begins and ends."""
    return _cut(0, len(marked.plain), [found.span() for found in _SENTENCE.finditer(marked.plain)])


def clauses_of(marked: Marked) -> list[Clause]:
    """The clauses that say something. One that names nobody is about whom the one before it was about, or,
    at the start, whoever is addressed or comes next."""
    found: list[Clause] = []
    last = [marked.addressed] if marked.addressed else []
    for number, (start, end) in enumerate(sentences(marked)):
        for first, stop in _clauses(marked, start, end):
            about = marked.marks(first, stop)
            if not _ONLY_MARKS.fullmatch(marked.plain, first, stop):
                against = bool(_AGAINST.match(marked.plain, first, stop))
                found.append(Clause(first, stop, number, about or last, bool(about), against))
            last = about[:1] or last
    return [clause if clause.about else replace(clause, about=_first(found)) for clause in found]


def _first(found: list[Clause]) -> list[frozenset[int]]:
    return next((clause.about[:1] for clause in found if clause.about), [])


def words(marked: Marked, clause: Clause) -> int:
    return len(_WORD.findall(marked.text, clause.start, clause.end))


def _clauses(marked: Marked, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence's clauses; a cut that would leave fewer than two words on a side, or on a side no verb's
    room, is not made."""
    cuts = [found.span() for found in _CLAUSE.finditer(marked.plain, start, end)]
    kept: list[tuple[int, int]] = []
    begin = start
    for first, last in cuts:
        before, after = marked.plain[begin:first], marked.plain[last:end]
        if min(len(_WORD.findall(before)), len(_WORD.findall(after))) >= _LEAST_WORDS:
            kept.append((first, first) if marked.plain[first] != "," else (first, last))
            begin = last
    return _cut(start, end, kept)


def _cut(start: int, end: int, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    edges = [start, *(edge for cut in cuts for edge in cut), end]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
