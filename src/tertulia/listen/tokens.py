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
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

TokenKind = Literal["word", "tag", "handle", "emoji"]

VARIATION = "\ufe0f"
JOINER = "\u200d"
KEYCAP = "\u20e3"
TONES = "".join(map(chr, range(0x1F3FB, 0x1F400)))
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
    if char in (VARIATION, KEYCAP):
        return False
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def is_symbol(char: str) -> bool:
    """What can begin an emoji."""
    return unicodedata.category(char) == "So" or char in "‼⁉〰↔↕"


@cache
def _pattern() -> re.Pattern[str]:
    every = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    word = _char_class([c for c in every if is_word_char(c)])
    symbol = _char_class([c for c in every if is_symbol(c) and c not in _FLAG_LETTERS])
    piece = f"{symbol}{VARIATION}?[{TONES}]?[{_FLAG_TAGS}]*"
    emoji = (
        f"[{_FLAG_LETTERS}]{{2}}|[0-9#*]{VARIATION}?{KEYCAP}|{piece}(?:{JOINER}{piece})*|[{_FLAG_LETTERS}]"
    )
    return re.compile(f"(?P<emoji>{emoji})|(?:(?<!{word})(?P<sigil>[#@]))?(?P<word>{word}+)")


def _char_class(chars: list[str]) -> str:
    ranges: list[list[int]] = []
    for code in map(ord, chars):
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
