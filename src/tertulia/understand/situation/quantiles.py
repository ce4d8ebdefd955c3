"""Medians and other quantiles of what has no shape that one could assume (waits, interactions), with their
intervals: of n sorted values the true quantile lies between two of them whose ranks the binomial distribution
gives (Hahn and Meeker 1991).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, floor, sqrt

from tertulia.understand.situation.figures import FEW, Figure, Unit
from tertulia.understand.statistics import Z

_EXACT = 400  # values up to which the ranks are counted out, beyond by the normal distribution
_TAIL = 0.025


def wait(hours: Sequence[float], part: float) -> Figure:
    """The quantile of some waits, in hours."""
    return quantile(hours, part, "hours")


def quantile(values: Sequence[float], part: float, unit: Unit) -> Figure:
    """The quantile of the values; none below FEW of them, no bounds where they are too few for those."""
    n = len(values)
    if n < FEW:
        return Figure(unit, None, n)
    ordered = sorted(values)
    low, high = _ranks(n, part)
    value = ordered[min(n - 1, floor(part * n))]
    if low < 1 or high > n:
        return Figure(unit, value, n)
    return Figure(unit, value, n, ordered[low - 1], ordered[high - 1])


def _ranks(n: int, part: float) -> tuple[int, int]:
    """The ranks, from 1, between which the quantile lies with 95 %; outside 1…n where there are too few."""
    if n > _EXACT:
        half = Z * sqrt(n * part * (1 - part))
        return floor(n * part - half), floor(n * part + half) + 2
    below, low, high = 0.0, 0, n + 1
    for count in range(n + 1):
        below += comb(n, count) * part**count * (1 - part) ** (n - count)
        if below <= _TAIL:
            low = count + 1
        if below >= 1 - _TAIL:
            high = count + 1
            break
    return low, high
