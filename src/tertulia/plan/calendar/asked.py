"""What an address of the calendar asks for: a view, a day, and which entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from tertulia.plan.calendar.models import Entry, EntryKind, EntryState
from tertulia.plan.calendar.moments import bounds, month_before, next_month, week_of, weeks

VIEWS = ("month", "week", "list", "channels")
CHOICES = ("kind", "state", "channel", "owner", "objective", "q")
_EARLIEST, _LATEST = date(1990, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Asked:
    """The address understood; `on` is a day of the span shown. What it says wrong falls back."""

    view: str
    on: date
    today: date
    zone: str
    chosen: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, given: QueryDict, *, today: date, zone: str) -> Asked:
        view = given.get("view", "")
        words = {name: str(given.get(name, "")).strip() for name in CHOICES}
        chosen = tuple((name, value) for name, value in words.items() if value)
        return cls(view if view in VIEWS else "month", _day(given.get("on", ""), today), today, zone, chosen)

    @property
    def query(self) -> str:
        """The address of this."""
        on = [("on", self.on.isoformat())] if self.on != self.today else []
        view = [("view", self.view)] if self.view != "month" else []
        return urlencode([*view, *on, *self.chosen])

    def at(self, on: date) -> Asked:
        """The same on another day."""
        return replace(self, on=min(max(on, _EARLIEST), _LATEST))

    def seen(self, view: str) -> Asked:
        """The same in another view."""
        return replace(self, view=view)

    def without(self, name: str) -> Asked:
        """The same without a choice."""
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair[0] != name))

    def choice(self, name: str) -> str:
        return dict(self.chosen).get(name, "")

    @property
    def days(self) -> tuple[date, ...]:
        """The days shown: whole weeks of a month, one week, or for the list the days of a month."""
        if self.view in ("week", "channels"):
            return week_of(self.on)
        if self.view == "month":
            return tuple(day for week in weeks(self.on) for day in week)
        first = self.on.replace(day=1)
        return tuple(first + timedelta(days=n) for n in range((next_month(first) - first).days))

    @property
    def before(self) -> Asked:
        """The span before."""
        week = self.view in ("week", "channels")
        return self.at(self.on - timedelta(days=7) if week else month_before(self.on))

    @property
    def after(self) -> Asked:
        """The span after."""
        return self.at(
            self.on + timedelta(days=7) if self.view in ("week", "channels") else next_month(self.on)
        )

    def matching(self) -> QuerySet[Entry]:
        """The entries of any day that the choices let through."""
        found = Entry.objects.filter(deleted_at=None)
        if self.choice("kind") in EntryKind.values:
            found = found.filter(kind=self.choice("kind"))
        if self.choice("state") in EntryState.values:
            found = found.filter(state=self.choice("state"))
        for name, column in (
            ("channel", "versions__channel"),
            ("owner", "owner"),
            ("objective", "objective"),
        ):
            if (number := _number(self.choice(name))) is not None:
                found = found.filter(**{column: number})
        words = self.choice("q")[:200]
        if words:
            found = found.filter(
                Q(title__icontains=words) | Q(text__icontains=words) | Q(person__icontains=words)
            )
        return found

    def entries(self) -> QuerySet[Entry]:
        """Those of the days shown."""
        since, until = bounds(self.days[0], self.days[-1], self.zone)
        return self.matching().filter(at__gte=since, at__lt=until)

    def dayless(self) -> QuerySet[Entry]:
        """Those that have no day yet and are not over."""
        over = (EntryState.PUBLISHED, EntryState.DONE, EntryState.DROPPED)
        return self.matching().filter(at=None).exclude(state__in=over)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return min(max(day, _EARLIEST), _LATEST)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and int(text) < 2**63 else None
