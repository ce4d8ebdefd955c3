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
    Letters = NDArray[np.uint8]
    Weights = NDArray[np.float32]

LONGEST = 2_000  # bytes read of one text


@compiled
def _next(state: int, byte: int, first: Codes, letters: Letters, suffix: Codes, dense: Codes) -> int:
    """The child of a state by a byte, or that of its longest suffix that has one."""
    while state >= len(dense):
        for child in range(first[state], first[state + 1]):
            if letters[child] == byte:
                return child
        state = suffix[state]
    return int(dense[state, byte])


@compiled
def score(
    data: Bytes,
    offsets: Places,
    first: Codes,
    letters: Letters,
    suffix: Codes,
    dense: Codes,
    output: Codes,
    table: NDArray[np.uint16],
    likelihoods: Weights,
    prior: Weights,
) -> tuple[Weights, NDArray[np.bool_]]:
    """Scores of each language, divided by the root of the length as py3langid does, and whether a feature was
    seen. The arrays are those of an Automaton."""
    texts, languages = len(offsets) - 1, len(prior)
    scores, seen = np.zeros((texts, languages), np.float32), np.zeros(texts, np.bool_)
    counts, found = np.zeros(len(table), np.int32), np.empty(LONGEST, np.int32)
    for text in range(texts):
        start = offsets[text]
        end = min(offsets[text + 1], start + LONGEST)
        state, distinct = 0, 0
        for at in range(start, end):
            state = _next(state, data[at], first, letters, suffix, dense)
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
                    scores[text, language] += weight * likelihoods[table[found[i], language]]
            sharpness = np.float32(1 / np.sqrt(max(end - start, 1)))
            for language in range(languages):
                scores[text, language] = (scores[text, language] + prior[language]) * sharpness
    return scores, seen
