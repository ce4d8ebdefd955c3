"""Figures, changes and certainties as people read them."""

from __future__ import annotations

from tertulia.i18n import Text, ngettext
from tertulia.listen.explorer import labels
from tertulia.listen.situation.finding import Finding
from tertulia.listen.situation.scope import Scope
from tertulia.understand.situation.api import Certainty, Figure, Moved

CERTAINTIES: dict[Certainty, Text] = {
    "sure": Text("sure"),
    "likely": Text("likely"),
    "few": Text("too few to tell"),
}
_DIRECTIONS = {"up": "▲", "down": "▼", "steady": "=", "unknown": ""}
_QUOTED = 3


def hours(value: float | None) -> str:
    """A wait: "25 min", "3.4 h", "2.1 days"."""
    if value is None:
        return "–"
    if value < 1:
        return str(Text("{number} min", number=labels.number(round(60 * value))))
    if value < 48:
        return str(Text("{number} h", number=labels.number(value, int(value < 10))))
    return str(Text("{number} days", number=labels.number(value / 24, int(value < 240))))


def value(figure: Figure) -> str:
    """The value alone."""
    if figure.value is None:
        return str(Text("too few to tell"))
    if figure.unit == "share":
        return labels.share(figure.value)
    if figure.unit == "points":
        return labels.points(figure.value)
    if figure.unit == "hours":
        return hours(figure.value)
    return labels.number(figure.value, int(figure.unit == "rate" and figure.value < 100))


def bounds(figure: Figure) -> str:
    """ "18–24%", "1.2 h – 3 h": its interval; "" where there is none."""
    if figure.interval is None:
        return ""
    low, high = figure.interval.low, figure.interval.high
    if figure.unit == "share":
        return labels.share_range(low, high)
    if figure.unit == "points":
        return labels.points_range(figure.interval)
    shown = hours if figure.unit == "hours" else lambda v: labels.number(v, int(v < 100 and v % 1 > 0))
    return f"{shown(low)} – {shown(high)}"


def things(number: int) -> str:
    return ngettext("{number} thing", "{number} things", number).format(number=labels.number(number))


_COUNTED = {"posts": labels.posts, "people": labels.people, "things": things}


def standing(finding: Finding) -> str:
    """ "18% (15–22%), from 212 posts": the figure, its interval, and what it stands on."""
    count = _COUNTED[finding.of](finding.figure.n)
    if finding.figure.unit == "count":
        return count
    between = bounds(finding.figure)
    if not between:
        return str(Text("{value}, from {count}", value=value(finding.figure), count=count))
    told = {"value": value(finding.figure), "between": between, "count": count}
    return str(Text("{value} ({between}), from {count}", **told))


def arrow(moved: Moved | None) -> str:
    return _DIRECTIONS[moved.direction] if moved else ""


def change(finding: Finding, scope: Scope) -> str:
    """ "+4 points against the days before, more than chance"; "" where nothing can be compared."""
    moved = finding.moved
    if moved is None:
        return ""
    by = _by(finding.figure, moved)
    against = {
        "before": Text("against the days before"),
        "halves": Text("in the second half of the days"),
        "nothing": Text("against the others"),
    }[scope.against]
    if moved.direction == "steady":
        return str(Text("{by} {against}: within chance", by=by, against=str(against)))
    return str(Text("{by} {against}", by=by, against=str(against)))


def _by(figure: Figure, moved: Moved) -> str:
    if figure.unit == "count":
        if moved.by >= 9:
            return f"×{labels.number(moved.by + 1)}"
        return f"{'+' if moved.by > 0 else ''}{labels.share(moved.by, 0)}"
    if figure.unit == "hours":
        return f"{'+' if moved.by > 0 else '−'}{hours(abs(moved.by))}"
    points = 100 * moved.by if figure.unit == "share" else moved.by
    if figure.unit == "rate":
        return f"{'+' if points > 0 else ''}{labels.number(points, 1)}"
    digits = int(abs(points) < 10)
    sign = "+" if points > 0 else ""
    return str(Text("{number} points", number=f"{sign}{labels.number(points, digits)}"))


def quoted(names: list[str]) -> str:
    """ "“queue”, “tickets” and “web”" of the first three, in the reader's language."""
    marks = [str(Text("“{name}”", name=name)) for name in names[:_QUOTED]]
    if len(marks) < 2:
        return "".join(marks)
    return str(Text("{names} and {last}", names=", ".join(marks[:-1]), last=marks[-1]))


def people_who(count: int) -> str:
    """ "34 people": accounts, where a sentence speaks of who writes."""
    return ngettext("{number} person", "{number} people", count).format(number=labels.number(count))
