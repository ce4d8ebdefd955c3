"""The answers that a labelling page offers for a post."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """An answer: what is sent, what people read, the key that gives it, whether it was given."""

    value: str
    label: str
    key: str
    chosen: bool


NO_TURN = -1


def turn_of(given: str) -> int:
    """The turn that an address or a form names; NO_TURN for what names none."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 5 else NO_TURN
