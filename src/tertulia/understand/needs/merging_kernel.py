"""Average-linkage merging down to a likeness, compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit


@njit(cache=True)
def merged(
    likeness: npt.NDArray[np.float32], sizes: npt.NDArray[np.float64], least: float
) -> npt.NDArray[np.int64]:
    """For each item the first item of its group. `likeness` (items, items) is the mean over the posts of two
    items, and is written over; `sizes` are the items' posts. Groups are merged while their mean likeness is
    at least `least`, by chains of nearest neighbours (Murtagh 1983): a group whose nearest is not alike
    enough can be set aside, for merging others never brings it nearer."""
    items = len(sizes)
    group = np.arange(items)
    weight = sizes.copy()
    active = np.ones(items, np.bool_)
    chain = np.empty(items + 1, np.int64)
    length, scanned = 0, 0
    while True:
        if length == 0:
            while scanned < items and not active[scanned]:
                scanned += 1
            if scanned == items:
                return _roots(group)
            chain[0], length = scanned, 1
        last = chain[length - 1]
        before = chain[length - 2] if length > 1 else -1
        nearest, best = before, likeness[last, before] if before >= 0 else -1.0
        for other in range(items):
            if active[other] and other != last and likeness[last, other] > best:
                nearest, best = other, likeness[last, other]
        if nearest < 0 or best < least:
            active[last] = False
            length -= 1
            if before >= 0:  # the one before had this as its nearest: it looks again
                length -= 1
        elif nearest == before:
            _join(likeness, weight, active, group, min(last, before), max(last, before))
            length -= 2
        else:
            chain[length] = nearest
            length += 1


@njit(cache=True)
def _join(
    likeness: npt.NDArray[np.float32],
    weight: npt.NDArray[np.float64],
    active: npt.NDArray[np.bool_],
    group: npt.NDArray[np.int64],
    one: int,
    other: int,
) -> None:
    whole = weight[one] + weight[other]
    for item in range(len(weight)):
        if item != one and item != other:
            mean = (weight[one] * likeness[one, item] + weight[other] * likeness[other, item]) / whole
            likeness[one, item] = mean
            likeness[item, one] = mean
    weight[one] = whole
    active[other] = False
    group[other] = one


@njit(cache=True)
def _roots(group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    for item in range(len(group)):
        root = item
        while group[root] != root:
            root = group[root]
        group[item] = root
    return group
