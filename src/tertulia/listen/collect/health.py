"""How everything that is read fares, as people, machines and alarms are told it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any, Literal

from django.db.models import Sum
from django.db.models.functions import TruncDate

from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen.collect.lease import Holder, holder
from tertulia.listen.letters.reasons import class_of
from tertulia.listen.sources.keys import PREFIX
from tertulia.listen.sources.models import HostState, Source, SourceHour, SourceState
from tertulia.posts.api import Gap, Store, store

State = Literal["ok", "waiting", "failing", "silent", "paused", "never"]
FAILING_AT = 3.0  # failures in a row, weighted: below it a source only waits for its next try
FAILING_AFTER = timedelta(minutes=30)  # … and in which it is not read
USUAL_DAYS = 14  # whole days that tell what is usual
ENOUGH_DAYS = 4
DAY = timedelta(days=1)
GIVEN_UP = "given-up"


@dataclass(frozen=True)
class Usual:
    """New posts that a source brings in a day: nine days in ten are above `low`, nine in ten below `high`."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class SourceHealth:
    """How a source fares. `state`: ok; waiting (it failed and is tried again soon), failing, silent (quieter
    than its own habit), paused (by a person, or given up: then it has a problem), never (not read yet).
    `today` counts new posts of the last 24 hours; `usual` is None with too few days. `next_try` None: at
    once, or, where `running`, it is being read now. `problem` is a `Problem` as a dictionary."""

    id: int
    key: str
    title: str
    network: str
    kind: str
    folder: str
    state: State
    running: bool
    last_success: datetime | None
    last_item: datetime | None
    lag_s: float | None
    interval_s: float | None
    next_try: datetime | None
    silent_since: datetime | None
    today: int
    usual: Usual | None
    problem: Mapping[str, str] = field(default_factory=dict)
    gaps: Sequence[Gap] = ()  # those that are open
    dead: int = 0

    @property
    def is_wrong(self) -> bool:
        """Whether a person should look."""
        return self.state in ("failing", "silent") or self.problem.get("code") == GIVEN_UP


@dataclass(frozen=True)
class HostRest:
    """A host that is left alone for a while, because it failed again and again."""

    host: str
    failures: float
    until: datetime


@dataclass(frozen=True)
class Health:
    """All of it at a moment. `collector` is None where nobody collects; `letters` counts what was set aside,
    by class (letters.reasons)."""

    at: datetime
    collector: Holder | None
    sources: Sequence[SourceHealth]
    hosts: Sequence[HostRest]
    letters: Mapping[str, int]

    @property
    def states(self) -> Mapping[str, int]:
        """How many sources are in each state."""
        return Counter(source.state for source in self.sources)

    @property
    def is_idle(self) -> bool:
        """Whether sources wait to be read and nobody reads them."""
        return self.collector is None and any(source.state != "paused" for source in self.sources)

    @property
    def is_well(self) -> bool:
        return not self.is_idle and not any(source.is_wrong for source in self.sources)


def health(now: datetime | None = None) -> Health:
    """How everything fares, what needs attention first."""
    now = now or datetime.now(UTC)
    posts = store()
    sources = list(Source.objects.filter(deleted_at=None).select_related("folder", "state"))
    told = _Told.of(now, posts)
    made = [told.health_of(source) for source in sources]
    return Health(
        at=now,
        collector=holder(Home.of()),
        sources=sorted(made, key=lambda one: (_ORDER.index(one.state), one.title.casefold())),
        hosts=[
            HostRest(host.host, host.failures, host.resting_until)
            for host in HostState.objects.filter(resting_until__gt=now).order_by("host")
            if host.resting_until
        ],
        letters=_letters_by_class(posts),
    )


_ORDER: tuple[State, ...] = ("failing", "silent", "waiting", "never", "ok", "paused")
_GAPS = """
SELECT source, network, since, until, reason, filled_at FROM gaps
WHERE until IS NULL AND starts_with(source, $prefix) ORDER BY since
"""
_DEAD = """
SELECT source, code, count(*) AS letters FROM dead_letters WHERE starts_with(source, $prefix) GROUP BY ALL
"""


