"""The peaks of a selection, each with what differs inside it, and the changes of level that stayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import common_notes
from tertulia.listen.explorer.panel import Column, Panel, Row
from tertulia.listen.explorer.periods import Days, bucket_starts
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers.asking import Record, ask, cards_of, sample
from tertulia.listen.triggers.subjects import as_seen
from tertulia.outbound.isolated import Isolated
from tertulia.understand.triggers.api import Change, Explanation, Peak, Seen, changes, explain, peaks
from tertulia.understand.triggers.peaks import WEEKS, baseline

HOURS = 31  # days up to which hours are looked at, not days
LEAST_AN_HOUR = 1.0  # posts, on average, from which hours say something
SHOWN = 5
INSIDE, AROUND = 1_500, 2_500  # posts of the samples that a peak is explained from
MARKS_SHOWN = 4
_LONGEST = 740  # days of a series; of longer ones the last
_WORKER_S, _WORKER_MEMORY = 60.0, 2 << 30
Grain = Literal["hour", "day"]
FORMULA = Text(
    "A peak is a span with more posts than its hour of the week (over longer periods, its day of the week) "
    "leads one to expect: beyond what a negative binomial with the spread of the weeks before would reach in "
    "one of ten such series. It needs two weeks to look back on."
)


@dataclass(frozen=True)
class Series:
    """Posts in equal spans on the zone's clock, from the weeks looked back on to the end of the days asked
    for, which begin at span `begin`; the spans in `missing` were not read."""

    grain: Grain
    starts: tuple[datetime, ...]
    counts: tuple[int, ...]
    begin: int
    missing: frozenset[int]

    @property
    def period(self) -> int:
        return 168 if self.grain == "hour" else 7

    @property
    def step(self) -> timedelta:
        return timedelta(hours=1) if self.grain == "hour" else timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """A peak on the clock, with the selection of its posts and what explains it."""

    peak: Peak
    since: datetime
    until: datetime
    select: Selection
    why: Explanation


@dataclass(frozen=True)
class Peaks:
    """The peaks of a question, the least likely first, the series they stand in, and the posts named."""

    question: Question
    series: Series
    peaks: tuple[Told, ...]
    posts: dict[int, Record]

    def as_dict(self) -> dict[str, Any]:
        """The shape in JSON."""
        return {
            "selection": self.question.selection.query,
            "grain": self.series.grain,
            "peaks": [row_of(told) for told in self.peaks],
            "formula": str(FORMULA),
            "notes": [str(note) for note in common_notes(self.question)],
        }


def row_of(told: Told) -> dict[str, Any]:
    """A peak as a row."""
    return {
        "since": told.since.isoformat(),
        "until": told.until.isoformat(),
        "posts": told.peak.posts,
        "expected": round(told.peak.expected, 2),
        "limit": round(told.peak.limit, 2),
        "chance": told.peak.chance,
        "subjects": [mark.subject.label for mark in told.why.marks],
        "networks": [shift.name for shift in told.why.networks if shift.gap.value > 0],
        "feelings": [shift.name for shift in told.why.feelings if shift.gap.value > 0],
        "newcomers": round(told.why.newcomers.inside, 4) if told.why.newcomers else None,
        "first": told.why.first,
        "most_carried": told.why.most_carried,
        "show": told.select.query,
    }


def find_peaks(question: Question) -> Peaks:
    """The peaks of the days asked for, explained."""
    series = series_of(question)
    found = peaks(series.counts, series.period, series.begin, series.missing)[:SHOWN]
    outside = _around(question, series, found) if found else []
    told = tuple(t for peak in found if (t := _told(question, series, peak, outside)) is not None)
    named = {number for t in told for number in (t.why.first, t.why.most_carried) if number is not None}
    return Peaks(question, series, told, cards_of(question, named))


def series_of(question: Question) -> Series:
    """Hours where the days are few and the posts many enough, else days."""
    asked = question.days
    if asked.count > _LONGEST:
        asked = Days(asked.last - timedelta(days=_LONGEST - 1), asked.last)
    fine = asked.count <= HOURS and question.total >= LEAST_AN_HOUR * 24 * asked.count
    grain: Grain = "hour" if fine else "day"
    whole = Days(asked.first - timedelta(weeks=WEEKS), asked.last)
    counted = {_start(row["span"]): row["posts"] for row in ask(question, "counts", days=whole, grain=grain)}
    starts = _begun(bucket_starts(whole, grain), counted)
    begin = sum(start.date() < asked.first for start in starts)
    counts = tuple(counted.get(start, 0) for start in starts)
    return Series(grain, tuple(starts), counts, begin, _missing(question, starts, grain))


def _begun(starts: list[datetime], counted: dict[datetime, int]) -> list[datetime]:
    """Without the spans before the first post that is known: nobody listened then."""
    first = min(counted, default=None)
    return [start for start in starts if first is not None and start >= first]


def _start(span: Any) -> datetime:
    start = span if isinstance(span, datetime) else datetime.combine(span, datetime.min.time())
    return start.replace(tzinfo=None)


def _missing(question: Question, starts: Sequence[datetime], grain: Grain) -> frozenset[int]:
    """The spans that a gap in reading touches."""
    if not starts:
        return frozenset()
    days = Days(starts[0].date(), starts[-1].date())
    gaps = question.of(question.selection.on(days)).gaps
    length = timedelta(hours=1) if grain == "hour" else timedelta(days=1)
    return frozenset(
        at
        for at, start in enumerate(starts)
        if any(gap.since < start + length and (gap.until is None or gap.until > start) for gap in gaps)
    )


def _around(question: Question, series: Series, found: Sequence[Peak]) -> list[Seen]:
    """A sample of the days' posts outside all peaks."""
    records = sample(question, question.total, AROUND, unread=True)
    zone = question.selection.zone
    spans = [_span(series, peak) for peak in found]
    return [
        seen
        for seen in as_seen(records, zone)
        if not any(since <= seen.at.replace(tzinfo=None) < until for since, until in spans)
    ]


