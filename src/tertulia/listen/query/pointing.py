"""Shows a finding under the line of the search where it stands, for the command line."""

from __future__ import annotations

import unicodedata

from tertulia.listen.query.findings import Finding

_WIDTH = 100  # columns
_BEFORE = 40  # columns kept before the place, where a line is long


def point(text: str, finding: Finding) -> str:
    """Two lines: the line of the search, and carets under the place. Control characters become spaces."""
    lines = text.split("\n")
    line = lines[finding.line - 1]
    first = finding.column - 1
    last = min(len(line), first + max(1, finding.end - finding.start))
    start = max(0, first - _BEFORE) if len(line) > _WIDTH else 0
    shown = "".join(_printable(char) for char in line[start : start + _WIDTH])
    gap = " " * _columns(line[start:first])
    carets = "^" * max(1, _columns(line[first : min(last, start + _WIDTH)]))
    return f"{shown}\n{gap}{carets}"


def _printable(char: str) -> str:
    return char if char.isprintable() else " "


def _columns(text: str) -> int:
    """How wide a terminal draws the text: a combining mark takes no room, an emoji two columns."""
    return sum(_column(char) for char in text)


def _column(char: str) -> int:
    if char.isprintable() and (unicodedata.combining(char) or char in "\u200d\ufe0e\ufe0f"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
