# To Numba all whole numbers are alike; to mypy those of arrays are not.
# mypy: disable-error-code="arg-type, assignment, return-value, no-any-return"
"""Words as they are written: their normal form, with case and accents, and whether a form fits a pattern."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tertulia.listen.matcher.characters import Characters
from tertulia.listen.matcher.vocabulary import MARK, STAR
from tertulia.posts.compiled import lean, merged
from tertulia.posts.folding_kernel import decode


@lean
def fits_pattern(
    patterns: NDArray[np.int32], first: int, after: int, text: NDArray[np.int32], count: int
) -> bool:
    """Whether all of text[:count] fits the pattern; on a mismatch the last star takes one more character."""
    p, t, star, resume = first, 0, -1, 0
    while t < count:
        if p < after and patterns[p] == STAR:
            star, resume = p, t
            p += 1
        elif p < after and (patterns[p] == MARK or patterns[p] == text[t]):
            p += 1
            t += 1
        elif star >= 0:
            p = star + 1
            resume += 1
            t = resume
        else:
            return False
    while p < after and patterns[p] == STAR:
        p += 1
    return p == after


@lean
def normal_form(
    data: NDArray[np.uint8], begin: int, end: int, lowered: bool, chars: Characters, out: NDArray[np.int32]
) -> int:
    """Write the NFC of a word, in lower case if so asked; its number of code points."""
    one = chars.lower if lowered else chars.decompose
    sequences = chars.lower_sequences if lowered else chars.decompose_sequences
    count, p = 0, begin
    while p < end:
        char, p = decode(data, p)
        code = one[char]
        if code >= 0:
            out[count] = code
            count += 1
        elif code < -1:
            place = -2 - code
            for i in range(place + 1, place + 1 + sequences[place]):
                out[count] = sequences[i]
                count += 1
    _order_marks(out, count, chars.combining)
    return _compose(out, count, chars)


@merged
def _order_marks(out: NDArray[np.int32], count: int, combining: NDArray[np.uint8]) -> None:
    """Put the marks of every letter in canonical order (stable)."""
    for i in range(1, count):
        order = combining[out[i]]
        if order == 0:
            continue
        code, j = out[i], i
        while j > 0 and combining[out[j - 1]] > order:
            out[j] = out[j - 1]
            j -= 1
        out[j] = code


@merged
def _compose(out: NDArray[np.int32], count: int, chars: Characters) -> int:
    """Canonical composition in place; the number of code points left."""
    starter, kept, highest = -1, 0, -1
    for i in range(count):
        code = out[i]
        order = np.int64(chars.combining[code])
        if starter >= 0 and highest < order:
            made = _pair(out[starter], code, chars)
            if made >= 0:
                out[starter] = made
                continue
        if order == 0:
            starter, highest = kept, -1
        else:
            highest = order
        out[kept] = code
        kept += 1
    return kept


@merged
def _pair(first: int, second: int, chars: Characters) -> int:
    """What two code points compose to, or -1."""
    key = np.int64(first) << 32 | np.int64(second)
    place, after = 0, len(chars.pairs)
    while place < after:
        middle = (place + after) // 2
        if chars.pairs[middle] < key:
            place = middle + 1
        else:
            after = middle
    if place < len(chars.pairs) and chars.pairs[place] == key:
        return chars.composed[place]
    return -1
