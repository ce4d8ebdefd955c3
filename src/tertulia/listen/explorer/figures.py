"""The totals as tiles: the figure, its interval in words, and its change with whether that is more than
noise."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cells import shown
from tertulia.listen.explorer.panel import Panel, Row
from tertulia.listen.explorer.statistics import Interval


@dataclass(frozen=True)
class Tile:
    """One figure as it is read. `direction` is up, down or same; `noise` says whether chance would do as
    much."""

    key: str
    label: str
    value: str
    note: str
    other: str
    change: str
    direction: str
    noise: str


def tiles(panel: Panel) -> list[Tile]:
    """The rows of the totals as tiles."""
    return [_tile(panel, row) for row in panel.rows]


def _tile(panel: Panel, row: Row) -> Tile:
    unit = str(panel.value(row, "unit"))
    moved = panel.value(row, "difference")
    return Tile(
        str(panel.value(row, "key")),
        str(panel.value(row, "label")),
        shown(unit, panel.value(row, "value")),
        _note(panel, row, unit),
        shown(unit, panel.value(row, "other")) if panel.value(row, "other") is not None else "",
        _change(unit, moved) if isinstance(moved, int | float) else "",
        _direction(moved),
        _noise(panel, row),
    )


def _note(panel: Panel, row: Row, unit: str) -> str:
    """ "18–24%, from 212 posts"."""
    low, high, of = (panel.value(row, key) for key in ("low", "high", "of"))
    if not isinstance(low, float) or not isinstance(high, float) or not isinstance(of, int):
        return ""
    whole = labels.posts(of)
    if unit == "share":
        return str(Text("{range}, from {posts}", range=labels.share_range(low, high), posts=whole))
    between = labels.points_range(Interval(0, low, high))
    return str(Text("{range}, from {posts}", range=between, posts=whole))


def _change(unit: str, moved: float) -> str:
    if unit == "count":
        if moved >= 9:
            return f"×{labels.number(moved + 1)}"
        sign = "+" if moved > 0 else ""
        return f"{sign}{labels.share(moved, 0)}"
    points = labels.points(moved if unit == "points" else 100 * moved)
    return str(Text("{number} points", number=points))


def _direction(moved: object) -> str:
    if not isinstance(moved, int | float) or abs(moved) < 0.0005:
        return "same"
    return "up" if moved > 0 else "down"


def _noise(panel: Panel, row: Row) -> str:
    beyond = panel.value(row, "beyond_noise")
    if beyond is None:
        return ""
    return str(Text("more than noise")) if beyond else str(Text("within noise"))