@dataclass(frozen=True)
class _Told:
    """What is known of all sources at once, by source."""

    now: datetime
    days: Mapping[int, Mapping[Any, int]]
    today: Mapping[int, int]
    gaps: Mapping[str, list[Gap]]
    dead: Mapping[str, int]

    @classmethod
    def of(cls, now: datetime, posts: Store) -> _Told:
        days: dict[int, dict[Any, int]] = defaultdict(dict)
        since = (now - USUAL_DAYS * DAY).replace(hour=0, minute=0, second=0, microsecond=0)
        counted = SourceHour.objects.filter(hour__gte=since).annotate(day=TruncDate("hour", tzinfo=UTC))
        for source, day, new in counted.order_by().values_list("source_id", "day").annotate(Sum("new")):
            days[source][day] = new
        lately = SourceHour.objects.filter(hour__gt=now - DAY).order_by().values_list("source_id")
        return cls(now, days, dict(lately.annotate(Sum("new"))), open_gaps(posts), _dead_by_source(posts))

    def health_of(self, source: Source) -> SourceHealth:
        state = state_of(source)
        return SourceHealth(
            id=source.pk,
            key=source.key,
            title=str(source),
            network=source.network,
            kind=source.kind,
            folder=source.folder.name if source.folder else "",
            state=self._stand(source, state),
            running=state.running,
            last_success=state.succeeded_at,
            last_item=state.item_at,
            lag_s=state.lag_s,
            interval_s=state.interval_s,
            next_try=state.next_at if source.active else None,
            silent_since=state.silent_since,
            today=self.today.get(source.pk, 0),
            usual=self._usual(source),
            problem=state.problem,
            gaps=self.gaps.get(source.key, ()),
            dead=self.dead.get(source.key, 0),
        )

    def _stand(self, source: Source, state: SourceState) -> State:
        """Who was not read for so long fails, however gently it fails."""
        found = stand(source, state)
        gaps = self.gaps.get(source.key, ())
        is_long = any(self.now - gap.since > FAILING_AFTER for gap in gaps)
        return "failing" if found == "waiting" and is_long else found

    def _usual(self, source: Source) -> Usual | None:
        """From the whole days since it is followed, a day without any post as 0."""
        days = [self.now.date() - ago * DAY for ago in range(1, USUAL_DAYS + 1)]
        found = self.days.get(source.pk, {})
        counts = [found.get(day, 0) for day in days if day > source.created_at.date()]
        if len(counts) < ENOUGH_DAYS:
            return None
        tenths = quantiles(counts, n=10, method="inclusive")
        return Usual(tenths[0], tenths[4], tenths[8])


def state_of(source: Source) -> SourceState:
    """The collector's notes on a source; empty ones before it was ever looked at."""
    try:
        return source.state
    except SourceState.DoesNotExist:
        return SourceState(source=source)


def stand(source: Source, state: SourceState) -> State:
    """In one word how a source fares."""
    if not source.active:
        return "paused"
    if state.problem:
        return "waiting" if state.failures < FAILING_AT else "failing"
    if state.silent_since:
        return "silent"
    return "ok" if state.succeeded_at or state.running else "never"


def open_gaps(posts: Store) -> dict[str, list[Gap]]:
    """The gaps of live sources that go on, by source."""
    found: dict[str, list[Gap]] = defaultdict(list)
    for row in posts.query(_GAPS, {"prefix": PREFIX}).to_pylist():
        found[row["source"]].append(gap_of(row))
    return found


def gap_of(row: Mapping[str, Any]) -> Gap:
    """A row of the store's gaps, its times with their zone."""
    since, until, filled = (
        row[name] and row[name].replace(tzinfo=UTC) for name in ("since", "until", "filled_at")
    )
    return Gap(since, until, row["reason"], row["network"] or "", filled)


def _dead_by_source(posts: Store) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in posts.query(_DEAD, {"prefix": PREFIX}).to_pylist():
        counts[row["source"]] += row["letters"]
    return counts


def _letters_by_class(posts: Store) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in posts.query(_DEAD, {"prefix": PREFIX}).to_pylist():
        counts[class_of(row["code"])] += row["letters"]
    return counts


STATE_WORDS: Mapping[State, Text] = {
    "ok": Text("well"),
    "waiting": Text("tried again soon"),
    "failing": Text("failing"),
    "silent": Text("silent"),
    "paused": Text("paused"),
    "never": Text("not read yet"),
}


def wrong(sources: Iterable[SourceHealth]) -> list[SourceHealth]:
    """Those at which a person should look."""
    return [source for source in sources if source.is_wrong]
