"""The days of the calendar with what stands on them, as the pages show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tertulia.listen.models import Channel
from tertulia.plan.calendar.asked import Asked
from tertulia.plan.calendar.keydates import marks
from tertulia.plan.calendar.models import Entry, EntryKind
from tertulia.plan.calendar.states import FIXED

A_DAY = 4  # entries that a day of the month shows; the others are a click away
_BADGES = {
    "in_review": "warn",
    "approved": "good",
    "scheduled": "accent",
    "publishing": "accent",
    "published": "good",
    "failed": "bad",
    "expired": "bad",
    "done": "good",
}


@dataclass(frozen=True)
class Shown:
    """An entry on a page: `local` is its time on the clock of the page."""

    entry: Entry
    local: datetime | None
    channels: tuple[str, ...] = ()
    late: bool = False

    @property
    def badge(self) -> str:
        return badge(self.entry.state)

    @property
    def movable(self) -> bool:
        return self.entry.state not in FIXED

    @property
    def icon(self) -> str:
        return "person" if self.entry.kind == EntryKind.ATTENTION else "post"


@dataclass(frozen=True)
class Day:
    """A day with its entries; `outside` the month that is shown; `marks` are days to remember, `week` is the
    address of its week."""

    day: date
    shown: tuple[Shown, ...]
    today: bool = False
    outside: bool = False
    marks: tuple[str, ...] = ()
    week: str = ""

    @property
    def few(self) -> tuple[Shown, ...]:
        return self.shown if len(self.shown) <= A_DAY + 1 else self.shown[:A_DAY]

    @property
    def more(self) -> int:
        return len(self.shown) - len(self.few)


@dataclass(frozen=True)
class Line:
    """A channel's week."""

    channel: str
    days: tuple[Day, ...]


@dataclass
class Grid:
    """All that a span shows."""

    days: list[Day] = field(default_factory=list)
    dayless: list[Shown] = field(default_factory=list)

    @property
    def weeks(self) -> list[list[Day]]:
        return [self.days[n : n + 7] for n in range(0, len(self.days), 7)]

    @property
    def count(self) -> int:
        return sum(len(day.shown) for day in self.days)


def badge(state: str) -> str:
    """The look of a state; its word stands beside it."""
    return _BADGES.get(state, "")


def grid(asked: Asked) -> Grid:
    """The days that are asked for."""
    entries = list(asked.entries().select_related("owner").prefetch_related("versions"))
    dayless = list(asked.dayless().select_related("owner").prefetch_related("versions")[:100])
    names = channel_names()
    shown = [_shown(entry, asked, names) for entry in entries]
    made = Grid(dayless=[_shown(entry, asked, names) for entry in dayless])
    made.days = _days(asked, shown)
    return made


def by_channel(asked: Asked, found: Grid) -> list[Line]:
    """The week of each channel, then of what goes to none."""
    names = channel_names()
    wanted = asked.choice("channel")
    numbers: list[int | None] = [n for n in names if not wanted or str(n) == wanted]
    lines = [Line(names[number], _of_channel(found.days, number)) for number in numbers if number is not None]
    rest = _of_channel(found.days, None)
    return [*lines, *([Line("", rest)] if any(day.shown for day in rest) else [])]


def _of_channel(days: Iterable[Day], channel: int | None) -> tuple[Day, ...]:
    def here(shown: Shown) -> bool:
        on = [version.channel for version in shown.entry.versions.all()]
        return channel in on if channel is not None else not on

    return tuple(
        Day(
            each.day, tuple(s for s in each.shown if here(s)), each.today, each.outside, each.marks, each.week
        )
        for each in days
    )


def channel_names() -> dict[int, str]:
    """Our channels by number."""
    return {channel.pk: str(channel) for channel in Channel.objects.filter(deleted_at=None)}


def _days(asked: Asked, shown: Iterable[Shown]) -> list[Day]:
    placed: dict[date, list[Shown]] = defaultdict(list)
    for each in shown:
        if each.local:
            placed[each.local.date()].append(each)
    remembered = marks(asked.days)
    month = (asked.on.year, asked.on.month)
    return [
        Day(
            day,
            tuple(placed[day]),
            day == asked.today,
            asked.view == "month" and (day.year, day.month) != month,
            tuple(remembered.get(day, ())),
            asked.at(day).seen("week").query,
        )
        for day in asked.days
    ]


def _shown(entry: Entry, asked: Asked, names: Mapping[int, str]) -> Shown:
    local = entry.at.astimezone(ZoneInfo(asked.zone)) if entry.at else None
    channels = tuple(names[v.channel] for v in entry.versions.all() if v.channel in names)
    waits = entry.state in ("idea", "draft", "in_review", "approved", "open")
    return Shown(entry, local, channels, bool(waits and local and local.date() < asked.today))
