"""A value of a panel as people read it, by its unit."""

from __future__ import annotations

from datetime import datetime

from tertulia.listen.explorer import labels
from tertulia.listen.explorer.panel import Column, Panel, Row
from tertulia.listen.explorer.periods import Bucket


def shown(unit: str, value: object, grain: Bucket = "day") -> str:
    """The value in words and digits; "–" for what is not known. A pair of shares is an interval."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return labels.share_range(value[0], value[1])
    if isinstance(value, datetime):
        return labels.bucket(value, grain)
    if not isinstance(value, int | float):
        return str(value)
    if unit == "share":
        return labels.share(value)
    if unit == "points":
        return labels.points(value)
    if unit == "hour":
        return f"{value:02}:00"
    return labels.number(value, int(unit == "score"))


def cell(panel: Panel, column: Column, row: Row) -> str:
    """What a table shows in a cell, with the interval where the column has one."""
    value = panel.value(row, column.key)
    text = shown(column.unit, value, panel.grain)
    if column.estimated:
        text = f"≈ {text}"
    low = panel.value(row, column.low) if column.low else None
    if low is None or value is None:
        return text
    high = panel.value(row, column.high)
    if column.unit == "share":
        return f"{text} ({shown('share', (low, high))})"
    return f"{text} ({shown(column.unit, low)} … {shown(column.unit, high)})"
