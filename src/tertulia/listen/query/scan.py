"""The first look at a search: what is opened and not closed, what no text can hold, how deep it goes."""

from __future__ import annotations

import re

from tertulia.listen.query.ast import Span
from tertulia.listen.query.findings import MAX_DEPTH, Report

_SIGNS = re.compile('<<<|>>>|["(){}]')
_BRACES = re.compile("[{}]")
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")
_STRAIGHT = str.maketrans("“”„«»", '"""""')


def straighten(text: str) -> str:
    """The text with curly quotation marks and guillemets as plain ones: the same length."""
    return text.translate(_STRAIGHT)


def scan(text: str, report: Report) -> None:
    """Report characters that cannot be stored, and signs that lack their pair."""
    for found in _UNHOLDABLE.finditer(text):
        report.add("bad-character", _at(found.start()), character=f"U+{ord(found[0]):04X}")
    brackets = _Brackets(report)
    at = 0
    while match := _SIGNS.search(text, at):
        sign, start, at = match[0], match.start(), match.end()
        if sign in "()":
            brackets.see(sign == "(", start)
        elif sign in "{}":
            at = _skip_braces(text, start, sign, report)
        elif sign == '"':
            at = _skip_phrase(text, start, report)
        else:
            at = _skip_comment(text, start, sign, report)
    brackets.finish()


class _Brackets:
    """Brackets that must come in pairs, not too deep."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.opened: list[int] = []

    def see(self, opening: bool, at: int) -> None:
        if opening:
            self.opened.append(at)
            if len(self.opened) == MAX_DEPTH + 1:
                self.report.add("too-deep", _at(at), limit=MAX_DEPTH)
        elif self.opened:
            self.opened.pop()
        else:
            self.report.add("unopened-bracket", _at(at))

    def finish(self) -> None:
        for at in self.opened:
            self.report.add("unclosed-bracket", _at(at))


def _skip_comment(text: str, start: int, sign: str, report: Report) -> int:
    """Where the text goes on after a comment."""
    end = text.find(">>>", start) if sign == "<<<" else -1
    if end >= 0:
        return end + 3
    report.add("unclosed-comment" if sign == "<<<" else "unopened-comment", Span(start, start + 3))
    return len(text) if sign == "<<<" else start + 3


def _skip_braces(text: str, start: int, sign: str, report: Report, limit: int | None = None) -> int:
    """Where the text goes on after exact words; no other sign means anything in them."""
    end = _BRACES.search(text, start + 1, len(text) if limit is None else limit) if sign == "{" else None
    if end and end[0] == "}":
        return end.end()
    report.add("unclosed-brace" if sign == "{" else "unopened-brace", _at(start))
    return start + 1


def _skip_phrase(text: str, start: int, report: Report) -> int:
    """Where the text goes on after a phrase; the braces in it must pair among themselves."""
    end = text.find('"', start + 1)
    if end < 0:
        report.add("unclosed-quote", _at(start))
        return len(text)
    at = start
    while match := _BRACES.search(text, at, end):
        at = _skip_braces(text, match.start(), match[0], report, end)
    return end + 1


def _at(offset: int) -> Span:
    return Span(offset, offset + 1)
