"""A finding's figure with its interval, how it changed, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tertulia.understand.statistics import Interval, change, difference, wilson

Unit = Literal["share", "count", "points", "hours", "rate"]
Certainty = Literal["sure", "likely", "few"]
Direction = Literal["up", "down", "steady", "unknown"]
FEW = 10  # posts (or people) below which nothing is told
SURE = 30  # from which a finding may be called sure


@dataclass(frozen=True)
class Figure:
    """A value from `n` posts (or people): shares are 0 to 1, points -100 to 100, waits in hours, rates per
    post. `low` and `high` bound its 95 % interval; None where there is none."""

    unit: Unit
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None

    @property
    def interval(self) -> Interval | None:
        if self.value is None or self.low is None or self.high is None:
            return None
        return Interval(self.value, self.low, self.high)


@dataclass(frozen=True)
class Moved:
    """How a figure changed against the days before: by how much (a share of itself for counts and rates, else
    in its own unit), and whether that is more than chance does."""

    before: float
    by: float
    direction: Direction
    low: float | None = None
    high: float | None = None


def surety(n: int, *, doubt: bool = False) -> Certainty:
    """How sure a finding is whose rule already holds to its whole interval: by how many it stands on. Where
    there is reason for doubt (a search that nobody measured), likely at most."""
    if n < FEW:
        return "few"
    return "sure" if n >= SURE and not doubt else "likely"


def share(part: int, whole: int) -> Figure:
    """part ÷ whole with Wilson's interval."""
    found = wilson(part, whole)
    return _figure("share", found, whole)


def _figure(unit: Unit, found: Interval | None, n: int) -> Figure:
    return Figure(unit, found.value, n, found.low, found.high) if found else Figure(unit, None, n)


def points(found: Interval | None, n: int) -> Figure:
    """Net sentiment as a figure."""
    return _figure("points", found, n)


def count(number: int) -> Figure:
    """A plain count: nothing but what is there."""
    return Figure("count", float(number), number)


def moved_share(part: int, whole: int, other_part: int, other_whole: int) -> Moved | None:
    """The change of a share; None where one of the two stands on fewer than FEW."""
    if min(whole, other_whole) < FEW:
        return None
    gap = difference(part, whole, other_part, other_whole)
    return _moved(other_part / other_whole, gap) if gap else None


def moved_count(number: int, other: int) -> Moved | None:
    """The change of a count over as many days; None where there were fewer than FEW before."""
    found = change(number, other) if other >= FEW else None
    return _moved(float(other), found) if found else None


def moved_points(here: Interval | None, there: Interval | None) -> Moved | None:
    """The change of net sentiment: the bounds of both, joined as Newcombe joins those of shares."""
    if here is None or there is None:
        return None
    gap = here.value - there.value
    below = ((here.value - here.low) ** 2 + (there.high - there.value) ** 2) ** 0.5
    above = ((here.high - here.value) ** 2 + (there.value - there.low) ** 2) ** 0.5
    return _moved(there.value, Interval(gap, gap - below, gap + above))


def moved_value(here: Figure, there: Figure) -> Moved | None:
    """The change of a figure whose intervals alone are known: it moved where they do not touch."""
    if here.interval is None or there.interval is None or min(here.n, there.n) < FEW:
        return None
    now, before = here.interval, there.interval
    apart = now.low > before.high or now.high < before.low
    direction: Direction = "steady" if not apart else "up" if now.value > before.value else "down"
    return Moved(before.value, now.value - before.value, direction)


def _moved(before: float, gap: Interval) -> Moved:
    direction: Direction = "steady"
    if gap.beyond_noise:
        direction = "up" if gap.value > 0 else "down"
    return Moved(before, gap.value, direction, gap.low, gap.high)
