"""The one vectoriser of all tasks: texts in, sparse binary features out, each a slot of one hashed space.

The features of a text are its words and pairs of words (with marks for hashtags, for words under a negation and
for shouting) and the two to five characters in a row within its words. Training and reading call the same function.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numba import njit

from tertulia.understand.alphabet import alphabet
from tertulia.understand.scanner import HANDLE, LINK, LONGEST_TEXT, PICTURE, PLAIN, SIGNS, TAG, scan

BITS = 20
SLOTS = 1 << BITS
SHORTEST, LONGEST = 2, 5  # characters in a row
REACH = 3  # words that a negation marks after it
NEGATIONS = (
    "no not nunca jamas nadie ni sin tampoco never nobody nor without cannot cant dont doesnt didnt isnt wasnt wont "
    "ain't aint nao nem nunca não non pas jamais rien ne nicht kein keine nie mai"
)

_FNV = np.uint64(1099511628211)
_SEED = np.uint64(14695981039346656037)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_PAIR, _NEGATED, _HASHTAG, _SHOUT, _CHARACTERS = (np.uint64(i * 0x1000193) for i in range(2, 7))


@dataclass(frozen=True)
class Features:
    """The slots of each text: words and marks in `slots[starts[i]:middles[i]]`, characters up to `starts[i + 1]`.

    A slot stands at most once in a text.
    """

    slots: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    middles: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.middles)


def vectorise(texts: pa.Array | pa.ChunkedArray) -> Features:
    """The features of each text; null and empty texts have none."""
    data, offsets = utf8(texts)
    tables = alphabet()
    return Features(*_vectorise(data, offsets, tables.folded, tables.kind, tables.upper, negations()))


def utf8(texts: pa.Array | pa.ChunkedArray) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The bytes of string arrays of any kind, and where each text begins and ends in them."""
    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    array = array.cast(pa.large_string()).fill_null("")
    _, offsets, data = array.buffers()
    if not len(array):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    bounds = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(data, np.uint8) if data and data.size else np.zeros(0, np.uint8), bounds


@cache
def negations() -> npt.NDArray[np.uint64]:
    """The hashes of the words that negate, sorted."""
    words = [np.array([ord(c) for c in word], dtype=np.int32) for word in set(NEGATIONS.split())]
    return np.sort(np.array([hash_chars(word, 0, len(word)) for word in words], dtype=np.uint64))


@njit(cache=True)
def hash_chars(chars, start, stop):  # type: ignore[no-untyped-def]
    value = _SEED
    for i in range(start, stop):
        value = (value ^ np.uint64(chars[i])) * _FNV
    return value


@njit(cache=True)
def _slot(value):  # type: ignore[no-untyped-def]
    value = (value ^ (value >> np.uint64(29))) * _MIX
    return np.int32((value >> np.uint64(64 - BITS)) & np.uint64(SLOTS - 1))


@njit(cache=True)
def _put(value, seen, stamp, slots, size):  # type: ignore[no-untyped-def]
    """Add the slot of a hash unless this text has it already; returns the new size."""
    slot = _slot(value)
    if seen[slot] == stamp:
        return size
    seen[slot] = stamp
    slots[size] = slot
    return size + 1


@njit(cache=True)
def _is_negation(value, chars, start, stop, negations):  # type: ignore[no-untyped-def]
    if (
        stop - start > 3 and chars[stop - 1] == 116 and chars[stop - 2] == 39 and chars[stop - 3] == 110
    ):  # n't
        return True
    at = np.searchsorted(negations, value)
    return at < len(negations) and negations[at] == value


@njit(cache=True)
def _words(chars, starts, types, count, shouts, negations, seen, stamp, slots, size):  # type: ignore[no-untyped-def]
    """Add words, pairs and marks of a text's tokens; returns the new size."""
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


@njit(cache=True)
def _characters(chars, starts, types, count, seen, stamp, slots, size):  # type: ignore[no-untyped-def]
    """Add the characters in a row within words, the edges of a word counting as a space; returns the new size."""
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


@njit(cache=True)
def _vectorise(data, offsets, folded, kinds, upper, negations):  # type: ignore[no-untyped-def]
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


def as_matrix(features: Features, words: float, columns: npt.NDArray[np.int32]) -> Any:
    """The features as a SciPy CSR matrix for training: `columns[slot]` is its column, -1 to leave it out.

    A text's words weigh `words` together (Euclidean norm), its characters 1, whatever its length.
    """
    from scipy.sparse import csr_matrix

    texts = len(features)
    owner = np.repeat(np.arange(texts), np.diff(features.starts))
    place = np.arange(len(features.slots))
    is_word = place < features.middles[owner]
    word_count = features.middles - features.starts[:-1]
    weights = np.where(
        is_word,
        words / np.sqrt(np.maximum(word_count, 1))[owner],
        1 / np.sqrt(np.maximum(features.starts[1:] - features.middles, 1))[owner],
    )
    column = columns[features.slots]
    kept = column >= 0
    shape = (texts, int(columns.max(initial=-1)) + 1)
    return csr_matrix((weights[kept].astype(np.float32), (owner[kept], column[kept])), shape=shape)
