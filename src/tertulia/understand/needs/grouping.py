"""Puts posts that ask the same together. For worker processes: SciPy takes a second to import.

Two groups become one while the mean likeness of their posts is at least `ALIKE` (average linkage). Up to
`BLOCK` posts that is exact. Of more, each round puts those side by side that have a telling word in common
and merges within blocks of them: the time grows with the posts, not with their square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.understand.needs.features import Features, features
from tertulia.understand.needs.merging_kernel import merged
from tertulia.understand.themes.words import words_of

Ints = npt.NDArray[np.int64]
ALIKE = 0.33  # chosen on posts that are not those it is measured on: docs/adr/0013
BLOCK = 1_000
ROUNDS = 4
NONE = -1
_ROWS = 2_000  # posts compared with all needs at a time


@dataclass(frozen=True)
class Grouped:
    """For each post the number of its need: one of those known, or a new one from the number of the known
    on; NONE where it asks what no other post asks. `typical` is the place of each need's most typical post,
    NONE for a known one that no post was given of."""

    needs: Ints
    typical: Ints


def group(texts: Sequence[str], known: Sequence[int] = ()) -> Grouped:
    """The needs of the posts. `known`: for each post the need that it is of already, numbered from 0, NONE
    for a new one; those stay where they are, and known needs are never merged."""
    placed = np.array(known or [NONE] * len(texts), np.int64)
    looked = features(texts)
    needs = placed.copy()
    count = int(placed.max(initial=NONE)) + 1
    fresh = np.flatnonzero(placed == NONE)
    if count:
        needs[fresh] = joining(looked, placed, fresh, count)
        fresh = fresh[needs[fresh] == NONE]
    found = _numbered(clusters(looked, fresh, _alike(texts, fresh)), count)
    needs[fresh] = found
    return Grouped(needs, typical(looked, needs))


def joining(looked: Features, placed: Ints, fresh: Ints, count: int) -> Ints:
    """The known need that each new post is most like, NONE where none is alike enough."""
    words, meaning = sums(looked, placed, count)
    sizes = np.maximum(np.bincount(placed[placed >= 0], minlength=count), 1).astype(np.float32)
    found = np.full(len(fresh), NONE, np.int64)
    for start in range(0, len(fresh), _ROWS):
        rows = fresh[start : start + _ROWS]
        likeness = (looked.words[rows] @ words.T).toarray() + looked.meaning[rows] @ meaning.T
        likeness = likeness / sizes
        best = likeness.argmax(axis=1)
        enough = likeness[np.arange(len(rows)), best] >= ALIKE
        found[start : start + _ROWS] = np.where(enough, best, NONE)
    return found


def sums(looked: Features, groups: Ints, count: int) -> tuple[Any, Any]:
    """The sums of the posts of each group."""
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    rows = np.flatnonzero(groups >= 0)
    ones = np.ones(len(rows), np.float32)
    adding = csr_matrix((ones, (groups[rows], rows)), (count, len(groups)))
    return (adding @ looked.words).tocsr(), np.asarray(adding @ looked.meaning)


def clusters(looked: Features, posts: Ints, alike: Ints) -> Ints:
    """The group of each of these posts. `alike`: near-duplicates begin together."""
    groups = np.unique(alike, return_inverse=True)[1].astype(np.int64)
    whole = len(groups) <= BLOCK
    for turn in range(1 if whole else ROUNDS):
        count = int(groups.max(initial=NONE)) + 1
        every = np.full(len(looked), NONE, np.int64)
        every[posts] = groups
        words, meaning = sums(looked, every, count)
        sizes = np.bincount(groups, minlength=count).astype(np.float64)
        order = np.arange(count) if whole else np.argsort(_keys(words, turn), kind="stable")
        firsts = np.arange(count)
        for start in range(0, count, BLOCK):
            block = order[start : start + BLOCK]
            firsts[block] = block[merged(_likeness(words, meaning, sizes, block), sizes[block], ALIKE)]
        groups = np.unique(firsts[groups], return_inverse=True)[1].astype(np.int64)
    return groups


def _likeness(words: Any, meaning: Any, sizes: Any, block: Ints) -> npt.NDArray[np.float32]:
    """(block, block): the mean likeness of the posts of two groups."""
    from scipy.sparse import diags_array

    share = (1 / sizes[block]).astype(np.float32)
    shared, pointing = diags_array(share) @ words[block], meaning[block] * share[:, None]
    return np.asarray((shared @ shared.T).toarray() + pointing @ pointing.T, np.float32)


def _keys(words: Any, turn: int) -> Ints:
    """The word that tells most of each group, or in later turns the second, the third; those that are not
    so many stay at the last that they have."""
    found = np.full(words.shape[0], NONE, np.int64)
    for row in range(words.shape[0]):
        first, last = words.indptr[row], words.indptr[row + 1]
        if last > first:
            ranked = np.argsort(-words.data[first:last], kind="stable")
            found[row] = words.indices[first + ranked[min(turn, last - first - 1)]]
    return found


def _alike(texts: Sequence[str], posts: Ints) -> Ints:
    """For each post the first that says the same."""
    from tertulia.understand.themes.near_duplicates import groups

    return groups(words_of([texts[post] for post in posts])) if len(posts) else np.zeros(0, np.int64)


def _numbered(groups: Ints, first: int) -> Ints:
    """Groups of several posts numbered from `first` in the order of their first posts; NONE for the rest."""
    sizes = np.bincount(groups, minlength=1)
    numbers: dict[int, int] = {}
    found = [
        numbers.setdefault(each, first + len(numbers)) if sizes[each] > 1 else NONE
        for each in groups.tolist()
    ]
    return np.array(found, np.int64)


def typical(looked: Features, needs: Ints) -> Ints:
    """The place of each need's post that is most like the others of it."""
    count = int(needs.max(initial=NONE)) + 1
    found = np.full(count, NONE, np.int64)
    if not count:
        return found
    words, meaning = sums(looked, needs, count)
    rows = np.flatnonzero(needs >= 0)
    of = needs[rows]
    near = np.asarray(looked.words[rows].multiply(words[of]).sum(axis=1)).ravel()
    near = near + (looked.meaning[rows] * meaning[of]).sum(axis=1)
    order = np.lexsort((rows, -near, of))
    firsts = np.unique(of[order], return_index=True)
    found[firsts[0]] = rows[order][firsts[1]]
    return found
