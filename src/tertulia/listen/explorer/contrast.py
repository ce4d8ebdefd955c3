"""Two selections side by side: what differs, by how much, and whether chance would do as much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tertulia.i18n import Text
from tertulia.listen.explorer import labels, sentence
from tertulia.listen.explorer.asked import Asked
from tertulia.listen.explorer.charts import lines
from tertulia.listen.explorer.drawing import address, view
from tertulia.listen.explorer.figures import tiles
from tertulia.listen.explorer.measures import panel
from tertulia.listen.explorer.panel import Panel, Row
from tertulia.listen.explorer.statistics import Interval, difference

# Ways of parting that list every value: one missing on a side counts none there.
PARTS = ("sentiments", "emotions", "intents", "networks", "kinds")


@dataclass(frozen=True)
class Contrast:
    """One value on both sides; addresses open its posts on each."""

    label: str
    here: str
    there: str
    here_address: str
    there_address: str
    gap: str
    range: str
    beyond: bool
    sign: str


@dataclass(frozen=True)
class Table:
    title: str
    label: str
    rows: list[Contrast]


def contrasts(asked: Asked) -> dict[str, Any]:
    """Both sides in figures and lines, and a table for each way of parting them."""
    here, there = asked.selection, asked.selection.compared()
    assert there is not None
    both = [
        panel("timeline", selection.without("split"), asked.store, asked.monitors)
        for selection in (here, there)
    ]
    high = max(lines.highest(made) for made in both)
    sides = [
        {"words": sentence.sentence(selection, asked.names), "query": selection.query, **view(made, high)}
        for selection, made in zip((here, there), both, strict=True)
    ]
    tables = [_table(asked, name) for name in PARTS]
    return {
        "tiles": tiles(panel("totals", here, asked.store, asked.monitors)),
        "sides": sides,
        "tables": [table for table in tables if table.rows],
    }


def _table(asked: Asked, name: str) -> Table:
    there = asked.selection.compared()
    assert there is not None
    left = panel(name, asked.selection, asked.store, asked.monitors)
    right = panel(name, there, asked.store, asked.monitors)
    others = {str(row.values[0]): row for row in right.rows}
    rows = [_contrast(left, row, right, others.pop(str(row.values[0]), None)) for row in left.rows]
    rows += [_contrast(left, None, right, row) for row in others.values()]
    return Table(str(left.title), str(left.columns[0].label), rows)


def _contrast(left: Panel, mine: Row | None, right: Panel, theirs: Row | None) -> Contrast:
    """A value that a side does not have counts none there."""
    some = mine or theirs
    assert some is not None
    counts = (_posts(left, mine), left.sample, _posts(right, theirs), right.sample)
    gap = difference(*counts)
    return Contrast(
        str(some.values[0]),
        _share(counts[0], counts[1]),
        _share(counts[2], counts[3]),
        address(mine) if mine else "",
        address(theirs) if theirs else "",
        _points(gap),
        labels.points_range(Interval(0, 100 * gap.low, 100 * gap.high)) if gap else "",
        gap.beyond_noise if gap else False,
        "" if gap is None or not gap.beyond_noise else "up" if gap.value > 0 else "down",
    )


def _posts(made: Panel, row: Row | None) -> int:
    return int(str(made.value(row, "posts"))) if row else 0


def _share(part: int, whole: int) -> str:
    if not whole:
        return str(Text("no posts"))
    return str(Text("{share} ({number})", share=labels.share(part / whole), number=labels.number(part)))


def _points(gap: Interval | None) -> str:
    return (
        str(Text("{number} points", number=labels.points(100 * gap.value)))
        if gap
        else str(Text("too few to tell"))
    )
