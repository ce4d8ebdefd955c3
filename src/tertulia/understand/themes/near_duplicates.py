"""Near-duplicates: texts that say the same with a word or a link changed, found by MinHash and banded
look-ups (Broder 1997; Leskovec, Rajaraman and Ullman 2014, chapter 3)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tertulia.understand.themes.near_duplicates_kernel import HASHES, signatures_of
from tertulia.understand.themes.words import Ints, Words

ALIKE = 0.7  # share of word pairs in common (Jaccard) from which two texts are one
ROWS = 4  # hashes a band: sixteen bands of four find 99 of 100 pairs at 0.7
_LEAST_WORDS = 3  # of fewer words nothing can be said


def groups(words: Words) -> Ints:
    """For each text the number of the first text that says the same: its own where none does."""
    seeds = np.random.default_rng(1).integers(1, 2**63, HASHES, dtype=np.uint64)
    signatures = signatures_of(words.of, words.starts, seeds)
    told = np.flatnonzero(np.diff(words.starts) >= _LEAST_WORDS)
    parents = np.arange(len(words))
    for band in range(0, HASHES, ROWS):
        for bucket in _buckets(signatures[:, band : band + ROWS], told):
            _join(bucket, signatures, parents)
    return np.array([_root(parents, text) for text in range(len(words))], np.int64)


def _buckets(band: npt.NDArray[np.uint32], told: Ints) -> Iterator[Ints]:
    """The texts whose band is the same, where there are several."""
    factors = np.random.default_rng(2).integers(1, 2**63, ROWS, dtype=np.uint64) | np.uint64(1)
    keys = (band[told].astype(np.uint64) * factors).sum(axis=1, dtype=np.uint64)
    order = np.argsort(keys, kind="stable")
    bounds = np.flatnonzero(np.diff(keys[order])) + 1
    starts, ends = np.concatenate([[0], bounds]), np.concatenate([bounds, [len(order)]])
    for at in np.flatnonzero(ends - starts > 1):
        yield told[order[starts[at] : ends[at]]]


def _join(bucket: Ints, signatures: npt.NDArray[np.uint32], parents: Ints) -> None:
    """Join to the first the texts whose whole signatures agree enough with its own."""
    same = (signatures[bucket[1:]] == signatures[bucket[0]]).mean(axis=1)
    for text in bucket[1:][same >= ALIKE]:
        one, other = sorted((_root(parents, int(bucket[0])), _root(parents, int(text))))
        parents[other] = one


def _root(parents: Ints, text: int) -> int:
    while parents[text] != text:
        parents[text] = parents[parents[text]]
        text = int(parents[text])
    return text
