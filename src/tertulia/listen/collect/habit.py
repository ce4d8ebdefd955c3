"""Whether a source is silent against its own habit, though nothing fails. Pure; times are UTC.

New posts in a stretch of time are taken for negative binomial counts: Poisson around the source's own rate at
that hour of the week, with the spread that its days show. Too little history says nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, variance

ALARM_AT = 0.001  # chance below which silence is no accident
LEAST_DAYS, LEAST_POSTS = 7, 30  # of history, before anything is said
LEAST_SILENCE = timedelta(hours=2)
HISTORY = timedelta(days=28)
_WEEK = 168  # hours
# An hour of the week leans on that hour of any day, and that on all hours: as if seen so many times more.
_PRIOR_WEEKS, _PRIOR_DAYS = 3.0, 1.0
_MOST_STEPS = 24 * 60

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Habit:
    """Posts an hour, by hour of the week (Monday 0:00 UTC first), and how a day's counts spread: the size of
    their negative binomial (infinite: no more than Poisson)."""

    rates: Sequence[float]
    day_size: float

    def expected(self, since: datetime, until: datetime) -> float:
        """How many posts are usual between two moments."""
        total, at = 0.0, since
        for _ in range(_MOST_STEPS):
            if at >= until:
                return total
            following = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, until)
            total += self.rates[at.weekday() * 24 + at.hour] * ((following - at) / _HOUR)
            at = following
        return total + sum(self.rates) / _WEEK * ((until - at) / _HOUR)

    def chance_of_at_most(self, count: int, since: datetime, until: datetime) -> float:
        """The chance of so few posts between two moments, if all is as usual."""
        mean = self.expected(since, until)
        # A stretch shorter than a day spreads as the whole day does: more than it may, so alarms are rare.
        size = self.day_size * max(1.0, (until - since) / _DAY)
        return min(1.0, sum(_negative_binomial(n, mean, size) for n in range(count + 1)))


def habit_of(hours: Iterable[tuple[datetime, int]], since: datetime, until: datetime) -> Habit | None:
    """The habit that new posts by hour show, between two moments in which the source was followed; hours
    without any may be missing. None with too little history."""
    since = max(since, until - HISTORY)
    counts = [(hour, new) for hour, new in hours if since <= hour < until]
    total = sum(new for _, new in counts)
    days = (until - since) // _DAY
    if days < LEAST_DAYS or total < LEAST_POSTS:
        return None
    weeks = (until - since) / timedelta(weeks=1)
    by_day = [0] * days
    for hour, new in counts:
        if (ago := (until - hour) // _DAY) < days:
            by_day[ago] += new
    return Habit(_rates(counts, weeks), _size(by_day))


def _rates(counts: Iterable[tuple[datetime, int]], weeks: float) -> list[float]:
    """Posts an hour for each hour of the week."""
    of_day: Counter[int] = Counter()
    of_week: Counter[int] = Counter()
    for hour, new in counts:
        of_day[hour.hour] += new
        of_week[hour.weekday() * 24 + hour.hour] += new
    overall = of_day.total() / (weeks * _WEEK)
    daily = [(of_day[hour] + _PRIOR_DAYS * overall) / (7 * weeks + _PRIOR_DAYS) for hour in range(24)]
    return [(of_week[n] + _PRIOR_WEEKS * daily[n % 24]) / (weeks + _PRIOR_WEEKS) for n in range(_WEEK)]


def silent_since(habit: Habit, item_at: datetime, today: int, now: datetime) -> datetime | None:
    """Since when the source is quieter than it ever would be by accident: since its last post (`item_at`), or
    for a day, in which only `today` came. None while all is as usual."""
    if now - item_at >= LEAST_SILENCE and habit.chance_of_at_most(0, item_at, now) < ALARM_AT:
        return item_at
    day_ago = now - _DAY
    if habit.chance_of_at_most(today, day_ago, now) < ALARM_AT:
        return day_ago
    return None


def _size(counts: Sequence[int]) -> float:
    """The size of the negative binomial with the mean and variance of these counts."""
    mean, spread = fmean(counts), variance(counts)
    return mean**2 / (spread - mean) if spread > mean else math.inf


def _negative_binomial(count: int, mean: float, size: float) -> float:
    if mean <= 0:
        return 1.0 if count == 0 else 0.0
    if math.isinf(size):
        return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    log = math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1)
    log += size * math.log(size / (size + mean)) + count * math.log(mean / (size + mean))
    return math.exp(log)
