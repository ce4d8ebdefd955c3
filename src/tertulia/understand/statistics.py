"""Intervals and comparisons, each from its source. All intervals hold 95 %.

They treat the posts as draws from the conversation, independent of one another. Posts come in bursts, so
the true
uncertainty is somewhat larger; the pages say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter

Z = 1.959964


@dataclass(frozen=True)
class Interval:
    """An estimate and the bounds of its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def beyond_noise(self) -> bool:
        """Whether zero lies outside: for differences."""
        return not self.low <= 0 <= self.high


def wilson(part: float, whole: float) -> Interval | None:
    """A share and its interval (Wilson 1927): sound for few posts and for shares near 0 and 1. None of no
    posts."""
    if whole == 0:
        return None
    share, squared = part / whole, Z * Z
    middle = (share + squared / (2 * whole)) / (1 + squared / whole)
    half = Z / (1 + squared / whole) * sqrt(share * (1 - share) / whole + squared / (4 * whole * whole))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def net_sentiment(positive: int, negative: int, read: int) -> Interval | None:
    """(positive - negative) / read in points from -100 to 100, neutral posts in the denominator; normal
    interval
    of a difference of two shares of one multinomial, with Agresti-Coull's two added to each of the outer
    classes."""
    if read == 0:
        return None
    net = (positive - negative) / read
    n = read + 3
    p, q = (positive + 1) / n, (negative + 1) / n
    half = Z * sqrt(max(p + q - (p - q) ** 2, 0.0) / n)
    middle = p - q
    return Interval(100 * net, 100 * max(-1.0, middle - half), 100 * min(1.0, middle + half))


def passion(positive: int, negative: int, read: int) -> float | None:
    """(positive + negative) / read: the share that takes sides. Shows love and hate that a net of zero
    hides."""
    return (positive + negative) / read if read else None


def difference(part: int, whole: int, other_part: int, other_whole: int) -> Interval | None:
    """First share minus second, with Newcombe's interval (1998, method 10) from the two Wilson ones."""
    here, there = wilson(part, whole), wilson(other_part, other_whole)
    if here is None or there is None:
        return None
    gap = here.value - there.value
    below = sqrt((here.value - here.low) ** 2 + (there.high - there.value) ** 2)
    above = sqrt((here.high - here.value) ** 2 + (there.value - there.low) ** 2)
    return Interval(gap, gap - below, gap + above)


def change(count: int, other: int) -> Interval | None:
    """count / other - 1 of two counts over equal spans; interval from the share of the first in both
    (Przyborowski
    and Wilenski 1940, with Wilson's interval). None if there was nothing before."""
    share = wilson(count, count + other)
    if share is None or other == 0:
        return None
    bounds = [bound / (1 - bound) - 1 if bound < 1 else float("inf") for bound in (share.low, share.high)]
    return Interval(count / other - 1, *bounds)


def log_odds(here: Counter[str] | Mapping[str, int], background: Mapping[str, int]) -> dict[str, float]:
    """z-score of each word of `here` against `background`: log-odds ratio with an informative Dirichlet prior
    (Monroe, Colaresi and Quinn 2008, eq. 16, 20-22). The prior is the two together, scaled to as many words
    as `here` has, at most 10,000, so that rare words are drawn towards no difference."""
    import numpy as np

    words = list(here)
    mine = np.array([here[word] for word in words], float)
    theirs = np.array([background.get(word, 0) for word in words], float)
    total, other = mine.sum(), float(sum(background.values()))
    if not total or not other:
        return {}
    weight = min(total, 10_000.0)
    prior = (mine + theirs) / (total + other) * weight
    odds = np.log((mine + prior) / (total + weight - mine - prior))
    others = np.log((theirs + prior) / (other + weight - theirs - prior))
    spread = np.sqrt(1 / (mine + prior) + 1 / (theirs + prior))
    return dict(zip(words, ((odds - others) / spread).tolist(), strict=True))


def share_odds(
    here: Mapping[str, int], size: int, background: Mapping[str, int], other_size: int
) -> dict[str, float]:
    """z-score of what more of `size` people do here than of `other_size` in the background: `log_odds` for
    people, of whom each does a thing or does not (the Dirichlet prior of two outcomes is a Beta's), and who
    may do several. The prior is the two together, with the weight of as many people as are here, at most
    10,000."""
    import numpy as np

    names = list(here)
    if not names or not other_size:
        return {}
    mine = np.array([here[name] for name in names], float)
    theirs = np.array([background.get(name, 0) for name in names], float)
    share = (mine + theirs) / (size + other_size)
    weight = min(float(size), 10_000.0)
    yes, no = mine + share * weight + 0.5, size - mine + (1 - share) * weight + 0.5
    others, rest = theirs + share * weight + 0.5, other_size - theirs + (1 - share) * weight + 0.5
    spread = np.sqrt(1 / yes + 1 / no + 1 / others + 1 / rest)
    return dict(zip(names, ((np.log(yes / no) - np.log(others / rest)) / spread).tolist(), strict=True))
