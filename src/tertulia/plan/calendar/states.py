"""The states of an entry and the ways between them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Of content: from IDEA to EXPIRED. Of an attention: OPEN, DONE, DROPPED."""

    IDEA = "idea"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    EXPIRED = "expired"
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


_S = State
CONTENT = tuple(State)[:9]
ATTENTION = tuple(State)[9:]
WAYS: Mapping[State, frozenset[State]] = {
    _S.IDEA: frozenset({_S.DRAFT}),
    _S.DRAFT: frozenset({_S.IDEA, _S.IN_REVIEW, _S.SCHEDULED, _S.PUBLISHING}),
    _S.IN_REVIEW: frozenset({_S.DRAFT, _S.APPROVED, _S.EXPIRED}),
    _S.APPROVED: frozenset({_S.DRAFT, _S.IN_REVIEW, _S.SCHEDULED, _S.PUBLISHING, _S.EXPIRED}),
    _S.SCHEDULED: frozenset({_S.DRAFT, _S.APPROVED, _S.PUBLISHING, _S.PUBLISHED, _S.FAILED, _S.EXPIRED}),
    _S.PUBLISHING: frozenset({_S.PUBLISHED, _S.FAILED, _S.EXPIRED, _S.SCHEDULED}),
    _S.FAILED: frozenset({_S.DRAFT, _S.SCHEDULED, _S.PUBLISHING, _S.PUBLISHED, _S.EXPIRED}),
    _S.EXPIRED: frozenset({_S.DRAFT, _S.IN_REVIEW, _S.SCHEDULED, _S.PUBLISHING, _S.PUBLISHED, _S.FAILED}),
    _S.PUBLISHED: frozenset(),
    _S.OPEN: frozenset({_S.DONE, _S.DROPPED}),
    _S.DONE: frozenset({_S.OPEN}),
    _S.DROPPED: frozenset({_S.OPEN}),
}
# What a person sets by hand on the calendar. The others come of what happens: an approval, a publication.
BY_HAND = frozenset({_S.IDEA, _S.DRAFT, _S.OPEN, _S.DONE, _S.DROPPED})
# From here on the text is on its way or out: it is not edited, moved or deleted any more.
FIXED = frozenset({_S.PUBLISHING, _S.PUBLISHED})
# An edit of the text takes what was granted or ordered for another text away.
VOIDED_BY_EDIT = frozenset({_S.IN_REVIEW, _S.APPROVED, _S.SCHEDULED})


# In these a text may be written by someone whose texts others approve.
OPEN_TO_ALL = frozenset({State.IDEA, State.DRAFT, State.IN_REVIEW, State.OPEN})


def may_go(before: State, after: State) -> bool:
    """Whether an entry may go from one state to the other."""
    return after in WAYS[before]


def first(kind: str) -> State:
    """The state in which an entry of the kind begins."""
    return State.OPEN if kind == "attention" else State.IDEA


def by_hand(present: State) -> tuple[State, ...]:
    """Where a person may put an entry by hand, in the order of the states."""
    return tuple(state for state in State if state in BY_HAND and may_go(present, state))
