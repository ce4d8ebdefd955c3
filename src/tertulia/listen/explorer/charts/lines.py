"""Lines along time: labels stand at the lines, intervals as bands, gaps hatched, each bucket a link to
its posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cells import shown
from tertulia.listen.explorer.charts.svg import HATCH, Drawing, fill, percent, stroke, text, ticks
from tertulia.listen.explorer.panel import Column, Panel, Row
from tertulia.listen.explorer.periods import after

HEIGHT = 220
TOP, BOTTOM = 10, 26
Address = Callable[[Row], str]


@dataclass(frozen=True)
class Frame:
    """Where values and buckets lie."""

    low: float
    high: float
    buckets: int

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - self.low) / (self.high - self.low))

    def x(self, bucket: float) -> float:
        """The middle of a bucket as a share of the width."""
        return (bucket + 0.5) / self.buckets


def draw(panel: Panel, address: Address, least_high: float = 0.0) -> Drawing:
    """The chart of a panel whose first column is the time and whose painted columns are the lines.

    The scale reaches `least_high` at least, so that two charts side by side share theirs.
    """
    lines = [column for column in panel.columns if column.paint]
    low, high = _bounds(panel, lines)
    marks = _marks(low, max(high, least_high), lines[0].unit if lines else "count")
    frame = Frame(marks[0], marks[-1], max(len(panel.rows), 1))
    unit = lines[0].unit if lines else "count"
    inner = "".join(_band(panel, column, frame) + _line(panel, column, frame) for column in lines)
    stretched = (
        f'<svg width="100%" height="{HEIGHT}" viewBox="0 0 1000 {HEIGHT}" '
        f'preserveAspectRatio="none">{inner}</svg>'
    )
    parts = [
        f"<defs>{HATCH}</defs>",
        _grid(marks, frame),
        _gaps(panel, frame),
        stretched,
        *(_dots(panel, column, frame) for column in lines),
        _times(panel, frame),
        _links(panel, lines, frame, address),
    ]
    left, left_width = _scale(marks, unit, frame)
    right, right_width = _names(panel, lines, frame)
    return Drawing("".join(parts), HEIGHT, left, right, left_width, right_width)


def _marks(low: float, high: float, unit: str) -> list[float]:
    """The values of the scale; posts come whole, and points are shown so."""
    marks = ticks(low, high)
    return [mark for mark in marks if mark == int(mark)] if unit in ("count", "points") else marks


def highest(panel: Panel) -> float:
    """The highest value that a chart of the panel shows."""
    return _bounds(panel, [column for column in panel.columns if column.paint])[1]


def _bounds(panel: Panel, lines: Sequence[Column]) -> tuple[float, float]:
    """From zero (or below it) to the highest value or end of a band."""
    keys = [key for column in lines for key in (column.key, column.low, column.high) if key]
    values = [float(v) for key in keys for v in panel.series(key) if isinstance(v, int | float)]
    high = max([*values, 0.0])
    return min([*values, 0.0]), high if high > 0 else (1.0 if not values or min(values) >= 0 else 0.0)


def _grid(marks: list[float], frame: Frame) -> str:
    return "".join(
        f'<line x1="0" x2="100%" y1="{frame.y(mark):.1f}" y2="{frame.y(mark):.1f}" '
        + ('class="baseline" stroke="#8c857a"/>' if mark == 0 else 'class="gridline" stroke="#e8e4dd"/>')
        for mark in marks
    )


def _scale(marks: list[float], unit: str, frame: Frame) -> tuple[str, int]:
    words = [shown(unit, mark) for mark in marks]
    width = 10 + round(6.5 * max(map(len, words)))
    rows = (
        text(str(width - 6), frame.y(mark) + 4, word, anchor="end")
        for mark, word in zip(marks, words, strict=True)
    )
    return "".join(rows), width


def _names(panel: Panel, lines: Sequence[Column], frame: Frame) -> tuple[str, int]:
    """Each line's name at its end, moved apart where they would touch."""
    ends = []
    for column in lines:
        values = [v for v in panel.series(column.key) if isinstance(v, int | float)]
        if values:
            ends.append((frame.y(float(values[-1])), column))
    placed = _apart([y for y, _ in sorted(ends, key=lambda end: end[0])])
    ordered = [column for _, column in sorted(ends, key=lambda end: end[0])]
    parts = [
        f'<circle cx="8" cy="{y:.1f}" r="4" {fill(column.paint)}/>'
        + text("17", y + 4, str(column.label), classes="line-name", colour="#25221e")
        for y, column in zip(placed, ordered, strict=True)
    ]
    longest = max((len(str(column.label)) for column in ordered), default=0)
    return "".join(parts), min(170, 24 + round(6.4 * longest)) if parts else 8


def _apart(heights: list[float], least: float = 15) -> list[float]:
    """The heights (sorted) with at least that distance between neighbours, inside the plot."""
    placed: list[float] = []
    for y in heights:
        placed.append(max(y, placed[-1] + least) if placed else max(y, TOP))
    overflow = placed[-1] - (HEIGHT - BOTTOM + 8) if placed else 0
    if overflow > 0:
        placed[-1] -= overflow
        for at in range(len(placed) - 2, -1, -1):
            placed[at] = min(placed[at], placed[at + 1] - least)
    return placed


