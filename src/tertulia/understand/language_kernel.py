"""Walks the language automaton over texts, in compiled code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertulia.posts.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Codes = NDArray[np.int32]
    Places = NDArray[np.int64]
    Weights = NDArray[np.float32]

LONGEST = 2_000  # bytes read of one text


@compiled
def score(
    data: Bytes,
    offsets: Places,
    moves: NDArray[np.uint32],
    rows: Places,
    output: Codes,
    table: Weights,
    prior: Weights,
) -> tuple[Weights, NDArray[np.bool_]]:
    """Scores of each language, divided by the root of the length as py3langid does, and whether a feature was
    seen."""
    texts, languages = len(offsets) - 1, len(prior)
    scores, seen = np.zeros((texts, languages), np.float32), np.zeros(texts, np.bool_)
    counts, found = np.zeros(len(table), np.int32), np.empty(LONGEST, np.int32)
    for text in range(texts):
        start = offsets[text]
        end = min(offsets[text + 1], start + LONGEST)
        state, distinct = 0, 0
        for at in range(start, end):
            state = moves[(rows[state] << 8) + data[at]]
            feature = output[state]
            if feature >= 0:
                if counts[feature] == 0:
                    found[distinct] = feature
                    distinct += 1
                counts[feature] += 1
        if distinct:
            seen[text] = True
            for i in range(distinct):
                weight = np.float32(np.log1p(np.float32(counts[found[i]])))
                counts[found[i]] = 0
                for language in range(languages):
                    scores[text, language] += weight * table[found[i], language]
            sharpness = np.float32(1 / np.sqrt(max(end - start, 1)))
            for language in range(languages):
                scores[text, language] = (scores[text, language] + prior[language]) * sharpness
    return scores, seen
