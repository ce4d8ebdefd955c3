"""The posts of a selection as a conversation: what the SQL files beside this one give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tertulia.listen.explorer.conditions import STEPS, relation
from tertulia.listen.explorer.measures.asking import Question, rows
from tertulia.listen.explorer.measures.matches import matches
from tertulia.understand.conversation.api import NEWEST

SAMPLE = 3_000
_FOLDER = Path(__file__).parent
Record = dict[str, Any]


@cache
def sql(name: str) -> str:
    """The text of a file beside this one."""
    return (_FOLDER / f"{name}.sql").read_text()


def ask(question: Question, name: str, **values: Any) -> list[Record]:
    """The rows of one of our SQL files over the selection."""
    found, given = relation(
        question.selection, question.days, matches(question.selection, question.days, question.store)
    )
    text = sql(name).replace("{steps}", str(STEPS))
    return rows(question.store, f"{found}\n{text}", given | values)


@dataclass(frozen=True)
class Size:
    """How large a conversation is; `newest` are the times of its last posts."""

    posts: int
    people: int
    first: datetime | None
    newest: tuple[datetime, ...]


def size_of(question: Question) -> Size:
    """How many posts and people, and when."""
    row = ask(question, "life", newest=NEWEST)[0]
    first = row["first"].replace(tzinfo=UTC) if row["first"] else None
    return Size(
        row["posts"], row["people"], first, tuple(at.replace(tzinfo=UTC) for at in row["newest"] or ())
    )


def posts_of(question: Question, size: int, limit: int = SAMPLE) -> list[Record]:
    """At most about `limit` posts of the selection's `size`."""
    threshold = STEPS if size <= limit else max(1, round(STEPS * limit / size))
    found = ask(question, "sample", threshold=threshold, limit=2 * limit)
    return [row | {"created_at": row["created_at"].replace(tzinfo=UTC)} for row in found]


def answers_to(question: Question, numbers: list[int]) -> list[Record]:
    """The known answers to these posts."""
    found = ask(question, "answers", numbers=numbers) if numbers else []
    return [row | {"created_at": row["created_at"].replace(tzinfo=UTC)} for row in found]