def _runs(values: list[object]) -> list[list[int]]:
    """Stretches of neighbours that have a value."""
    runs: list[list[int]] = []
    for at, value in enumerate(values):
        if not isinstance(value, int | float):
            continue
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _line(panel: Panel, column: Column, frame: Frame) -> str:
    values = panel.series(column.key)
    paths = [
        "M" + "L".join(f"{1000 * frame.x(at):.2f} {frame.y(float(values[at])):.2f}" for at in run)  # type: ignore[arg-type]
        for run in _runs(list(values))
    ]
    if not paths:
        return ""
    shape = 'vector-effect="non-scaling-stroke" stroke-linejoin="round"'
    return f'<path d="{"".join(paths)}" {stroke(column.paint)} {shape}/>'


def _band(panel: Panel, column: Column, frame: Frame) -> str:
    """The 95 % interval around a line; more than three of them would hide one another (the table has them
    all)."""
    if not column.low or sum(bool(other.low) for other in panel.columns) > 3:
        return ""
    lows, highs = panel.series(column.low), panel.series(column.high)
    paths = []
    for run in _runs(list(lows)):
        above = [f"{1000 * frame.x(at):.2f} {frame.y(float(highs[at])):.2f}" for at in run]  # type: ignore[arg-type]
        below = [f"{1000 * frame.x(at):.2f} {frame.y(float(lows[at])):.2f}" for at in reversed(run)]  # type: ignore[arg-type]
        paths.append(f"M{'L'.join([*above, *below])}Z")
    return f'<path d="{"".join(paths)}" {fill(column.paint)} fill-opacity="0.13"/>' if paths else ""


def _dots(panel: Panel, column: Column, frame: Frame) -> str:
    """A dot where a value stands alone, which a line would not show; everywhere if they are few."""
    values = panel.series(column.key)
    alone = [run for run in _runs(list(values)) if len(run) == 1 or frame.buckets <= 14]
    return "".join(
        f'<circle cx="{percent(frame.x(at))}" cy="{frame.y(float(values[at])):.1f}" '  # type: ignore[arg-type]
        f'r="2.5" {fill(column.paint)}/>'
        for run in alone
        for at in run
    )


def _times(panel: Panel, frame: Frame) -> str:
    """At most six times under the plot; every second one gives way on a phone."""
    count = len(panel.rows)
    step = max(1, -(-count // 6))
    parts = []
    for number, at in enumerate(range(0, count, step)):
        start = panel.rows[at].values[0]
        share = frame.x(at)
        anchor = "start" if share < 0.04 else "end" if share > 0.96 else "middle"
        if isinstance(start, datetime):
            words = labels.bucket_short(start, panel.grain)
            classes = "axis tick-odd" if number % 2 else "axis"
            parts.append(text(percent(share), HEIGHT - 6, words, anchor=anchor, classes=classes))
    return "".join(parts)


def _gaps(panel: Panel, frame: Frame) -> str:
    """Spans in which a source was not read, hatched over the buckets that they touch."""
    starts = [row.values[0] for row in panel.rows if isinstance(row.values[0], datetime)]
    if not starts:
        return ""
    end = after(starts[-1], panel.grain)
    length = (end - starts[0]).total_seconds()
    parts = []
    for gap in panel.gaps:
        since, until = max(gap.since, starts[0]), min(gap.until or end, end)
        if since < until:
            x = (since - starts[0]).total_seconds() / length
            width = max((until - since).total_seconds() / length, 0.004)
            words = escape(
                f"{labels.moment(since)} – {labels.moment(until)}: {gap.name}, {labels.gap(gap.reason)}"
            )
            parts.append(
                f'<rect x="{percent(x)}" width="{percent(width)}" y="{TOP}" height="{HEIGHT - TOP - BOTTOM}" '
                f'fill="url(#hatch)" class="gap"><title>{words}</title></rect>'
            )
    return "".join(parts)


def _links(panel: Panel, lines: Sequence[Column], frame: Frame, address: Address) -> str:
    """Over each bucket a link to its posts, which says its figures. The arrow keys walk along them."""
    parts = []
    for at, row in enumerate(panel.rows):
        figures = [f"{column.label}: {shown(column.unit, panel.value(row, column.key))}" for column in lines]
        words = escape("\n".join([shown("time", row.values[0], panel.grain), *figures]))
        parts.append(
            f'<a href="{escape(address(row))}" tabindex="{0 if at == 0 else -1}" aria-label="{words}" '
            'class="hit">'
            f'<rect x="{percent(at / frame.buckets)}" width="{percent(1 / frame.buckets)}" y="{TOP}" '
            f'height="{HEIGHT - TOP - BOTTOM}" fill="transparent"/><title>{words}</title></a>'
        )
    return "".join(parts)
