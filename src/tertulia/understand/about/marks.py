"""A text prepared for reading about its subjects: every mention stands as a mark, and its length stays.

A mark is one character of Unicode's private area, padded with spaces to the width of what it stands for.
Names that are joined ("X and Y", "X/Y") are one mark of both. "You" is a mark of whoever was called last: a
handle or name at the beginning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

FIRST_MARK = 0xE000
_LAST_MARK = 0xE0FF
MARK = f"[{chr(FIRST_MARK)}-{chr(_LAST_MARK)}]"
MARKS = re.compile(MARK)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_JOINED = re.compile(
    r"[\s@#,/&+]*(?:\b(?:y|e|o|u|ni|and|or|nor|como)\b)?[\s@#,/&+]*(?:\b(?:con|de|en)\b)?[\s@#]*"
)
_ADDRESS = re.compile(
    r"[\s@#¡¿.]*(?:(?:hola|hey|hi|hello|dear|oye|senores de|buenas|ok|rt)\b[\s,:!]*)?(?:@\w+[\s:,]*)*"
)
_CALLED = re.compile(r"\s*[,:!?]|\s+(?:you|u|your|ur|os|sois)\b")  # after a name at the start
_YOU = (
    r"\b(?:you guys|you|your|yours|u|ur|y'?all|youre|you're|os|vosotr[oa]s|vuestr[oa]s?|ustedes|sois|teneis|"
    r"(?:[a-z]{2,}(?:ais|eis))|[a-z]{3,}(?:adme|edme|idme|adnos|ednos))\b"
)
_SPOKEN = re.compile(
    rf"(?:^|(?<=[.!?;…\n])) *(?P<called>{MARK}) *(?=,|(?:you|u|your|ur|youre|you're|os|sois)\b)"
    rf"|{_YOU}(?=,? *(?P<named>{MARK}))|{_YOU}"
)


class Span(NamedTuple):
    """Where a text names a subject: characters from `start` up to `end`."""

    start: int
    end: int
    subject: int


@dataclass(frozen=True)
class Marked:
    """`plain` is the text in lower case without accents, with its marks; `told` says whose each mark is, and
    `addressed` who is spoken to at the start. The text itself, as written, has the same length."""

    text: str
    plain: str
    told: list[frozenset[int]]
    addressed: frozenset[int]

    @property
    def subjects(self) -> frozenset[int]:
        return frozenset().union(*self.told)

    def whom(self, char: str) -> frozenset[int]:
        """Whose mark it is."""
        return self.told[ord(char) - FIRST_MARK]

    def marks(self, start: int, end: int) -> list[frozenset[int]]:
        """Whom the marks of a stretch stand for, in order."""
        return [self.whom(found[0]) for found in MARKS.finditer(self.plain, start, end)]


def is_mark(char: str) -> bool:
    return FIRST_MARK <= ord(char) <= _LAST_MARK


def mark(text: str, spans: Sequence[Span]) -> Marked:
    """The text with its mentions marked. Of mentions that overlap the longest counts ("Iberia Express" is no
    mention of "Iberia"); where two subjects have the same words, it is both's."""
    plain = _PRIVATE.sub(" ", "".join(_plain(char) for char in text))
    kept = _joined(plain, _longest(spans))
    told: list[frozenset[int]] = []
    for start, end, subjects in kept[: _LAST_MARK - FIRST_MARK]:
        plain = _put(plain, start, end, subjects, told)
    addressed = _addressed(text, plain, told)
    return Marked(text, _spoken_to(plain, told, addressed), told, addressed)


@cache
def _plain(char: str) -> str:
    """One character for one: lower case, without its accent unless it is ñ's."""
    low = char.lower()
    if low == "ñ":
        return low
    if low in "’‘´`":
        return "'"
    bare = unicodedata.normalize("NFD", low)[0]
    return bare if len(low) == 1 else low[0]


def _longest(spans: Sequence[Span]) -> list[tuple[int, int, frozenset[int]]]:
    whose: dict[tuple[int, int], set[int]] = {}
    for span in spans:
        whose.setdefault((span.start, span.end), set()).add(span.subject)
    kept: list[tuple[int, int]] = []
    for start, end in sorted(whose, key=lambda place: place[0] - place[1]):
        if all(end <= other or start >= stop for other, stop in kept):
            kept.append((start, end))
    return [(start, end, frozenset(whose[start, end])) for start, end in sorted(kept)]


def _joined(
    plain: str, places: list[tuple[int, int, frozenset[int]]]
) -> list[tuple[int, int, frozenset[int]]]:
    """Names with nothing but "and", a comma or a slash between them as one."""
    found: list[tuple[int, int, frozenset[int]]] = []
    for start, end, subjects in places:
        if found and _JOINED.fullmatch(plain, found[-1][1], start):
            before = found.pop()
            start, subjects = before[0], before[2] | subjects
        found.append((start, end, subjects))
    return found


def _put(plain: str, start: int, end: int, subjects: frozenset[int], told: list[frozenset[int]]) -> str:
    if start and plain[start - 1] in "@#":
        start -= 1
    return plain[:start] + _code(subjects, told).ljust(end - start) + plain[end:]


def _code(subjects: frozenset[int], told: list[frozenset[int]]) -> str:
    if subjects not in told:
        told.append(subjects)
    return chr(FIRST_MARK + told.index(subjects))


def _addressed(text: str, plain: str, told: list[frozenset[int]]) -> frozenset[int]:
    """Who is spoken to: the name that begins the text, if a handle or followed by a comma or "you"."""
    found = _ADDRESS.match(plain)
    at = found.end() if found else 0
    if at >= len(plain) or not is_mark(plain[at]):
        return frozenset()
    called = text[at] == "@" or _CALLED.match(plain, at + 1)
    return told[ord(plain[at]) - FIRST_MARK] if called else frozenset()


def _spoken_to(plain: str, told: list[frozenset[int]], addressed: frozenset[int]) -> str:
    """The text with "you" marked: whoever was called last."""

    def marked(found: re.Match[str]) -> str:
        nonlocal addressed
        if found["called"]:
            addressed = told[ord(found["called"]) - FIRST_MARK]
            return found[0]
        if found["named"]:  # "I hate you, X"
            return _code(told[ord(found["named"]) - FIRST_MARK], told).ljust(len(found[0]))
        return _code(addressed, told).ljust(len(found[0])) if addressed else found[0]

    return _SPOKEN.sub(marked, plain)
