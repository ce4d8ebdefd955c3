"""Days that the team does not want to miss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tertulia.plan.calendar import problems
from tertulia.plan.calendar.models import KeyDate
from tertulia.team.api import Person, record


def add(day: date, title: str, yearly: bool, by: Person | None) -> KeyDate:
    """Raises `Problem` (no-title)."""
    title = title.strip()
    if not 0 < len(title) <= 120:
        raise problems.no_title()
    made = KeyDate.objects.create(day=day, title=title, yearly=yearly, by=by)
    record(by, "keydate.added", title, day=day.isoformat(), yearly=yearly)
    return made


def remove(made: KeyDate, by: Person | None) -> None:
    record(by, "keydate.removed", made.title, day=made.day.isoformat())
    made.delete()


def marks(days: Sequence[date]) -> dict[date, list[str]]:
    """What is remembered on each of the days. A yearly 29 February is one on the 28th in other years."""
    found: dict[date, list[str]] = defaultdict(list)
    for made in KeyDate.objects.all():
        for day in days:
            if day == made.day or (made.yearly and _comes_again(made.day, day)):
                found[day].append(made.title)
    return dict(found)


def _comes_again(kept: date, day: date) -> bool:
    if day < kept:
        return False
    leap = (kept.month, kept.day) == (2, 29) and not _has_29_february(day.year)
    return (day.month, day.day) == ((2, 28) if leap else (kept.month, kept.day))


def _has_29_february(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
