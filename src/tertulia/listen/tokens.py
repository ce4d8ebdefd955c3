"""How a text is cut into tokens: the reference that the fast matcher equals.

- A *word* is a run of letters, digits, underscores and the marks that combine with them (Unicode).
- A # or @ right before a word, with no word character before it, makes the word a *tag* or a *handle*.
- An *emoji* is a symbol with all that joins it: variation selector, skin tone, zero-width joiner sequences,
  flags, keycaps. It takes no place among the words: it stands in the gap before the next word.
- Everything else parts tokens.

Words, tags and handles are numbered 0, 1, 2… in the text; an emoji has the number of the word after it.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

TokenKind = Literal["word", "tag", "handle", "emoji"]

VARIATION = "\ufe0f"
VARIATIONS = "\ufe0e\ufe0f"  # shown as text, shown as a picture
JOINER = "\u200d"
KEYCAP = "\u20e3"
TONES = "".join(map(chr, range(0x1F3FB, 0x1F400)))
MORE_SYMBOLS = "‼⁉〰↔↕"  # emoji that Unicode files elsewhere
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_FLAG_TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))


@dataclass(frozen=True)
class TextToken:
    """A token of a text: as written (without # or @) and its position."""

    kind: TokenKind
    text: str
    position: int


def is_word_char(char: str) -> bool:
    """Letters, digits, underscore and combining marks (but not those that only dress emoji)."""
    if char in VARIATIONS or char == KEYCAP:
        return False
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def is_symbol(char: str) -> bool:
    """What can begin an emoji."""
    return unicodedata.category(char) == "So" or char in MORE_SYMBOLS


@cache
def _pattern() -> re.Pattern[str]:
    every = list(map(chr, range(sys.maxunicode + 1)))
    kinds = [unicodedata.category(char) for char in every]
    symbols = "".join(char for char, kind in zip(every, kinds, strict=True) if kind == "So")
    marks = "".join(char for char, kind in zip(every, kinds, strict=True) if kind[0] == "M")
    symbol = _char_class(set(symbols + MORE_SYMBOLS) - set(_FLAG_LETTERS))
    # \w is str.isalnum and the underscore.
    word = rf"[\w{_char_class(set(marks) - {*VARIATIONS, KEYCAP})[1:]}"
    piece = f"{symbol}[{VARIATIONS}]?[{TONES}]?[{_FLAG_TAGS}]*"
    emoji = (
        f"[{_FLAG_LETTERS}]{{2}}|[0-9#*][{VARIATIONS}]?{KEYCAP}|{piece}(?:{JOINER}{piece})*|[{_FLAG_LETTERS}]"
    )
    return re.compile(f"(?P<emoji>{emoji})|(?:(?<!{word})(?P<sigil>[#@]))?(?P<word>{word}+)")


def _char_class(chars: Iterable[str]) -> str:
    ranges: list[list[int]] = []
    for code in sorted(map(ord, chars)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in ranges) + "]"


def tokens(text: str) -> list[TextToken]:
    """The tokens of `text`, in order."""
    found: list[TextToken] = []
    position = 0
    for match in _pattern().finditer(text):
        if match["emoji"]:
            found.append(TextToken("emoji", match["emoji"], position))
            continue
        kind: TokenKind = {"#": "tag", "@": "handle", None: "word"}[match["sigil"]]  # type: ignore[assignment]
        found.append(TextToken(kind, match["word"], position))
        position += 1
    return found
