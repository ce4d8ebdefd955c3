"""Adds up the rows of a model's weights, one byte each, over the features of texts, in compiled code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertulia.posts.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.int32]
    Places = NDArray[np.int64]
    Bytes = NDArray[np.int8]
    Weights = NDArray[np.float32]


@compiled
def sums_of(
    slots: Codes, starts: Places, middles: Places, texts: Places, rows: Codes, codes: Bytes, shares: Weights
) -> Weights:
    """(texts, columns): the sums of the words' rows and of the characters' rows, each over the root of their
    number; `shares` says what a code is worth."""
    columns = codes.shape[1]
    sums = np.zeros((len(texts), columns), np.float32)
    total = np.empty(columns, np.float32)
    for i in range(len(texts)):
        text = texts[i]
        for part in range(2):
            start = starts[text] if part == 0 else middles[text]
            stop = middles[text] if part == 0 else starts[text + 1]
            if stop == start:
                continue
            total[:] = 0
            for at in range(start, stop):
                row = rows[slots[at]]
                if row >= 0:
                    for k in range(columns):
                        total[k] += shares[codes[row, k] & 255]
            share = np.float32(1 / np.sqrt(stop - start))
            for k in range(columns):
                sums[i, k] += share * total[k]
    return sums
