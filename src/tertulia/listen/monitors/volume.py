"""How many posts a week a search is going to bring, judged by the weeks before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance
from typing import Any, Literal

WEEK = 7
ENOUGH_WEEKS = 4
_DRAWS = 20_000


@dataclass(frozen=True)
class Volume:
    """Posts in a coming week: what is expected and the bounds that 95 of 100 such weeks keep. `spread` says
    what the bounds come from: how whole weeks differed, or, of less than four weeks, how days did."""

    value: float
    low: int
    high: int
    spread: Literal["weeks", "days"]
    number: int  # weeks or days

    def as_dict(self) -> dict[str, Any]:
        return {"value": round(self.value, 1), "low": self.low, "high": self.high} | {
            "spread": self.spread,
            "number": self.number,
        }


def volume(days: Sequence[int], scale: float = 1.0) -> Volume | None:
    """From the hits of each day, oldest first, where one in `scale` posts was read. None of less than a week.

    Posts come in bursts: the bounds are those of a negative binomial distribution with the mean of the weeks
    and their variance (of less than four weeks, seven times that of the days), at least Poisson's, and wider
    by what so few weeks leave unsure of the mean.
    """
    if len(days) < WEEK:
        return None
    weeks = len(days) // WEEK
    if weeks >= ENOUGH_WEEKS:
        kept = days[len(days) - weeks * WEEK :]
        totals = [scale * sum(kept[start : start + WEEK]) for start in range(0, len(kept), WEEK)]
        mean, spread, number = fmean(totals), variance(totals), weeks
        unsure = 1 / weeks
    else:
        mean, spread, number = WEEK * scale * fmean(days), WEEK * scale**2 * variance(days), len(days)
        unsure = WEEK / len(days)
    chance = scale * (mean + scale / 2 * unsure)  # Poisson's, of a share; half a post where there was none
    low, high = _bounds(max(mean, unsure * scale / 2), max(spread, chance) * (1 + unsure))
    return Volume(mean, low, max(high, round(mean)), "weeks" if weeks >= ENOUGH_WEEKS else "days", number)


def _bounds(mean: float, spread: float) -> tuple[int, int]:
    import numpy as np

    chance = np.random.default_rng(1)
    if spread <= mean * 1.000001:
        drawn = chance.poisson(mean, _DRAWS)
    else:
        size = mean * mean / (spread - mean)
        drawn = chance.negative_binomial(size, size / (size + mean), _DRAWS)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return int(low), int(high)
