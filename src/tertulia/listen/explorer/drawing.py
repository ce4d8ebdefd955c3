"""A panel as the page shows it: drawn, as a table, with what must be said about it; and as a file that
stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cells import cell, shown
from tertulia.listen.explorer.charts import bars, heat, lines
from tertulia.listen.explorer.charts.svg import Drawing
from tertulia.listen.explorer.figures import tiles
from tertulia.listen.explorer.panel import Panel, Row

SHOWN_BARS = 8


@dataclass(frozen=True)
class Chart:
    """The three parts of a drawing, already safe to show: every text in them is escaped where it is made."""

    left: SafeString
    plot: SafeString
    right: SafeString
    height: int
    left_width: int
    right_width: int


@dataclass(frozen=True)
class Line:
    """A row of the table under a chart."""

    cells: list[tuple[str, bool]]
    address: str


def address(row: Row) -> str:
    """Where the posts behind a row are shown."""
    return f"{reverse('explorer')}?{row.select.query}" if row.select else reverse("explorer")


def view(panel: Panel, least_high: float = 0.0) -> dict[str, Any]:
    """What the template of a panel needs. Lines share a scale that reaches `least_high` at least."""
    context: dict[str, Any] = {
        "panel": panel,
        "is_empty": not panel.sample,
        "sample": _sample(panel),
        "headers": [(str(column.label), column.unit != "text") for column in panel.visible],
        "table": [_line(panel, row) for row in panel.rows],
    }
    if panel.chart == "numbers":
        return context | {"tiles": tiles(panel)}
    if panel.chart in ("bars", "words"):
        return context | {"bars": _bars(panel)}
    return context | {"chart": _chart(_draw(panel, least_high)), "legend": _legend(panel)}


def _bars(panel: Panel) -> list[bars.Bar]:
    return bars.bars(panel, address)[: None if panel.chart == "words" else SHOWN_BARS]


def _sample(panel: Panel) -> str:
    if panel.sample == panel.total:
        return labels.posts(panel.total)
    return str(
        Text("{sample} of {posts}", sample=labels.number(panel.sample), posts=labels.posts(panel.total))
    )


def _line(panel: Panel, row: Row) -> Line:
    if panel.chart == "numbers":
        unit = str(panel.value(row, "unit"))
        figures = [shown(unit, panel.value(row, key)) for key in ("value",)]
        moved = panel.value(row, "difference")
        share = (
            moved
            if unit == "count"
            else moved / 100
            if unit == "points" and isinstance(moved, float)
            else moved
        )
        change = labels.share(share) if isinstance(share, int | float) else "–"
        cells = [str(panel.value(row, "label")), *figures, shown("count", panel.value(row, "of"))]
        cells += [shown(unit, panel.value(row, "other")), change]
        return Line([(text, number > 0) for number, text in enumerate(cells)], address(row))
    return Line([(cell(panel, column, row), column.unit != "text") for column in panel.visible], address(row))


def _draw(panel: Panel, least_high: float = 0.0) -> Drawing:
    if panel.chart == "lines":
        return lines.draw(panel, address, least_high)
    return heat.draw(panel, address) if panel.chart == "heat" else bars.draw(panel, address)


def _chart(drawing: Drawing) -> Chart:
    return Chart(
        mark_safe(drawing.left),  # noqa: S308
        mark_safe(drawing.plot),  # noqa: S308
        mark_safe(drawing.right),  # noqa: S308
        drawing.height,
        drawing.left_width,
        drawing.right_width,
    )


def _legend(panel: Panel) -> list[tuple[str, str]]:
    """Names and paints of the lines, for widths where they do not fit beside them."""
    return [(str(column.label), column.paint) for column in panel.columns if column.paint]


def file_of(panel: Panel, selection: str) -> str:
    """The panel as one SVG with its title, its sample and the selection in words."""
    notes = f"{selection} {_sample(panel)}. {panel.formula}"
    return _draw(panel).file(str(panel.title), notes[:170])
