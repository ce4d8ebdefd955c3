"""Adds up the rows of a model's weights over the features of texts, in compiled code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertulia.posts.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.int32]
    Places = NDArray[np.int64]
    Weights = NDArray[np.float32]


@compiled
def logits_of(
    slots: Codes, starts: Places, middles: Places, texts: Places, rows: Codes, weights: Weights, bias: Weights
) -> Weights:
    """(texts, columns): the sums of the words' rows and of the characters' rows, each over the root of their
    number."""
    columns = weights.shape[1]
    logits = np.empty((len(texts), columns), np.float32)
    total = np.empty(columns, np.float32)
    for i in range(len(texts)):
        text = texts[i]
        logits[i] = bias
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
                        total[k] += weights[row, k]
            share = np.float32(1 / np.sqrt(stop - start))
            for k in range(columns):
                logits[i, k] += share * total[k]
    return logits
