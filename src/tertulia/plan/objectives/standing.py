"""How an indicator stands: its value over a window, its course, and whether it nears its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.panel import Column, Panel, Row, Unit, columns_of
from tertulia.listen.explorer.periods import Days
from tertulia.plan.objectives.measures import HAND, MEASURES, Asked, Found, Ground, Measure
from tertulia.plan.objectives.models import Indicator

MOST_POINTS = 12
LEAST_POINTS = 6

STATUSES = {
    "reached": Text("Target reached"),
    "towards": Text("Towards the target"),
    "behind": Text("Behind"),
    "missed": Text("Target missed"),
    "unsure": Text("Cannot be told yet"),
    "few": Text("Too few to tell"),
    "nothing": Text("No value yet"),
}
PAINTS = {"reached": "good", "towards": "good", "behind": "warn", "missed": "bad"}


@dataclass(frozen=True)
class Standing:
    """An indicator with its value of the newest window. `expected` is where a straight way from the baseline
    to the target would be today."""

    indicator: Indicator
    days: Days
    found: Found
    status: str
    expected: float | None

    @property
    def word(self) -> str:
        return str(STATUSES[self.status])

    @property
    def paint(self) -> str:
        return PAINTS.get(self.status, "")

    @property
    def name(self) -> str:
        return name_of(self.indicator)

    @property
    def value(self) -> str:
        """ "18% (15–22%, from 212 posts)" in parts that make sense; "–" where nothing is known."""
        return shown(self.indicator, self.found.value)

    @property
    def range(self) -> str:
        return bounds(self.indicator, self.found)

    @property
    def baseline(self) -> str:
        return shown(self.indicator, self.indicator.baseline)

    @property
    def target(self) -> str:
        return shown(self.indicator, self.indicator.target)

    @property
    def window(self) -> str:
        return labels.days(self.days)


def name_of(indicator: Indicator) -> str:
    """What people call it: its own name, else its measure's."""
    known = MEASURES.get(indicator.measure)
    return indicator.name or (str(known.label) if known else "")


def unit_of(indicator: Indicator) -> str:
    known = MEASURES.get(indicator.measure)
    return known.unit if known else HAND


def shown(indicator: Indicator, value: float | None) -> str:
    """A value of it in its unit; "–" for none."""
    if value is None:
        return "–"
    unit = unit_of(indicator)
    if unit == "share":
        return labels.share(value)
    if unit == "points":
        return labels.points(value)
    if unit == "hours":
        return str(Text("{hours} h", hours=labels.number(value, int(value < 100))))
    digits = 0 if float(value).is_integer() else 2
    number = labels.number(value, digits if unit == HAND else 0)
    return f"{number} {indicator.unit}".strip() if unit == HAND else number


def bounds(indicator: Indicator, found: Found) -> str:
    """The interval and what it stands on, in words; "" where it has none."""
    if found.value is None or found.low is None or found.high is None or found.low == found.high:
        return ""
    low, high = shown(indicator, found.low), shown(indicator, found.high)
    between = str(Text("between {low} and {high}", low=low, high=high))
    if unit_of(indicator) == "count":
        return between
    return str(Text("{range}, from {posts}", range=between, posts=labels.posts(found.n)))


def falls(indicator: Indicator) -> bool:
    """Whether the value is to fall: as the measure has it, else from the baseline to the target."""
    known = MEASURES.get(indicator.measure)
    if known is not None and known.wants:
        return known.wants == "less"
    return indicator.baseline is not None and indicator.target < indicator.baseline


def expected(indicator: Indicator, on: date) -> float | None:
    """Where a straight way from the baseline to the target is on a day; None without a baseline."""
    if indicator.baseline is None:
        return None
    whole = max((indicator.due - indicator.since).days, 1)
    gone = min(max((on - indicator.since).days / whole, 0.0), 1.0)
    return indicator.baseline + (indicator.target - indicator.baseline) * gone


