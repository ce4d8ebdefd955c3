"""What people corrected, in words."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.understand import words
from tertulia.understand.corrected import Corrected

SHOWN = 6


@dataclass(frozen=True)
class Change:
    """The model's word, people's, and in how many posts."""

    said: str
    word: str
    posts: int


def changes_of(given: Corrected) -> list[Change]:
    """The commonest changes."""
    return [
        Change(_label(given.task, said, model=True), _label(given.task, word), posts)
        for said, word, posts in given.changes[:SHOWN]
    ]


def _label(task: str, value: str, *, model: bool = False) -> str:
    if value:
        return words.value_label(task, value)
    if task == "intents":
        return str(Text("missed") if model else Text("not there"))
    return str(Text("not sure"))
