"""Hours of the week as a heat map: seven rows of 24 cells, each a link to its posts."""

from __future__ import annotations

from html import escape

from tertulia.listen.explorer import labels
from tertulia.listen.explorer.charts.lines import Address
from tertulia.listen.explorer.charts.svg import Drawing, percent, text
from tertulia.listen.explorer.panel import Panel

CELL, GAP, FOOT = 24, 2, 20
STEPS = 6
SHADES = ("#f0ede8", "#cfe3e0", "#9fcac5", "#64a9a3", "#2f8480", "#0d5c5a")


def draw(panel: Panel, address: Address) -> Drawing:
    """The map; a darker cell has more posts, in steps of a sixth of the most."""
    counts = [int(str(row.values[2])) for row in panel.rows]
    most = max(counts, default=0) or 1
    cells = []
    for number, (row, count) in enumerate(zip(panel.rows, counts, strict=True)):
        day, hour = divmod(number, 24)
        shade = 0 if count == 0 else min(STEPS - 1, 1 + (STEPS - 1) * (count - 1) // most)
        words = escape(f"{labels.hour_of_week(number)}: {labels.posts(count)}")
        cells.append(
            f'<a href="{escape(address(row))}" tabindex="{0 if number == 0 else -1}" aria-label="{words}" '
            'class="hit">'
            f'<rect x="{percent(hour / 24)}" y="{day * CELL}" width="{percent(0.94 / 24)}" '
            f'height="{CELL - GAP}" '
            'rx="3" '
            f'class="heat-{shade}" fill="{SHADES[shade]}"/><title>{words}</title></a>'
        )
    hours = "".join(text(percent(h / 24), 7 * CELL + 14, f"{h:02}:00") for h in range(0, 24, 6))
    days = "".join(text("0", d * CELL + 15, str(name)) for d, name in enumerate(labels.WEEKDAYS))
    width = 12 + round(6.4 * max(len(str(name)) for name in labels.WEEKDAYS))
    return Drawing("".join(cells) + hours, 7 * CELL + FOOT, days, "", width)