def judge(indicator: Indicator, found: Found, on: date) -> str:
    """One of STATUSES. Reached, missed, towards and behind are said only where the whole interval says so."""
    known = MEASURES.get(indicator.measure)
    if known is not None and found.n < known.few:
        return "few"
    if found.value is None:
        return "nothing"
    sign = -1.0 if falls(indicator) else 1.0
    ends = sorted(sign * (found.value if end is None else end) for end in (found.low, found.high))
    target, way = sign * indicator.target, expected(indicator, on)
    if ends[0] >= target:
        return "reached"
    if on >= indicator.due:
        return "missed" if ends[1] < target else "unsure"
    if way is None:
        return "unsure" if ends[1] >= target else "behind"
    if ends[0] >= sign * way and on > indicator.since:
        return "towards"
    return "behind" if ends[1] < sign * way else "unsure"


def stand(indicator: Indicator, ground: Ground) -> Standing:
    """How it stands today."""
    days = Days(ground.today - timedelta(days=indicator.window - 1), ground.today)
    found = measured(indicator, days, ground)
    return Standing(
        indicator,
        days,
        found,
        judge(indicator, found, ground.today),
        expected(indicator, ground.today),
    )


def measured(indicator: Indicator, days: Days, ground: Ground) -> Found:
    """Its value on some days: computed, or the newest that was typed in up to their end."""
    known = MEASURES.get(indicator.measure)
    if known is None:
        typed = indicator.values.filter(deleted_at=None, on__lte=days.last).last()
        return Found(typed.value, None, None, 1) if typed else Found(None, None, None, 0)
    selection = ground.selection(indicator.query)
    return known.compute(Asked(ground, selection, days, indicator.channel))


def windows(indicator: Indicator, today: date) -> list[Days]:
    """The windows of its course, one after the other, the last one up to today: back to the one before its
    beginning, at least six and at most twelve."""
    length = timedelta(days=indicator.window)
    wanted = (today - indicator.since).days // indicator.window + 2
    count = max(LEAST_POINTS, min(MOST_POINTS, wanted))
    ends = [today - length * back for back in reversed(range(count))]
    return [Days(end - length + timedelta(days=1), end) for end in ends]


def course(indicator: Indicator, ground: Ground) -> Panel:
    """Its values over time beside its target, ready to be drawn and read as a table."""
    known = MEASURES.get(indicator.measure)
    points = _typed(indicator) if known is None else _computed(indicator, ground)
    unit = _column_unit(unit_of(indicator), points)
    columns = columns_of(
        Column("time", Text("From"), "time"),
        Column("value", name_of(indicator), unit, "series-1", low="low", high="high"),
        Column("target", Text("Target"), unit, "series-2"),
        Column("of", Text("Posts"), hidden=known is None or known.of_channel),
    )
    return Panel(
        "course",
        Text("Course"),
        "lines",
        columns,
        tuple(points),
        sum(1 for point in points if point.values[1] is not None),
        len(points),
        known.formula if known else Text("Values that someone typed in."),
        grain="day",
    )


def _column_unit(unit: str, points: Sequence[Row]) -> Unit:
    """Hours have a decimal; what is typed in has one where any value does."""
    if unit == "share" or unit == "points" or unit == "count":
        return unit  # type: ignore[return-value]
    whole = all(float(str(point.values[1])).is_integer() for point in points if point.values[1] is not None)
    return "count" if unit == HAND and whole else "score"


def _computed(indicator: Indicator, ground: Ground) -> list[Row]:
    measure = MEASURES[indicator.measure]
    return [
        _point(indicator, days.first, measured(indicator, days, ground), measure, ground)
        for days in windows(indicator, ground.today)
    ]


def _point(indicator: Indicator, first: date, found: Found, measure: Measure, ground: Ground) -> Row:
    told = found if found.n >= measure.few else Found(None, None, None, found.n)
    values = (_start(first), told.value, indicator.target, found.n, told.low, told.high)
    return Row(values, ground.selection(found.show) if found.show else None)


def _typed(indicator: Indicator) -> list[Row]:
    typed = indicator.values.filter(deleted_at=None)
    return [Row((_start(one.on), one.value, indicator.target, 1, None, None)) for one in typed]


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min)  # a panel tells times on the reader's clock
