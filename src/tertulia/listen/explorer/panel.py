"""A panel: one measure of a selection, ready to be drawn, read as a table, or sent as JSON or CSV.

A panel is a table. The drawing, the table under it and the files are the same rows, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from tertulia.i18n import Text
from tertulia.listen.explorer.periods import Bucket
from tertulia.listen.explorer.selection import Selection

Unit = Literal["text", "count", "share", "points", "score", "time", "hour", "mixed", "change"]
Chart = Literal["numbers", "lines", "bars", "heat", "words", "share"]
Value = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Column:
    """A column: `share` is 0 to 1 (shown as %), `points` are percentage points from -100 to 100, `score` a
    z-score.

    `paint` names the colour of what it shows (a sentiment, a network, …); `low` and `high` name the columns
    that bound its 95 % interval.
    """

    key: str
    label: Text | str
    unit: Unit = "count"
    paint: str = ""
    low: str = ""
    high: str = ""
    estimated: bool = False  # counted in a sample and scaled up
    hidden: bool = False  # bounds are shown with the figure they bound


@dataclass(frozen=True)
class Row:
    """A row of values in the columns' order; `select` are the posts behind it, `paint` its colour."""

    values: tuple[Value, ...]
    select: Selection | None = None
    paint: str = ""


@dataclass(frozen=True)
class Gap:
    """A span in which a source was not read, on the zone's clock; `until` None means it is still not read.
    `source` is its key, `name` what people call it, `reason` a code, `filled_at` when it was read later."""

    source: str
    network: str
    since: datetime
    until: datetime | None
    reason: str
    name: str = ""
    filled_at: datetime | None = None


@dataclass(frozen=True)
class Trust:
    """How often the readings that a chart stands on are right on the workspace's own posts, in a line;
    `address` is the page that says more, `checked` whether anybody checked them."""

    text: str
    address: str
    checked: bool


@dataclass(frozen=True)
class Panel:
    """What a measure says of a selection.

    `sample` counts the posts that the figures stand on, `total` all posts selected; `formula` says how a
    figure is
    made; `notes` what a reader must know so as not to be misled, `warnings` what they must see first.
    """

    name: str
    title: Text
    chart: Chart
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sample: int
    total: int
    formula: Text
    notes: tuple[Text | str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    selection: Selection | None = None
    grain: Bucket = "day"
    warnings: tuple[Text | str, ...] = ()
    trust: Trust | None = None

    @property
    def visible(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.hidden)

    def index(self, key: str) -> int:
        return next(number for number, column in enumerate(self.columns) if column.key == key)

    def value(self, row: Row, key: str) -> Value:
        """The row's value in the column of that key."""
        return row.values[self.index(key)]

    def column(self, key: str) -> Column:
        return self.columns[self.index(key)]

    def series(self, key: str) -> list[Value]:
        at = self.index(key)
        return [row.values[at] for row in self.rows]

    def as_dict(self) -> dict[str, Any]:
        """The shape of a panel in JSON; `show` of a row is the address query of the posts behind it."""
        return {
            "name": self.name,
            "title": str(self.title),
            "selection": self.selection.query if self.selection else "",
            "columns": [{"key": c.key, "label": str(c.label), "unit": c.unit} for c in self.columns],
            "rows": [
                {
                    **dict(zip([c.key for c in self.columns], map(_plain, row.values), strict=True)),
                    "show": _query(row),
                }
                for row in self.rows
            ],
            "sample": self.sample,
            "total": self.total,
            "formula": str(self.formula),
            "notes": [str(note) for note in (*self.warnings, *self.notes, *self._trusted)],
            "gaps": [
                {
                    "source": gap.source,
                    "name": gap.name,
                    "network": gap.network,
                    "since": gap.since.isoformat(),
                    "until": gap.until.isoformat() if gap.until else None,
                    "reason": gap.reason,
                }
                for gap in self.gaps
            ],
        }

    @property
    def _trusted(self) -> tuple[str, ...]:
        return (self.trust.text,) if self.trust else ()

    def as_csv(self) -> str:
        """The table as CSV, with a byte order mark so that spreadsheets read it as UTF-8."""
        import csv
        import io

        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow([column.key for column in self.columns])
        writer.writerows([_safe(_plain(value)) for value in row.values] for row in self.rows)
        return "\ufeff" + file.getvalue()


def _query(row: Row) -> str | None:
    return row.select.query if row.select else None


def _plain(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is led by an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def columns_of(*columns: Column) -> tuple[Column, ...]:
    """The columns, with hidden ones for the bounds that they name and nobody defined."""
    named: Sequence[str] = [c.key for c in columns]
    bounds = [
        Column(key, key, c.unit, hidden=True)
        for c in columns
        for key in (c.low, c.high)
        if key and key not in named
    ]
    return (*columns, *bounds)
