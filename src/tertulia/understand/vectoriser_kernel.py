"""Hashes the tokens of texts into slots, in compiled code: the second half of the vectoriser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertulia.posts.compiled import compiled
from tertulia.understand.scanner_kernel import HANDLE, LINK, LONGEST_TEXT, PLAIN, SIGNS, TAG, scan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Codes = NDArray[np.int32]
    Places = NDArray[np.int64]
    Hash = np.uint64
    Hashes = NDArray[np.uint64]

BITS = 20
SLOTS = 1 << BITS
SHORTEST, LONGEST = 2, 5  # characters in a row
REACH = 3  # words that a negation marks after it

_FNV = np.uint64(1099511628211)
_SEED = np.uint64(14695981039346656037)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_PAIR, _NEGATED, _HASHTAG, _SHOUT, _CHARACTERS = (np.uint64(i * 0x1000193) for i in range(2, 7))


@compiled
def hash_chars(chars: Codes, start: int, stop: int) -> Hash:
    value = _SEED
    for i in range(start, stop):
        value = (value ^ np.uint64(chars[i])) * _FNV
    return value


@compiled
def _slot(value: Hash) -> int:
    value = (value ^ (value >> np.uint64(29))) * _MIX
    return int((value >> np.uint64(64 - BITS)) & np.uint64(SLOTS - 1))


@compiled
def _put(value: Hash, seen: Codes, stamp: int, slots: Codes, size: int) -> int:
    """Add the slot of a hash unless this text has it already; returns the new size."""
    slot = _slot(value)
    if seen[slot] == stamp:
        return size
    seen[slot] = stamp
    slots[size] = slot
    return size + 1


@compiled
def _is_negation(value: Hash, chars: Codes, start: int, stop: int, negations: Hashes) -> bool:
    if (
        stop - start > 3 and chars[stop - 1] == 116 and chars[stop - 2] == 39 and chars[stop - 3] == 110
    ):  # n't
        return True
    at = np.searchsorted(negations, value)
    return bool(at < len(negations) and negations[at] == value)


@compiled
def _words(
    chars: Codes,
    starts: Places,
    types: Bytes,
    count: int,
    shouts: int,
    negations: Hashes,
    seen: Codes,
    stamp: int,
    slots: Codes,
    size: int,
) -> int:
    """Add words, pairs and marks of a text's tokens; returns the new size."""
    if count == 0:
        return size
    previous, negated = _SEED, 0
    for token in range(count):
        kind = types[token]
        value = hash_chars(chars, starts[token], starts[token + 1])
        if kind in (LINK, HANDLE):
            value = np.uint64(kind)
        size = _put(value, seen, stamp, slots, size)
        size = _put((previous ^ (value * _PAIR)) * _FNV, seen, stamp, slots, size)
        previous = value
        if kind == TAG:
            size = _put((value ^ _HASHTAG) * _FNV, seen, stamp, slots, size)
        if kind == SIGNS and chars[starts[token]] in (33, 44, 46, 58, 59, 63):  # ! , . : ; ?
            negated = 0
        elif kind == PLAIN and _is_negation(value, chars, starts[token], starts[token + 1], negations):
            negated = REACH
        elif kind == PLAIN and negated:
            size = _put((value ^ _NEGATED) * _FNV, seen, stamp, slots, size)
            negated -= 1
    if shouts:
        size = _put(_SHOUT, seen, stamp, slots, size)
    return _put((previous ^ _PAIR) * _FNV, seen, stamp, slots, size)


@compiled
def _characters(
    chars: Codes, starts: Places, types: Bytes, count: int, seen: Codes, stamp: int, slots: Codes, size: int
) -> int:
    """Add the characters in a row within words, the edges of a word counting as a space; returns the new
    size."""
    for token in range(count):
        if types[token] not in (PLAIN, TAG):
            continue
        first, last = starts[token] - 1, starts[token + 1]
        for begin in range(first, last):
            value = _CHARACTERS
            for at in range(begin, min(begin + LONGEST, last + 1)):
                char = np.int32(32) if at in (first, last) else chars[at]
                value = (value ^ np.uint64(char)) * _FNV
                if at - begin + 1 >= SHORTEST:
                    size = _put(value, seen, stamp, slots, size)
    return size


@compiled
def vectorise_buffers(
    data: Bytes, offsets: Places, folded: Codes, kinds: Bytes, upper: Bytes, negations: Hashes
) -> tuple[Codes, Places, Places]:
    texts = len(offsets) - 1
    begins, middles = np.zeros(texts + 1, np.int64), np.zeros(texts, np.int64)
    seen = np.zeros(SLOTS, np.int32)
    slots = np.empty(max(64, (offsets[-1] - offsets[0]) * 4), np.int32)
    chars = np.empty(LONGEST_TEXT + 128, np.int32)
    starts, types = np.empty(LONGEST_TEXT + 128, np.int64), np.empty(LONGEST_TEXT + 128, np.uint8)
    size = 0
    for text in range(texts):
        count, shouts = scan(
            data, offsets[text], offsets[text + 1], folded, kinds, upper, chars, starts, types
        )
        need = size + 4 * count + 4 * (starts[count] + count) + 8
        if need > len(slots):
            grown = np.empty(need * 2, np.int32)
            grown[:size] = slots[:size]
            slots = grown
        size = _words(chars, starts, types, count, shouts, negations, seen, text + 1, slots, size)
        middles[text] = size
        size = _characters(chars, starts, types, count, seen, text + 1, slots, size)
        begins[text + 1] = size
    return slots[:size].copy(), begins, middles
