"""From a piece of a search to tokens: words, hashtags, names, emoji, with their wildcards."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tertulia.listen.query.ast import Emoji, Handle, Phrase, Span, Tag, Token, Word
from tertulia.listen.query.findings import Report
from tertulia.listen.tokens import tokens

_WILDCARD = re.compile("[*?](?![\ufe0e\ufe0f]?\u20e3)")  # but not those of a keycap emoji
_BRACED = re.compile(r"\{([^{}]*)\}")
# Letters that stand for * and ? while a text is cut; any two that the text does not hold.
_STAND_INS = "ꡀꡁꡂꡃꡄꡅꡆꡇꡈꡉ"


@dataclass(frozen=True)
class _Wildcards:
    """Lets `*` and `?` count as letters while a text is cut into tokens."""

    star: str
    mark: str

    @classmethod
    def absent_from(cls, text: str) -> _Wildcards | None:
        free = [letter for letter in _STAND_INS if letter not in text]
        return cls(free[0], free[1]) if len(free) > 1 else None

    def hide(self, text: str) -> str:
        return _WILDCARD.sub(lambda match: self.star if match[0] == "*" else self.mark, text)

    def show(self, text: str) -> str:
        return text.replace(self.star, "*").replace(self.mark, "?")


def cut(text: str, span: Span, report: Report) -> tuple[Token, ...]:
    """The tokens of a piece without braces, wildcards kept and checked. All have the piece's span."""
    wildcards = _Wildcards.absent_from(text)
    if wildcards is None:  # a text that holds every stand-in has no use for wildcards
        return tuple(_token(token.kind, token.text, span) for token in tokens(text))
    found = [_token(token.kind, wildcards.show(token.text), span) for token in tokens(wildcards.hide(text))]
    for token in found:
        _check_wildcards(token, span, report)
    return tuple(found)


def _token(kind: str, text: str, span: Span) -> Token:
    makers = {"word": Word, "tag": Tag, "handle": Handle, "emoji": Emoji}
    return makers[kind](text, span=span)  # type: ignore[no-any-return]


def _check_wildcards(token: Token, span: Span, report: Report) -> None:
    if isinstance(token, Emoji) or not _WILDCARD.search(token.text):
        return
    if token.text[0] in "*?":
        report.add("leading-wildcard" if isinstance(token, Word) else "sigil-wildcard", span)
    elif len(token.text) - token.text.count("*") - token.text.count("?") < 2:
        report.add("short-wildcard", span)


def cut_exact(text: str, span: Span, report: Report) -> tuple[Token, ...]:
    """The words of `{…}`, which keep their case and accents."""
    if "*" in text or "?" in text:
        report.add("exact-wildcard", span)
    found = tokens(text)
    if not found:
        report.add("empty-braces", span)
    if any(token.kind != "word" for token in found):
        report.add("exact-words", span)
    return tuple(Word(token.text, exact=True, span=span) for token in found if token.kind == "word")


def cut_phrase(text: str, span: Span, report: Report) -> tuple[Token, ...]:
    """The tokens between quotation marks, where `{…}` marks exact words. A finding if there are none."""
    found: list[Token] = []
    end = 0
    for match in _BRACED.finditer(text):
        found += cut(text[end : match.start()], span, report)
        found += cut_exact(match[1], span, report)
        end = match.end()
    found += cut(text[end:], span, report)
    if not found:
        report.add("empty-phrase", span)
    elif len(found) > 1 and text.endswith("?") and "¿" not in text and isinstance(found[-1], Word):
        report.add("question-mark", Span(span.end - 2, span.end - 1))
    return tuple(found)


def as_node(found: tuple[Token, ...], span: Span) -> Token | Phrase | None:
    """One token as itself, several as a phrase, none as None."""
    return found[0] if len(found) == 1 else Phrase(found, span) if found else None
