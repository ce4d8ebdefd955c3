"""A selection's posts as triggers and peaks are found in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tertulia.listen.explorer.conditions import STEPS, relation
from tertulia.listen.explorer.measures.asking import Question, rows
from tertulia.listen.explorer.measures.matches import matches
from tertulia.listen.explorer.measures.subjects import subject
from tertulia.listen.explorer.periods import Days, local_clock
from tertulia.posts.schema import SENTIMENTS

SAMPLE = 5_000
_FOLDER = Path(__file__).parent
Record = dict[str, Any]


@cache
def sql(name: str) -> str:
    """The text of a file beside this one."""
    return (_FOLDER / f"{name}.sql").read_text()


def ask(
    question: Question,
    name: str,
    *,
    days: Days | None = None,
    formats: dict[str, str] | None = None,
    **more: Any,
) -> list[Record]:
    """The rows of one of our SQL files over the selection, or over the same selection on other days."""
    selection = question.selection.on(days) if days else question.selection
    span = days or question.days
    store = question.store
    found, values = relation(selection, span, matches(selection, span, store), subject(selection, store))
    whose = "true" if selection.whose else "NOT own"
    pieces = {"clock": local_clock(selection.zone, span), "whose": whose, **(formats or {})}
    return rows(store, f"{found}\n{sql(name).format_map(pieces)}", values | more)


@dataclass(frozen=True)
class Sizes:
    """How many posts a selection has, by sentiment ("unread": none was told)."""

    sides: dict[str, int]

    @property
    def read(self) -> int:
        return sum(self.sides.get(side, 0) for side in SENTIMENTS)

    @property
    def all(self) -> int:
        return sum(self.sides.values())


def sizes(question: Question) -> Sizes:
    return Sizes({row["side"]: row["posts"] for row in ask(question, "size")})


def sample(question: Question, size: int, limit: int = SAMPLE, *, unread: bool = False) -> list[Record]:
    """At most about `limit` posts of the selection's `size`, those without a sentiment only if asked for."""
    threshold = STEPS if size <= limit else max(1, round(STEPS * limit / size))
    told = "true" if unread else "sentiment IS NOT NULL"
    formats = {"steps": str(STEPS), "told": told}
    found = ask(question, "sample", formats=formats, threshold=threshold, limit=2 * limit)
    return [row | {name: _aware(row[name]) for name in ("created_at", "first_seen")} for row in found]


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def cards_of(question: Question, numbers: set[int]) -> dict[int, Record]:
    """Posts by number, as a list shows them."""
    found = rows(question.store, sql("cards"), {"numbers": sorted(numbers)}) if numbers else []
    return {row["post"]: row | {"created_at": _aware(row["created_at"])} for row in found}


def before_of(question: Question) -> Question | None:
    """The window that changes are told against: the one compared with, else the days before, as many."""
    selection = question.selection
    if other := selection.compared():
        return question.of(other)
    if selection.days is None:
        return None
    return question.of(replace(selection.on(selection.days.before()), compare=""))
