# To Numba all whole numbers are alike; to mypy those of arrays are not.
# mypy: disable-error-code="arg-type, assignment, return-value, no-any-return"
"""Folding at machine speed: UTF-8 bytes in, UTF-8 bytes out. Equal to `folding.fold` for every text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertulia.posts.compiled import inlined, kernel, merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TILDE = 0x303
_ENYE = 0xF1
GROWTH = 4  # the most bytes that one byte of a text may become (a Hangul syllable: three to nine)


@inlined
def decode(data: NDArray[np.uint8], p: int) -> tuple[int, int]:
    """The code point that begins at byte `p`, and the byte after it. `data` is valid UTF-8."""
    first = np.int32(data[p])
    if first < 0x80:
        return first, p + 1
    second = np.int32(data[p + 1]) & 0x3F
    if first < 0xE0:
        return (first & 0x1F) << 6 | second, p + 2
    third = np.int32(data[p + 2]) & 0x3F
    if first < 0xF0:
        return (first & 0x0F) << 12 | second << 6 | third, p + 3
    fourth = np.int32(data[p + 3]) & 0x3F
    return (first & 0x07) << 18 | second << 12 | third << 6 | fourth, p + 4


@inlined
def encode(code: int, out: NDArray[np.uint8], p: int) -> int:
    """Write `code` at byte `p` of `out`; the byte after it."""
    if code < 0x80:
        out[p] = code
        return p + 1
    if code < 0x800:
        out[p] = 0xC0 | code >> 6
        out[p + 1] = 0x80 | code & 0x3F
        return p + 2
    if code < 0x10000:
        out[p] = 0xE0 | code >> 12
        out[p + 1] = 0x80 | code >> 6 & 0x3F
        out[p + 2] = 0x80 | code & 0x3F
        return p + 3
    out[p] = 0xF0 | code >> 18
    out[p + 1] = 0x80 | code >> 12 & 0x3F
    out[p + 2] = 0x80 | code >> 6 & 0x3F
    out[p + 3] = 0x80 | code & 0x3F
    return p + 4


@merged
def fold_one(
    data: NDArray[np.uint8],
    begin: int,
    end: int,
    out: NDArray[np.uint8],
    at: int,
    one: NDArray[np.int32],
    sequences: NDArray[np.int32],
) -> int:
    """Fold the text in data[begin:end] into `out` from byte `at`; the byte after it."""
    p = begin
    after_n = False  # whether the last character kept is a plain n
    while p < end:
        byte = data[p]
        if byte < 0x80:
            p += 1
            code = one[byte]
            out[at] = code
            at += 1
            after_n = code == 110
            continue
        char, p = decode(data, p)
        code = one[char]
        if code >= 0:
            at = encode(code, out, at)
            after_n = code == 110
        elif code < -1:
            place = -2 - code
            for i in range(place + 1, place + 1 + sequences[place]):
                at = encode(sequences[i], out, at)
            after_n = sequences[place + sequences[place]] == 110
        elif char == _TILDE and after_n:
            at = encode(_ENYE, out, at - 1)
            after_n = False
    return at


@kernel
def fold_texts(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    out: NDArray[np.uint8],
    ends: NDArray[np.int64],
    first: int,
    one: NDArray[np.int32],
    sequences: NDArray[np.int32],
) -> int:
    """Fold the texts between two offsets into `out`, from the one numbered `first` on; ends[i + 1] is where
    text i ends. The number of texts done: fewer than there are if `out` has no room for the next."""
    for i in range(first, len(offsets) - 1):
        begin, end = offsets[i], offsets[i + 1]
        if ends[i] + (end - begin) * GROWTH > len(out):
            return i
        ends[i + 1] = fold_one(data, begin, end, out, ends[i], one, sequences)
    return len(offsets) - 1
