"""People's corrections of readings: they win over every model, are signed, and can be undone."""

from __future__ import annotations

from typing import Any, cast

from tertulia.listen.explorer import posts
from tertulia.posts.api import store
from tertulia.posts.schema import EMOTIONS, INTENTS, OFFENSES, SENTIMENTS
from tertulia.team.api import Person, record

TASKS: dict[str, tuple[str, ...]] = {
    "sentiment": SENTIMENTS,
    "emotion": EMOTIONS,
    "offensive": OFFENSES,
    "intents": INTENTS,
    "needs_reply": ("true", "false"),
}


def present(number: int, task: str) -> str | None:
    """The correction of the task as it stands; None where nobody corrected it."""
    found = posts.post_file(number, store()).corrections
    return next((row["value"] for row in found if row["task"] == task), None)


def correct(person: Any, number: int, task: str, value: str | None) -> None:
    """Keep the person's word on a task, or take it back (None). Raises `Problem` (bad-correction,
    no-such-post)."""
    signed = cast(Person, person)
    store().correct(number, task, value, signed.username)
    record(signed, "reading.corrected", str(number), task=task, value=value)
