"""What a month has, and what the calendar's entries of it take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import Decimal

from tertulia.i18n import Text
from tertulia.listen.explorer.periods import Days
from tertulia.listen.models import Channel
from tertulia.plan.calendar.api import EntryInfo, entries, versions
from tertulia.plan.resources.models import Allotment
from tertulia.team.api import Person

Key = int | None
_OUT = ("dropped", "expired")  # states of entries that take no time


@dataclass(frozen=True)
class Line:
    """A channel or a person: hours and budget that there are, hours that entries take, how many entries, and
    how many of those nobody estimated."""

    name: str
    hours: Decimal
    planned: Decimal
    budget: Decimal
    entries: int
    unknown: int

    @property
    def left(self) -> Decimal:
        return self.hours - self.planned

    @property
    def is_over(self) -> bool:
        """Whether more is planned than there is."""
        return self.planned > self.hours


@dataclass(frozen=True)
class Month:
    """A month's lines by channel and by person, and all of it together."""

    first: date
    channels: tuple[Line, ...]
    people: tuple[Line, ...]
    whole: Line

    @property
    def over(self) -> tuple[Line, ...]:
        """What asks for more than there is: channels and people with hours of their own, and the whole."""
        own = [line for line in (*self.channels, *self.people) if line.hours and line.is_over]
        return (*own, *([self.whole] if self.whole.is_over else []))


def first_of(day: date, months: int = 0) -> date:
    """The first day of a day's month, or of one so many months away."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def reckon(first: date, zone: str) -> Month:
    """The month that begins with that day, on the zone's clock."""
    had = list(Allotment.objects.filter(month=first, deleted_at=None).select_related("person"))
    planned = [one for one in _entries(first, zone) if one.state not in _OUT]
    by_channel = {one.number: _channels(one) for one in planned}
    channels = _lines(
        _channel_names(had, by_channel.values()),
        [(one.channel, one) for one in had],
        [
            (channel, one, len(by_channel[one.number]))
            for one in planned
            for channel in by_channel[one.number]
        ],
    )
    people = _lines(
        _person_names(had, planned),
        [(one.person_id, one) for one in had if one.person_id],
        [(one.owner, one, 1) for one in planned if one.owner],
    )
    whole = _lines(
        {0: str(Text("The whole month"))}, [(0, one) for one in had], [(0, one, 1) for one in planned]
    )
    return Month(first, channels, people, whole[0])


def _entries(first: date, zone: str) -> tuple[EntryInfo, ...]:
    since, until = Days(first, first_of(first, 1) - timedelta(days=1)).instants(zone)
    return entries(since=since.replace(tzinfo=UTC), until=until.replace(tzinfo=UTC))


def _channels(entry: EntryInfo) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(version.channel for version in versions(entry.number))) or (None,)


def _channel_names(had: list[Allotment], used: Iterable[tuple[Key, ...]]) -> dict[Key, str]:
    numbers = {one.channel for one in had} | {key for keys in used for key in keys}
    known = {one.pk: str(one) for one in Channel.objects.filter(pk__in=[n for n in numbers if n])}
    named: dict[Key, str] = {
        number: known.get(number, str(Text("channel {number}", number=number)))
        for number in numbers
        if number
    }
    ordered = dict(sorted(named.items(), key=lambda pair: pair[1]))
    return ordered | ({None: str(Text("No channel in particular"))} if None in numbers else {})


def _person_names(had: list[Allotment], planned: list[EntryInfo]) -> dict[Key, str]:
    numbers = {one.person_id for one in had} | {one.owner for one in planned}
    found = Person.objects.filter(pk__in=[number for number in numbers if number])
    return {one.pk: one.shown_name for one in found.order_by("first_name", "username")}


def _lines(
    names: dict[Key, str], had: list[tuple[Key, Allotment]], taken: list[tuple[Key, EntryInfo, int]]
) -> tuple[Line, ...]:
    """`taken` are entries with the number of keys that share them."""
    zero = Decimal(0)
    hours: dict[Key, Decimal] = defaultdict(lambda: zero)
    budget: dict[Key, Decimal] = defaultdict(lambda: zero)
    planned: dict[Key, Decimal] = defaultdict(lambda: zero)
    for key, one in had:
        hours[key] += one.hours
        budget[key] += one.budget
    for key, entry, shared in taken:
        planned[key] += Decimal(str(entry.hours or 0)) / shared
    return tuple(
        Line(
            *(name, hours[key], round(planned[key], 2), budget[key]),
            sum(1 for at, _entry, _shared in taken if at == key),
            sum(1 for at, entry, _shared in taken if at == key and entry.hours is None),
        )
        for key, name in names.items()
    )
