"""How old a conversation is, how fast it goes, and whether it is still alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

Pulse = Literal["alive", "slowing", "over", "unknown"]
NEWEST = 100  # posts whose distances tell the pace
LEAST = 10
_LONGEST = 0.95  # a silence longer than this part of those between posts is one
_MUCH = 5  # times so long and it is over
_MOMENT = timedelta(hours=1)  # no silence is counted below


@dataclass(frozen=True)
class Life:
    """The first and the last post, the posts a day between them, how long it has been silent, and how long
    silences in it usually are at most (None: too few posts)."""

    first: datetime
    last: datetime
    posts: int
    a_day: float
    silent: timedelta
    usual: timedelta | None
    pulse: Pulse


def life(first: datetime, posts: int, newest: Sequence[datetime], now: datetime) -> Life:
    """The life of a conversation of so many posts; `newest` are the times of the last of them, at least
    one."""
    times = sorted(newest)
    last = times[-1]
    days = max((last - first) / timedelta(days=1), 1.0)
    silent, usual = max(now - last, timedelta(0)), _usual(times)
    return Life(first, last, posts, posts / days, silent, usual, _pulse(silent, usual))


def _usual(times: Sequence[datetime]) -> timedelta | None:
    if len(times) < LEAST:
        return None
    apart = sorted(later - earlier for earlier, later in pairwise(times))
    return max(apart[min(len(apart) - 1, int(_LONGEST * len(apart)))], _MOMENT)


def _pulse(silent: timedelta, usual: timedelta | None) -> Pulse:
    if usual is None:
        return "unknown"
    if silent <= usual:
        return "alive"
    return "slowing" if silent <= _MUCH * usual else "over"