def _span(series: Series, peak: Peak) -> tuple[datetime, datetime]:
    return series.starts[peak.first], series.starts[peak.last] + series.step


def _told(question: Question, series: Series, peak: Peak, outside: list[Seen]) -> Told | None:
    since, until = _span(series, peak)
    select = _selection(question.selection, series.grain, since, until)
    inside_question = question.of(select)
    records = sample(inside_question, inside_question.total, INSIDE, unread=True)
    seen = [s for s in as_seen(records, select.zone) if since <= s.at.replace(tzinfo=None) < until]
    return Told(peak, since, until, select, explain(seen, outside)) if seen else None


def _selection(selection: Selection, grain: Grain, since: datetime, until: datetime) -> Selection:
    """The posts of a span: its days, and of a span of hours within a day its hours."""
    last = until - timedelta(seconds=1)
    on = replace(selection.on(Days(since.date(), last.date())), compare="")
    if grain == "day" or since.date() != last.date():
        return on
    hours = range(since.weekday() * 24 + since.hour, since.weekday() * 24 + last.hour + 1)
    return on.with_filter("hours", *hours)


def chart_of(found: Peaks) -> Panel:
    """Posts a span and what was expected, as lines; long series of hours by the day."""
    question, series = found.question, found.series
    expected = baseline(series.counts, series.period, series.missing).expected
    days: dict[datetime, list[float]] = {}
    by_hour = series.grain == "hour" and question.days.count <= 4
    for at in range(series.begin, len(series.starts)):
        start = (
            series.starts[at] if by_hour else datetime.combine(series.starts[at].date(), datetime.min.time())
        )
        counted = days.setdefault(start, [0.0, 0.0])
        counted[0] += series.counts[at]
        counted[1] += expected[at]  # nan where nothing is expected yet
    rows = tuple(_chart_row(question.selection, start, *values) for start, values in days.items())
    return Panel(
        "peaks",
        Text("Posts and what was to be expected"),
        "lines",
        (
            Column("time", Text("Time"), "time"),
            Column("posts", Text("Posts"), paint="series-1"),
            Column("expected", Text("Expected"), paint="series-8"),
        ),
        rows,
        sum(series.counts[series.begin :]),
        sum(series.counts[series.begin :]),
        FORMULA,
        (),
        question.gaps,
        question.selection,
        "hour" if by_hour else "day",
    )


def _chart_row(selection: Selection, start: datetime, posts: float, expected: float) -> Row:
    on = selection.on(Days(start.date(), start.date()))
    return Row((start, int(posts), None if expected != expected else round(expected, 1)), on)


def lasting(question: Question) -> tuple[Series, list[Change]]:
    """The changes of the daily level that stayed, within the days asked for."""
    series = by_day(question)
    found = _changes(series.counts)
    return series, [change for change in found if change.at >= series.begin]


def by_day(question: Question) -> Series:
    """The series by the day, whatever the days asked for."""
    series = series_of(question)
    if series.grain == "day":
        return series
    days: dict[datetime, int] = {}
    for start, posts in zip(series.starts, series.counts, strict=True):
        day = datetime.combine(start.date(), datetime.min.time())
        days[day] = days.get(day, 0) + posts
    starts = tuple(days)
    begin = sum(start < series.starts[series.begin] for start in starts) if starts else 0
    return Series("day", starts, tuple(days.values()), begin, frozenset())


@lru_cache(maxsize=64)
def _changes(counts: tuple[int, ...]) -> tuple[Change, ...]:
    """In a process of its own, which ends with it: ruptures and SciPy hold 100 MB."""
    with Isolated(within_s=_WORKER_S, memory=_WORKER_MEMORY) as worker:
        return tuple(worker.run(changes, list(counts)))


def when(told: Told, grain: Grain) -> str:
    """The span of a peak in words."""
    if grain == "day":
        return labels.days(Days(told.since.date(), (told.until - timedelta(days=1)).date()))
    if told.since.date() == (told.until - timedelta(seconds=1)).date():
        span = {
            "day": labels.day(told.since.date()),
            "start": f"{told.since:%H:%M}",
            "end": f"{told.until:%H:%M}",
        }
        return str(Text("{day}, {start}–{end}", **span))
    span = {"since": labels.moment(told.since), "until": labels.moment(told.until)}
    return str(Text("{since} – {until}", **span))
