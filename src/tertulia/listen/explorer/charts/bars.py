"""Bars from a common zero with their intervals as thin lines; on the page each is a row of text and a
link."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from tertulia.listen.explorer.cells import cell, shown
from tertulia.listen.explorer.charts.lines import Address
from tertulia.listen.explorer.charts.svg import Drawing, fill, percent, text
from tertulia.listen.explorer.panel import Panel, Row

ROW = 26


@dataclass(frozen=True)
class Bar:
    """A bar as it is drawn: lengths are shares of the widest ("37.5%"), texts are as people read them."""

    label: str
    aside: str
    address: str
    paint: str
    length: str
    low: str
    high: str
    figure: str
    share: str


def bars(panel: Panel, address: Address) -> list[Bar]:
    """The rows of a panel as bars. The measure is its share where it has one, else its posts."""
    keys = [column.key for column in panel.columns]
    key = next(name for name in ("share", "z", "posts") if name in keys)
    low, high = panel.column(key).low, panel.column(key).high
    widest = max((_number(panel, row, high or key) for row in panel.rows), default=0) or 1
    return [_bar(panel, row, address, key, low, high, widest) for row in panel.rows]


def _number(panel: Panel, row: Row, key: str) -> float:
    value = panel.value(row, key)
    return float(value) if isinstance(value, int | float) else 0.0


def _bar(panel: Panel, row: Row, address: Address, key: str, low: str, high: str, widest: float) -> Bar:
    def at(name: str) -> str:
        return percent(_number(panel, row, name) / widest) if name else ""

    bounded = low and panel.value(row, low) is not None
    column = panel.column(key)
    share = shown("share", (panel.value(row, low), panel.value(row, high))) if bounded else ""
    aside = str(panel.value(row, "network")) if panel.name == "authors" else ""
    figure = cell(panel, panel.column("posts"), row)
    return Bar(
        str(row.values[0]),
        aside,
        address(row),
        row.paint,
        at(column.key),
        at(low) if bounded else "",
        at(high) if bounded else "",
        figure,
        share,
    )


def draw(panel: Panel, address: Address) -> Drawing:
    """The bars as one SVG, for files."""
    rows = bars(panel, address)
    names, shapes, figures = [], [], []
    for number, bar in enumerate(rows):
        top = number * ROW
        names.append(text("0", top + 15, bar.label[:44], colour="#25221e"))
        shapes.append(
            f'<rect x="0" y="{top + 5}" width="{bar.length}" height="12" rx="2" {fill(bar.paint)}/>'
        )
        if bar.low:
            shapes.append(
                f'<line x1="{bar.low}" x2="{bar.high}" y1="{top + 11}" y2="{top + 11}" stroke="#25221e" '
                'class="whisker"/>'
            )
        figures.append(
            text("178", top + 15, f"{bar.figure}   {bar.share}".strip(), anchor="end", colour="#25221e")
        )
    width = 20 + round(6.4 * max((len(escape(bar.label[:44])) for bar in rows), default=0))
    return Drawing(
        "".join(shapes), max(len(rows), 1) * ROW, "".join(names), "".join(figures), min(width, 320), 180
    )
