"""What each character is to a reader, as tables by code point, so that compiled code needs no Unicode
library.

Code points from `SIZE` up are CJK letters or nothing; the scanner knows that without a table.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tertulia.posts.folding import fold

SIZE = 0x20000
SPACE, WORD, EMOJI, PUNCTUATION, IGNORED = range(5)
# Scripts whose letters have neither case nor marks worth folding: kept as they are, which makes the tables
# quick.
_CASELESS = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0x17000, 0x18D00))
_TONES = range(0x1F3FB, 0x1F400)
# Male and female signs only dress the emoji before them.
_DRESS = {0x200D, 0xFE0F, 0x20E3, 0x2640, 0x2642}


@dataclass(frozen=True)
class Alphabet:
    """`folded[c]`: the code point in lower case without accent, 0 if it goes; `kind[c]`; `upper[c]`: is a
    capital."""

    folded: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    upper: npt.NDArray[np.uint8]


@cache
def alphabet() -> Alphabet:
    """The tables; built once in a process (about a tenth of a second)."""
    tables = Alphabet(
        np.arange(SIZE, dtype=np.int32), np.zeros(SIZE, dtype=np.uint8), np.zeros(SIZE, dtype=np.uint8)
    )
    for start, stop in _CASELESS:
        tables.kind[start:stop] = WORD
    caseless = {code for start, stop in _CASELESS for code in (start, stop)}
    code = 0
    while code < SIZE:
        skip = next((stop for start, stop in _CASELESS if start == code), None) if code in caseless else None
        if skip is not None:
            code = skip
            continue
        _describe(tables, code)
        code += 1
    return tables


def _describe(tables: Alphabet, code: int) -> None:
    char = chr(code)
    category = unicodedata.category(char)
    tables.kind[code] = _kind(code, category)
    if tables.kind[code] == WORD:
        folded = fold(char)
        tables.folded[code] = ord(folded[0]) if folded else 0
        tables.upper[code] = category == "Lu"
        if category == "Nd":
            tables.folded[code] = ord("0")


def _kind(code: int, category: str) -> int:
    if code in _TONES or code in _DRESS or category[0] == "M" or category == "Cf":
        return IGNORED
    if category[0] in "LN" or code == ord("_"):
        return WORD
    if category == "So":
        return EMOJI
    if category[0] in "PS":
        return PUNCTUATION
    return SPACE
