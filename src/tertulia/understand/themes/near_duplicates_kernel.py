"""MinHash signatures of texts, compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

HASHES = 64
_MIX = np.uint64(0xFF51AFD7ED558CCD)


@njit(cache=True)
def _mixed(value: np.uint64) -> np.uint64:
    """The finalizer of MurmurHash3: every bit of the number touches every bit of the answer."""
    value ^= value >> np.uint64(33)
    value *= _MIX
    value ^= value >> np.uint64(33)
    value *= np.uint64(0xC4CEB9FE1A85EC53)
    return value ^ (value >> np.uint64(33))


@njit(cache=True)
def signatures_of(
    words: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], seeds: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint32]:
    """(texts, HASHES): the least hash of each text's pairs of neighbouring words under each seed."""
    texts = len(starts) - 1
    found = np.full((texts, len(seeds)), np.uint32(0xFFFFFFFF), np.uint32)
    for text in range(texts):
        first, last = starts[text], starts[text + 1]
        for at in range(first, max(last - 1, first + (last > first))):
            following = words[at + 1] + 1 if at + 1 < last else 0
            pair = _mixed(np.uint64(words[at]) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(following))
            for number in range(len(seeds)):
                value = np.uint32(_mixed(pair ^ seeds[number]) >> np.uint64(32))
                if value < found[text, number]:
                    found[text, number] = value
    return found
