"""How the sources fare, as the pages show it: the collector's figures with their words and drawings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from django.utils import timezone

from tertulia.listen.sources.finding import kind_title
from tertulia.listen.sources.models import Source, SourceHour, SourceState
from tertulia.listen.sources.words import STATES, Bullet, bullet, habit, lasting
from tertulia.networks.base import networks
from tertulia.posts.api import store

DAY = timedelta(days=1)
HABIT_DAYS = 14  # days whose counts tell what is usual
ENOUGH_DAYS = 4  # below this nothing is said of what is usual
_TEMPORARY = 3.0  # failures in a row, weighted, up to which a source only waits
_GAPS = "SELECT source, count(*) AS gaps FROM gaps WHERE until IS NULL GROUP BY source"
_DEAD = "SELECT source, count(*) AS dead FROM dead_letters GROUP BY source"


@dataclass(frozen=True)
class Fare:
    """A source and how it fares. `days` are the new posts of each of the last days, the last 24 hours first;
    only days since it began to be read."""

    source: Source
    reading: SourceState
    days: Sequence[int]
    gaps: int
    dead: int

    @property
    def state(self) -> str:
        """A key of `words.STATES`."""
        if not self.source.active:
            return "paused"
        if self.reading.problem:
            return "waiting" if self.reading.failures < _TEMPORARY else "failing"
        if self.reading.silent_since:
            return "silent"
        return "ok" if self.reading.tried_at or self.reading.running else "never"

    @property
    def state_label(self) -> str:
        return str(STATES[self.state][0])

    @property
    def icon(self) -> str:
        return STATES[self.state][1]

    @property
    def colour(self) -> str:
        return STATES[self.state][2]

    @property
    def kind_title(self) -> str:
        network = networks().get(self.source.network)
        return kind_title(network.manifest, self.source.kind) if network else self.source.kind

    @property
    def problem(self) -> dict[str, str]:
        return self.reading.problem if self.source.active else {}

    @property
    def lag(self) -> str:
        return lasting(self.reading.lag_s) if self.reading.lag_s is not None else ""

    @property
    def every(self) -> str:
        return lasting(self.reading.interval_s) if self.reading.interval_s else ""

    @property
    def today(self) -> int:
        """New posts of the last 24 hours."""
        return self.days[0] if self.days else 0

    @property
    def range(self) -> tuple[float, float, float] | None:
        """What it usually brings in a day: low (10 % of days bring less), median, high; None: too few days."""
        before = self.days[1:]
        if len(before) < ENOUGH_DAYS:
            return None
        tenths = quantiles(before, n=10, method="inclusive")
        return tenths[0], tenths[4], tenths[8]

    @property
    def usual(self) -> str:
        return habit(self.range[0], self.range[2]) if self.range else ""

    @property
    def bullet(self) -> Bullet | None:
        return bullet(self.today, *self.range) if self.range else None


def fares(only: Iterable[Source] | None = None) -> list[Fare]:
    """How each source that is not deleted fares, the ones that need attention first."""
    now = timezone.now()
    found = (
        list(only)
        if only is not None
        else list(Source.objects.filter(deleted_at=None).select_related("folder", "state", "channel"))
    )
    days, gaps, dead = _days(now), _counted(_GAPS, "gaps"), _counted(_DEAD, "dead")
    made = [
        Fare(
            source, _reading(source), _since(source, days[source.pk], now), gaps[source.key], dead[source.key]
        )
        for source in found
    ]
    order = list(STATES)
    return sorted(made, key=lambda fare: (order.index(fare.state), str(fare.source).casefold()))


def by_folder(found: Sequence[Fare]) -> list[tuple[str, list[Fare]]]:
    """By folder, in order of their names; those in no folder last."""
    folders: dict[str, list[Fare]] = defaultdict(list)
    for fare in sorted(found, key=lambda fare: str(fare.source).casefold()):
        folders[fare.source.folder.name if fare.source.folder else ""].append(fare)
    return sorted(folders.items(), key=lambda pair: (not pair[0], pair[0].casefold()))


def _reading(source: Source) -> SourceState:
    """The collector's state of a source; an empty one before it was ever looked at."""
    try:
        return source.state
    except SourceState.DoesNotExist:
        return SourceState(source=source)


def _days(now: datetime) -> dict[int, Counter[int]]:
    """New posts by source and by how many days ago."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    hours = SourceHour.objects.filter(hour__gt=now - (HABIT_DAYS + 1) * DAY)
    for source, hour, new in hours.values_list("source_id", "hour", "new"):
        found[source][(now - hour) // DAY] += new
    return found


def _since(source: Source, days: Counter[int], now: datetime) -> list[int]:
    """The count of each day, a day without any as 0, back to when the source began to be followed."""
    age = min(HABIT_DAYS, (now - source.created_at) // DAY)
    return [days[ago] for ago in range(age + 1)]


def _counted(sql: str, column: str) -> Counter[str]:
    return Counter({row["source"]: row[column] for row in store().query(sql).to_pylist()})
