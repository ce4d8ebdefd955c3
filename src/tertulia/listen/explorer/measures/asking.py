"""A selection put to a store: runs the measures' SQL files and knows the days, the grain and the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tertulia.listen.explorer.conditions import drawn, relation
from tertulia.listen.explorer.measures.matches import matches
from tertulia.listen.explorer.measures.subjects import subject
from tertulia.listen.explorer.panel import Gap
from tertulia.listen.explorer.periods import Bucket, Days, bucket_for, bucket_for_shares, local_clock
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.sources.titles import titles
from tertulia.posts.api import Store

SAMPLED = (
    1_000_000  # posts from which on rankings of lists are estimated from a sample of at least half as many
)
EXACT = 200_000  # posts up to which distinct accounts are counted one by one
_FOLDER = Path(__file__).parent


class Named(Protocol):
    """What a measure needs to know of a monitor."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def color(self) -> int: ...
    @property
    def precision(self) -> Interval | None: ...


@cache
def sql(measure: str) -> str:
    """The text of a measure's file."""
    return (_FOLDER / f"{measure}.sql").read_text()


def rows(store: Store, text: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The answer as dictionaries."""
    found: list[dict[str, Any]] = store.query(text, parameters).to_pylist()
    return found


@dataclass(frozen=True)
class Question:
    """A selection, the store it is put to and the monitors there are."""

    selection: Selection
    store: Store
    monitors: Sequence[Named] = ()

    @cached_property
    def days(self) -> Days:
        """The days asked for; for all time those from the first to the last post."""
        return self.selection.days or self._span

    @cached_property
    def _span(self) -> Days:
        found = rows(self.store, sql("span"), {})[0]
        if found["first"] is None:
            return Days(self.selection.today, self.selection.today)
        return Days(self.local_day(found["first"]), self.local_day(found["last"]))

    @cached_property
    def bucket(self) -> Bucket:
        return bucket_for(self.days)

    @cached_property
    def share_bucket(self) -> Bucket:
        """The grain of shares over time: coarser where posts are few."""
        return bucket_for_shares(self.days, self.total)

    def local_day(self, at: datetime) -> date:
        return self.local(at).date()

    def local(self, at: datetime) -> datetime:
        """A store's instant (UTC, naive or not) on the zone's clock, naive."""
        zone = ZoneInfo(self.selection.zone)
        return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def ask(
        self, measure: str, /, *, formats: dict[str, str] | None = None, **parameters: Any
    ) -> list[dict[str, Any]]:
        """The rows of a measure's SQL over the selection; `formats` are our own pieces of SQL, never a
        person's."""
        found = matches(self.selection, self.days, self.store)
        with_selected, values = relation(self.selection, self.days, found, self.subject)
        pieces = {"clock": local_clock(self.selection.zone, self.days), **(formats or {})}
        if "{drawn}" in sql(measure):
            pieces["drawn"] = drawn(self.one_in)
        if "{people}" in sql(measure):
            pieces["people"] = self.people
        return rows(self.store, f"{with_selected}\n{sql(measure).format_map(pieces)}", values | parameters)

    @cached_property
    def subject(self) -> int | None:
        """The one monitor asked for, where posts that name others too say something of its subject."""
        return subject(self.selection, self.store)

    @cached_property
    def told_apart(self) -> int:
        """Posts of the selection in which what they say of that subject counts."""
        return int(self.ask("said")[0]["posts"]) if self.subject is not None else 0

    @property
    def people(self) -> str:
        """How distinct accounts are counted: exactly, or by HyperLogLog where posts are many (ten times
        faster)."""
        return "approx_count_distinct(author_key)" if self.estimates else "count(DISTINCT author_key)"

    @property
    def estimates(self) -> bool:
        return self.total > EXACT

    @property
    def one_in(self) -> int:
        """One in how many posts rankings are made from: 1, or a power of two where posts are many."""
        return 1 << max(0, (self.total * 2 // SAMPLED).bit_length() - 1)

    def of(self, selection: Selection) -> Question:
        """The same store asked another selection."""
        return replace(self, selection=selection)

    def narrowed(self, name: str, *values: Any) -> Selection:
        """The posts behind a figure: the selection with one more filter."""
        return self.selection.with_filter(name, *values)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Spans not read that touch the days and networks asked for."""
        return tuple(gap for gap in self._gaps if gap.filled_at is None)

    @property
    def filled(self) -> tuple[Gap, ...]:
        """Spans that were not read in time but later: nothing of them is missing."""
        return tuple(gap for gap in self._gaps if gap.filled_at is not None)

    @cached_property
    def _gaps(self) -> tuple[Gap, ...]:
        since, until = self.days.instants(self.selection.zone)
        networks = list(self.selection.networks) or None
        found = rows(self.store, sql("gaps"), {"since": since, "until": until, "networks": networks})
        names = titles(row["source"] for row in found)
        return tuple(self._gap(row, names.get(row["source"], row["source"])) for row in found)

    def _gap(self, row: dict[str, Any], name: str) -> Gap:
        since, until, filled = (
            self.local(row[when]) if row[when] else None for when in ("since", "until", "filled_at")
        )
        assert since is not None  # the table's column is never null
        return Gap(row["source"], row["network"] or "", since, until, row["reason"], name, filled)

    @cached_property
    def total(self) -> int:
        """Posts of the selection."""
        return int(self.ask("total")[0]["posts"])

    @property
    def weeks(self) -> float:
        return self.days.count / timedelta(weeks=1).days
