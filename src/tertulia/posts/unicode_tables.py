"""What Unicode says of each character, as arrays that the kernels look up by code point.

A mapping of characters (`Mapping`) has for every code point: the one it maps to, DROPPED, or where in
`sequences` the several stand that it maps to: -2 - i says that sequences[i] counts them and they follow.
Made from Python's own Unicode data when first needed (about 0.2 s).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tertulia.posts.folding import fold, is_mark, lower

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

DROPPED = -1
SIZE = sys.maxunicode + 1
# Everything beyond is unassigned or private and maps to itself (a test looks at all of it).
_RANGES = (range(0xD800), range(0xE000, 0x40000), range(0xE0000, 0xE1000))


class Mapping(NamedTuple):
    """One mapping of characters to none, one or several."""

    one: NDArray[np.int32]  # by code point
    sequences: NDArray[np.int32]


def blocks() -> Iterator[str]:
    """Every character that could be anything but itself, 256 at a time."""
    for codes in _RANGES:
        for first in codes[::256]:
            yield "".join(map(chr, range(first, first + 256)))


def changed(function: Callable[[str], str]) -> Iterator[str]:
    """The characters of the blocks that `function` changes: most hold none, and are not worth a look each."""
    for block in blocks():
        if function(block) != block:
            yield from block


def mapping(function: Callable[[str], str]) -> Mapping:
    """The mapping that `function` gives character by character."""
    one = np.arange(SIZE, dtype=np.int32)
    sequences: list[int] = []
    for char in changed(function):
        mapped = function(char)
        if mapped == char:
            continue
        if len(mapped) == 1:
            one[ord(char)] = ord(mapped)
        elif not mapped:
            one[ord(char)] = DROPPED
        else:
            one[ord(char)] = -2 - len(sequences)
            sequences += [len(mapped), *map(ord, mapped)]
    return Mapping(one, np.array([*sequences, 0], np.int32))


@cache
def folding() -> Mapping:
    """`fold` of each character by itself; only a loose tilde (dropped here) looks at what it follows."""
    return mapping(fold)


@cache
def lowering() -> Mapping:
    """Lower case, canonically decomposed, of each character."""
    return mapping(lambda text: _decomposed(lower(text)))


@cache
def decomposition() -> Mapping:
    """The canonical decomposition of each character."""
    return mapping(_decomposed)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _without_marks(text: str) -> str:
    return "".join(char for char in text if not is_mark(char))


@cache
def combining() -> NDArray[np.uint8]:
    """The canonical combining class of each code point."""
    classes = np.zeros(SIZE, np.uint8)
    for char in changed(_without_marks):
        if order := unicodedata.combining(char):
            classes[ord(char)] = order
    return classes


@cache
def composition() -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Pairs that canonically compose, as first << 32 | second in ascending order, and what each becomes.

    Hangul syllables are among them: vowel with consonant, and syllable with final consonant.
    """
    pairs: dict[int, int] = {}
    for char in changed(_decomposed):
        if unicodedata.normalize("NFC", char) == char and unicodedata.decomposition(char)[:1] not in (
            "",
            "<",
        ):
            first, second = (int(code, 16) for code in unicodedata.decomposition(char).split())
            pairs[first << 32 | second] = ord(char)
    for code in range(0xAC00, 0xD7A4):
        vowel, final = divmod(code - 0xAC00, 28)
        first, second = (
            (code - final, 0x11A7 + final) if final else (0x1100 + vowel // 21, 0x1161 + vowel % 21)
        )
        pairs[first << 32 | second] = code
    keys = sorted(pairs)
    return np.array(keys, np.int64), np.array([pairs[key] for key in keys], np.int32)


def text_buffers(texts: pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The UTF-8 bytes of an Arrow string array, and where each text begins (one more than there are texts).

    A null is an empty text. Copies only the offsets, and the bytes of types that are not laid out so.
    """
    import pyarrow as pa

    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        texts = texts.cast(pa.large_string())
    if texts.null_count:
        texts = texts.fill_null("")
    wide = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    _, offsets, values = texts.buffers()
    starts = np.zeros(1, np.int64)
    if len(texts):
        starts = np.frombuffer(offsets, wide)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    content = np.frombuffer(values or b"", np.uint8)
    content.flags.writeable = False  # always: to Numba it is another type, for which all would compile anew
    return content, starts
