"""Peaks: spans with more posts than their hour of the week, or their day of the week, leads one to expect.

What is expected of a span is the mean of the same hour (day) of the weeks before, drawn towards the general
level where those are few. Counts of posts come in bursts, so the limit is a negative binomial's, its
dispersion taken from how earlier spans missed their own expectations (Farrington and others 1996; Noufaily
and others 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

from tertulia.understand.statistics import Z

CHANCE = 0.1  # that a series without peaks shows one; each span has its part of it
LEAST_POSTS = 8
LEAST_RATIO = 1.8  # of what was expected
WEEKS = 8  # looked back on
LEAST_WEEKS = 2  # same hours or days known, before anything is said
_NEAR = 2  # spans: closer peaks are one
_CALM = 4.5  # deviations above its expectation that a span adds to later ones at most
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Peak:
    """Spans `first` to `last` (both included) of a series: how many posts came, how many were to be expected,
    the limit that chance keeps below, and the chance of the fullest span."""

    first: int
    last: int
    posts: int
    expected: float
    limit: float
    chance: float


@dataclass(frozen=True)
class Baseline:
    """For each span what is expected (nan: too little is known), and the dispersion: that of all spans, and
    that which comes of how few posts the expectation stands on (the predictive distribution of a Gamma)."""

    expected: Floats
    dispersion: Floats


def peaks(
    counts: Sequence[int], period: int, begin: int = 0, missing: AbstractSet[int] = frozenset()
) -> list[Peak]:
    """The peaks from span `begin` on, the least likely first. `counts` are of equal spans, without a break;
    `period` is how many make a week: 168 hours or 7 days. The spans in `missing` were not read."""
    found = baseline(counts, period, missing)
    chances = np.array([_chance(counts, found, at) for at in range(len(counts))])
    rare = CHANCE / max(len(counts) - begin, 1)
    high = [at for at in range(begin, len(counts)) if chances[at] < rare]
    return sorted((_peak(run, counts, found, chances) for run in _runs(high)), key=lambda peak: peak.chance)


def baseline(counts: Sequence[int], period: int, missing: AbstractSet[int] = frozenset()) -> Baseline:
    """What each span is held against: only spans before it count, none far above what it was to be itself;
    one that was not read counts as what it was to be."""
    calm = np.asarray(counts, float).copy()
    expected, behind = np.full(len(counts), np.nan), np.ones(len(counts))
    for at in range(LEAST_WEEKS * period, len(counts)):
        past = calm[max(0, at - WEEKS * period) : at]
        same = past[::-1][period - 1 :: period]
        level = past.mean()
        behind[at] = max(same.sum() + level, 0.05)
        expected[at] = behind[at] / (len(same) + 1)
        highest = expected[at] + _CALM * np.sqrt(expected[at] + 1)
        calm[at] = expected[at] if at in missing else min(calm[at], highest)
    return Baseline(expected, _dispersion(calm, expected) + 1 / behind)


def _dispersion(calm: Floats, expected: Floats) -> float:
    """The variance beyond Poisson's, as a share of the squared mean (method of moments)."""
    told = np.isfinite(expected) & (expected > 0)
    if not told.any():
        return 0.0
    missed, mean = calm[told] - expected[told], expected[told]
    return float(max((missed**2 - mean).sum() / (mean**2).sum(), 0.0))


def _chance(counts: Sequence[int], found: Baseline, at: int) -> float:
    """The chance of as many posts; 1 where there are too few for a peak, or too little is known."""
    expected = found.expected[at]
    if not np.isfinite(expected) or counts[at] < max(LEAST_POSTS, LEAST_RATIO * expected):
        return 1.0
    return at_least(counts[at], max(float(expected), 0.05), float(found.dispersion[at]))


def at_least(count: int, mean: float, dispersion: float) -> float:
    """The chance of `count` or more of a negative binomial with that mean and a variance of
    mean + dispersion * mean²; of a Poisson's where the dispersion is nothing."""
    below = sum(exp(_log_mass(number, mean, dispersion)) for number in range(count))
    return min(1.0, max(0.0, 1 - below))


def _log_mass(number: int, mean: float, dispersion: float) -> float:
    if dispersion < 1e-6:
        return number * log(mean) - mean - lgamma(number + 1)
    size = 1 / dispersion
    share = size / (size + mean)
    head = lgamma(number + size) - lgamma(size) - lgamma(number + 1)
    return head + size * log(share) + number * log(1 - share)


def _runs(spans: Sequence[int]) -> list[list[int]]:
    """Peaks with at most _NEAR - 1 spans between them are one."""
    runs: list[list[int]] = []
    for at in spans:
        if runs and at - runs[-1][-1] <= _NEAR:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _peak(run: list[int], counts: Sequence[int], found: Baseline, chances: Floats) -> Peak:
    inside = range(run[0], run[-1] + 1)
    expected = float(sum(found.expected[at] for at in inside))
    spread = sum(found.expected[at] + found.dispersion[at] * found.expected[at] ** 2 for at in inside)
    limit = expected + Z * float(np.sqrt(spread))
    chance = float(min(chances[at] for at in run))
    return Peak(run[0], run[-1], sum(counts[at] for at in inside), expected, limit, chance)
