"""Between the clock on the wall and UTC, right where the clocks are changed. Pure.

In a night in which the clocks go forward some local times do not exist; in one in which they go back some
come twice. Neither is guessed in silence: `Moment.told` says what was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Told = Literal["", "skipped", "twice"]


@dataclass(frozen=True)
class Moment:
    """A moment in UTC. `told`: "skipped" where the local time did not exist (it is as much later as the
    clocks were put forward), "twice" where it comes twice (the first is meant unless `second` was asked)."""

    at: datetime
    told: Told = ""


def moment(local: datetime, zone: str, *, second: bool = False) -> Moment:
    """The moment at which the clocks of the zone show that (naive) time."""
    place = ZoneInfo(zone)
    first, later = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == later:
        return Moment(first)
    if first.astimezone(place).replace(tzinfo=None) != local:
        return Moment(first, "skipped")
    return Moment(later if second else first, "twice")


def moved(at: datetime, day: date, zone: str) -> Moment:
    """The same time of the clock on another day."""
    local = at.astimezone(ZoneInfo(zone))
    return moment(datetime.combine(day, local.time()), zone)


def bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """From the first moment of a day to the first after another, in UTC. Days have 23, 24 or 25 hours."""
    return (
        moment(datetime.combine(first, time()), zone).at,
        moment(datetime.combine(last + timedelta(days=1), time()), zone).at,
    )


def weeks(month: date, week_starts: int = 0) -> Iterator[tuple[date, ...]]:
    """The weeks that have a day of the month; a week starts on Monday (0) … Sunday (6)."""
    begin = month.replace(day=1)
    begin -= timedelta(days=(begin.weekday() - week_starts) % 7)
    while begin < next_month(month):
        yield tuple(begin + timedelta(days=n) for n in range(7))
        begin += timedelta(days=7)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def week_of(day: date, week_starts: int = 0) -> tuple[date, ...]:
    """The seven days of the week that has the day."""
    begin = day - timedelta(days=(day.weekday() - week_starts) % 7)
    return tuple(begin + timedelta(days=n) for n in range(7))
