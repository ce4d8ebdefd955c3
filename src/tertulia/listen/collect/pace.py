"""When a source is read next. Pure: the clock and chance are given.

Busy sources are read more often and quiet ones less, between what their network or they themselves ask and a
longest interval. Failures in a row are weighted after Media Cloud's rss-fetcher: what is sure counts whole,
what may pass counts less. Nobody is given up before it has failed for good over days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tertulia.errors import Problem
from tertulia.networks.base import Kind, Readable

LEAST_S = 60.0
LEAST_OF_FEEDS_S = 300.0
LONGEST_S = 86_400.0
_TIMES_SLOWER = 6.0  # than the network's own pace at most, where people wait for what is said
_FASTER, _SLOWER = 0.6, 1.3

HARD, SOFT, TEMPORARY, NONE = 1.0, 0.5, 0.25, 0.0
_TEMPORARY = ("unreachable", "timeout", "rate-limited", "server-error", "stream-ended")
_OURS = ("disk-full", "broken-file", "owner-gone", "cannot-unseal", "bad-setting", "internal")
_FIRST_PAUSE_S = 60.0
_LONGEST_PAUSE_S = 3600.0  # after what may pass: that it passed must be seen within the hour
_JITTER = 0.2
GIVEN_UP_AT = 8.0  # failures in a row, weighted …
GIVEN_UP_AFTER = timedelta(days=3)  # … over at least so long
_PATIENCE = timedelta(days=30)  # a wish to be asked later than that is taken for a mistake

_STREAM_FIRST_S, _STREAM_LONGEST_S = 1.0, 300.0


@dataclass(frozen=True)
class Bounds:
    """Seconds between two readings: the network's own pace, the shortest and the longest."""

    usual: float
    least: float
    most: float

    @classmethod
    def of(cls, way: Readable) -> Bounds:
        feed = way.kind in (Kind.FEED, Kind.SITE)
        least = LEAST_OF_FEEDS_S if feed else LEAST_S
        usual = min(max(way.every_s, least), LONGEST_S)
        return cls(usual, least, LONGEST_S if feed else min(_TIMES_SLOWER * usual, LONGEST_S))

    def asked(self, every_s: float | None) -> Bounds:
        """With what the source itself asks for."""
        if every_s is None:
            return self
        least = min(max(self.least, every_s), LONGEST_S)
        return Bounds(max(self.usual, least), least, max(self.most, least))

    def within(self, seconds: float) -> float:
        return min(max(seconds, self.least), self.most)


@dataclass(frozen=True)
class Pace:
    """A source's pace: its present interval (None: the network's own), failures in a row, weighted, and when
    it is read next."""

    interval_s: float | None = None
    failures: float = 0.0
    next_at: datetime | None = None


def succeeded(pace: Pace, new: int, bounds: Bounds, now: datetime, chance: float) -> Pace:
    """After a reading that brought `new` posts. `chance`, 0 to 1, spreads sources over time."""
    interval = pace.interval_s or bounds.usual
    interval = bounds.within(interval * (_FASTER if new else _SLOWER))
    spread = interval * (1 + 0.1 * (chance - 0.5))
    return Pace(interval, 0.0, now + timedelta(seconds=max(spread, bounds.least)))


def failed(pace: Pace, problem: Problem, bounds: Bounds, now: datetime, chance: float) -> Pace:
    """After a reading that failed: a longer pause each time, and no sooner than the host wishes."""
    failures = pace.failures + weight(problem)
    pause = _FIRST_PAUSE_S * 2 ** min(2 * failures, 20)
    pause = min(pause, LONGEST_S if problem.permanent else _LONGEST_PAUSE_S)
    pause = max(pause * (1 + _JITTER * (2 * chance - 1)), LEAST_S / 2)
    return replace(pace, failures=failures, next_at=max(now + timedelta(seconds=pause), wished(problem, now)))


def reconnecting_s(attempts: int, chance: float) -> float:
    """Seconds before a stream that broke off is connected again, after so many attempts in vain."""
    pause = min(_STREAM_FIRST_S * 2.0 ** min(attempts, 20), _STREAM_LONGEST_S)
    return pause * (0.5 + 0.5 * chance)


def weight(problem: Problem) -> float:
    """How much a failure counts: nothing where the host was not even asked."""
    if problem.code == "host-resting":
        return NONE
    if problem.code in _TEMPORARY or problem.code in _OURS:
        return TEMPORARY
    return HARD if problem.permanent else SOFT


def wished(problem: Problem, now: datetime) -> datetime:
    """When the host asked to be asked again; `now` where it did not."""
    at: datetime | None = getattr(problem, "retry_at", None)
    return min(max(at, now), now + _PATIENCE) if at else now


def is_hopeless(pace: Pace, problem: Problem, well_at: datetime, now: datetime) -> bool:
    """Whether to give the source up: it fails for good, again and again, and was well days ago at the latest
    (`well_at`: its last success, or when it was made). What is wrong with us is never its fault."""
    sure = problem.permanent and problem.code not in _OURS
    return sure and pace.failures >= GIVEN_UP_AT and now - well_at >= GIVEN_UP_AFTER
