"""How the pages say how a source fares: its state, how long something takes, how much is usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tertulia.i18n import Text
from tertulia.listen.collect.health import STATE_WORDS, State
from tertulia.listen.explorer import labels


class StateWords(NamedTuple):
    """A state of a source: its words, its icon, its colour (a badge's class)."""

    label: Text
    icon: str
    colour: str


# The words are the collector's, so that commands and pages say the same.
_DRAWN: dict[State, tuple[str, str]] = {
    "failing": ("error", "bad"),
    "silent": ("warning", "warn"),
    "waiting": ("clock", "warn"),
    "never": ("clock", ""),
    "ok": ("check", "good"),
    "paused": ("pause", ""),
}
STATES: dict[str, StateWords] = {
    state: StateWords(STATE_WORDS[state], *drawn) for state, drawn in _DRAWN.items()
}


def lasting(seconds: float) -> str:
    """ "40 s", "12 min", "3 h", "2 days": rounded to what matters."""
    if seconds < 90:
        return _("%(n)d s") % {"n": round(seconds)}
    if seconds < 5400:
        return _("%(n)d min") % {"n": round(seconds / 60)}
    if seconds < 129_600:
        return _("%(n)d h") % {"n": round(seconds / 3600)}
    days = round(seconds / 86_400)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def pace(seconds: float) -> str:
    """How often something is asked."""
    return _("every %(time)s") % {"time": lasting(seconds)}


def habit(low: float, high: float) -> str:
    """What a source usually brings in a day: "usually 20–50"."""
    first, last = labels.number(round(low)), labels.number(round(high))
    if first == last:
        return _("usually %(n)s") % {"n": first}
    return _("usually %(low)s–%(high)s") % {"low": first, "high": last}


@dataclass(frozen=True)
class Bullet:
    """A small drawing, 120 wide: a band for what is usual, a bar for what came. Lengths in its own units."""

    bar: float
    band_at: float
    band: float
    middle: float


WIDTH = 120


def bullet(today: float, low: float, median: float, high: float) -> Bullet:
    """Drawn so that the usual range takes about two thirds and a flood stays inside."""
    most = max(today, high * 1.5, 1.0)

    def at(value: float) -> float:
        return round(WIDTH * min(value, most) / most, 1)

    return Bullet(at(today), at(low), max(2.0, round(at(high) - at(low), 1)), at(median))


@dataclass(frozen=True)
class Bar:
    """A bar of a row of bars: its place, height and top, its words, and whether reading failed then."""

    x: float
    y: float
    height: float
    label: str
    failed: bool


def bars(counts: list[tuple[str, int, int]], height: int = 56, step: float = 8.0) -> list[Bar]:
    """Bars of (label, items, failures) in a row; an hour with failures alone has a mark of its own."""
    most = max((items for _label, items, _failures in counts), default=0) or 1
    found = []
    for number, (label, items, failures) in enumerate(counts):
        tall = round((height - 4) * items / most, 1) if items else (3.0 if failures else 0.0)
        found.append(Bar(number * step, height - tall, tall, label, bool(failures) and not items))
    return found
