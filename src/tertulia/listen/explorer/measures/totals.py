"""The selection in a row of figures, held against its comparison."""

from __future__ import annotations

from typing import Any

from tertulia.i18n import Text
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import (
    FEW,
    SAMPLE_NOTE,
    common_notes,
    estimated,
    told_apart,
    uncounted,
    unread,
)
from tertulia.listen.explorer.panel import Column, Panel, Row, Value
from tertulia.listen.explorer.statistics import Interval, change, difference, net_sentiment, passion, wilson

Counts = dict[str, Any]


def totals(question: Question) -> Panel:
    """One row a figure: its value and interval; the other's value; the difference, its interval and
    whether it is
    more than noise (1), within it (0) or cannot be told (nothing)."""
    here = question.ask("totals")[0]
    against = question.selection.compared()
    there = question.of(against).ask("totals")[0] if against else None
    rows = (
        _count(question, "posts", Text("Posts"), here, there),
        _count(question, "people", Text("Accounts"), here, there),
        _interactions(question, here, there),
        _net(question, here, there),
        _passion(question, here, there),
        _share(question, "own", Text("Our own posts"), here, there),
    )
    return Panel(
        "totals",
        Text("In figures"),
        "numbers",
        COLUMNS,
        rows,
        here["posts"],
        here["posts"],
        Text(
            "Accounts are distinct network and handle. Interactions: likes + reposts + replies + "
            "quotes as last "
            "observed. Net sentiment: (positive − negative) ÷ posts read × 100. Passion: (positive + "
            "negative) ÷ posts read."
        ),
        (
            *estimated(question),
            *unread(here["read"], here["posts"]),
            *told_apart(question),
            *uncounted(question),
            SAMPLE_NOTE,
            *common_notes(question),
        ),
        question.gaps,
        question.selection,
    )


COLUMNS = (
    Column("key", "key", "text", hidden=True),
    Column("label", Text("Figure"), "text"),
    Column("value", Text("Value"), "mixed"),
    Column("low", Text("Low"), "mixed", hidden=True),
    Column("high", Text("High"), "mixed", hidden=True),
    Column("unit", "unit", "text", hidden=True),
    Column("of", Text("From posts")),
    Column("other", Text("Compared with"), "mixed"),
    Column("difference", Text("Difference"), "change"),
    Column("difference_low", Text("Low"), "change", hidden=True),
    Column("difference_high", Text("High"), "change", hidden=True),
    Column("beyond_noise", Text("More than noise"), "count", hidden=True),
)


def _figure(
    question: Question,
    key: str,
    label: Text,
    unit: str,
    of: int,
    value: Interval | float | None,
    other: float | None,
    moved: Interval | float | None,
) -> Row:
    values: list[Value] = [key, str(label), *_bounds(value), unit, of, other, *_bounds(moved)]
    noise = int(moved.beyond_noise) if isinstance(moved, Interval) else None
    return Row((*values, noise), question.selection)


def _bounds(value: Interval | float | None) -> tuple[Value, Value, Value]:
    if isinstance(value, Interval):
        return value.value, value.low, value.high
    return value, None, None


def _count(question: Question, key: str, label: Text, here: Counts, there: Counts | None) -> Row:
    """A plain count; its change in % and, for posts, whether chance would give it."""
    moved: Interval | float | None = None
    if there and there[key] >= FEW:
        moved = change(here[key], there[key]) if key == "posts" else here[key] / there[key] - 1
    other = there[key] if there else None
    return _figure(question, key, label, "count", here["posts"], here[key], other, moved)


def _interactions(question: Question, here: Counts, there: Counts | None) -> Row:
    value = here["interactions"] if here["counted"] else None
    other = there["interactions"] if there and there["counted"] else None
    enough = there is not None and there["posts"] >= FEW
    moved = value / other - 1 if enough and value is not None and other else None
    label = Text("Interactions")
    return _figure(question, "interactions", label, "count", here["counted"], value, other, moved)


def _net(question: Question, here: Counts, there: Counts | None) -> Row:
    value = net_sentiment(here["positive"], here["negative"], here["read"])
    other = there and net_sentiment(there["positive"], there["negative"], there["read"])
    moved = None
    if value and other:
        gap = value.value - other.value
        below = ((value.value - value.low) ** 2 + (other.high - other.value) ** 2) ** 0.5
        above = ((value.high - value.value) ** 2 + (other.value - other.low) ** 2) ** 0.5
        moved = Interval(gap, gap - below, gap + above)
    return _figure(
        question,
        "net",
        Text("Net sentiment"),
        "points",
        here["read"],
        value,
        other.value if other else None,
        moved,
    )


def _passion(question: Question, here: Counts, there: Counts | None) -> Row:
    sides = here["positive"] + here["negative"]
    value = wilson(sides, here["read"])
    other = moved = None
    if there:
        there_sides = there["positive"] + there["negative"]
        other = passion(there["positive"], there["negative"], there["read"])
        moved = difference(sides, here["read"], there_sides, there["read"])
    return _figure(question, "passion", Text("Passion"), "share", here["read"], value, other, moved)


def _share(question: Question, key: str, label: Text, here: Counts, there: Counts | None) -> Row:
    value = wilson(here[key], here["posts"])
    other = there[key] / there["posts"] if there and there["posts"] else None
    moved = difference(here[key], here["posts"], there[key], there["posts"]) if there else None
    return _figure(question, key, label, "share", here["posts"], value, other, moved)
