"""The states of an approval and what leads to them. Pure.

An approval waits until everyone who must has granted it, or one of them refuses. It is for one text: another
text voids it. What is not granted by its due time expires.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    VOID = "void"
    WITHDRAWN = "withdrawn"


STANDING = frozenset({State.WAITING, State.APPROVED})  # another text voids these
NONE = "none"  # what people are told where nobody asked


@dataclass(frozen=True)
class Demand:
    """Who must grant: any one of these people ("any"), or each of them ("all")."""

    mode: str
    people: frozenset[int]

    def met_by(self, granters: frozenset[int]) -> bool:
        if self.mode == "all":
            return bool(self.people) and self.people <= granters
        return bool(self.people & granters)


@dataclass(frozen=True)
class Vote:
    person: int
    granted: bool


def judged(asker: int, demands: Iterable[Demand], votes: Iterable[Vote]) -> State:
    """Where the votes lead: votes of the asker, and of people who were not asked, count for nothing."""
    asked = [Demand(demand.mode, demand.people - {asker}) for demand in demands]
    counted = [vote for vote in votes if any(vote.person in demand.people for demand in asked)]
    if any(not vote.granted for vote in counted):
        return State.REFUSED
    granters = frozenset(vote.person for vote in counted)
    if asked and all(demand.met_by(granters) for demand in asked):
        return State.APPROVED
    return State.WAITING


def at(state: State, due: datetime | None, now: datetime, *, same_text: bool = True) -> State:
    """The state as it is at a moment and for a text, whatever was written down last."""
    if state in STANDING and not same_text:
        return State.VOID
    if state == State.WAITING and due is not None and due <= now:
        return State.EXPIRED
    return state


def fingerprint(text: str) -> str:
    """What of a text counts: all but how its letters are composed, its line ends and the space around it."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    return hashlib.sha256(plain.encode()).hexdigest()
