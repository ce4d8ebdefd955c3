"""What all drawings share: escaping, colours, scales, and the three parts that stretch with the page.

The plot is drawn in percentages of its width and in pixels of its height, so text keeps its size at every
width;
the columns left and right of it have fixed widths. A file puts the three side by side at one width.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import floor, log10

from tertulia.listen.explorer.paints import COLOURS

WIDTH = 960
HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#ebe8e2" class="hatch-ground"/>'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#8a847a" stroke-width="2" class="hatch-line"/></pattern>'
)


@dataclass(frozen=True)
class Drawing:
    """The parts of a chart: `left` and `right` are SVG of fixed widths, `plot` stretches between them."""

    plot: str
    height: int
    left: str = ""
    right: str = ""
    left_width: int = 0
    right_width: int = 0

    def file(self, title: str, notes: str) -> str:
        """One SVG that stands alone, with its title above and what it is made of below."""
        plot_width = WIDTH - self.left_width - self.right_width - 32
        parts = [
            _part(16, self.left_width, self.height, self.left),
            _part(16 + self.left_width, plot_width, self.height, self.plot),
            _part(16 + self.left_width + plot_width, self.right_width, self.height, self.right),
        ]
        total = self.height + 92
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{total}" '
            f'viewBox="0 0 {WIDTH} {total}" '
            f'font-family="system-ui, sans-serif" font-size="12" fill="#25221e">'
            f'<rect width="{WIDTH}" height="{total}" fill="#fffefc"/>'
            f'<text x="16" y="28" font-size="16" font-weight="600">{escape(title)}</text>{"".join(parts)}'
            f'<text x="16" y="{total - 14}" font-size="11" fill="#655f56">{escape(notes)}</text></svg>'
        )


def _part(x: int, width: int, height: int, content: str) -> str:
    return f'<svg x="{x}" y="48" width="{width}" height="{height}">{content}</svg>' if content else ""


def fill(paint: str) -> str:
    """Attributes that fill a shape: the class for the page, the colour for a file."""
    return f'class="fill paint-{escape(paint)}" fill="{COLOURS.get(paint, "#0d5c5a")}"'


def stroke(paint: str) -> str:
    """Attributes that draw a line in the paint."""
    colour = COLOURS.get(paint, "#0d5c5a")
    return f'class="stroke paint-{escape(paint)}" fill="none" stroke="{colour}" stroke-width="2"'


def text(
    x: str, y: float, words: str, *, anchor: str = "start", classes: str = "axis", colour: str = "#655f56"
) -> str:
    return (
        f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" class="{classes}" fill="{colour}" font-size="11">'
        f"{escape(words)}</text>"
    )


def percent(share: float) -> str:
    """A position along the plot."""
    return f"{100 * share:.3f}%"


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round values (1, 2 or 5 times a power of ten) from at or below `low` to at or above `high`."""
    span = (high - low) or 1.0
    rough = span / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    return [round(step * n, 10) for n in range(first, max(last, first + 1) + 1)]
