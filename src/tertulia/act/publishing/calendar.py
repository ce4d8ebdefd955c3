"""The calendar and publishing follow each other: entries say how their publications fare, and what is moved
or withdrawn on the calendar is moved or cancelled here."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from django.utils import timezone

from tertulia.act.publishing import ledger, ordering
from tertulia.act.publishing.info import Publication as Info
from tertulia.act.publishing.models import Publication, State
from tertulia.errors import Problem
from tertulia.plan.calendar import api as calendar
from tertulia.plan.calendar.models import Entry
from tertulia.team.api import Person

_OPEN = (State.WAITING, State.EXPIRED, State.FAILED)


def follow() -> None:
    """Begin to hear of what is decided on the calendar."""
    if _moved not in calendar.hooks.when_moved:
        calendar.hooks.when_moved.append(_moved)
        calendar.hooks.when_withdrawn.append(_withdrawn)


def tell(publication: Info) -> None:
    """Put the entry into the state that its publications have together."""
    if publication.entry is None:
        return
    rows = Publication.objects.filter(entry=publication.entry).exclude(state=State.CANCELLED)
    state = state_of({row.state for row in rows})
    try:
        if state and calendar.entry(publication.entry).state != state:
            calendar.set_state(publication.entry, state, None)
    except Problem as problem:
        if problem.code not in ("no-such-entry", "no-way"):
            raise


def state_of(states: Set[str]) -> str:
    """What an entry is whose publications are these; "" where they say nothing."""
    if states & {State.FAILED, State.UNKNOWN}:
        return "failed"
    if State.EXPIRED in states:
        return "expired"
    if states & {State.SENDING, State.BY_HAND} or {State.WAITING, State.PUBLISHED} <= set(states):
        return "publishing"
    if State.PUBLISHED in states:
        return "published"
    return "scheduled" if State.WAITING in states else ""


def _moved(entry: Entry, by: Person | None) -> None:
    if entry.at is None:
        return
    for row in Publication.objects.filter(entry=entry.pk, state__in=_OPEN):
        values: dict[str, Any] = {"due": entry.at, "next_at": entry.at, "state": State.WAITING, "problem": {}}
        ledger.move(row.pk, _OPEN, timezone.now(), what="moved", by=by, **values)


def _withdrawn(entry: Entry, by: Person | None) -> None:
    """Raises `Problem` where one is on its way already."""
    for row in Publication.objects.filter(entry=entry.pk).exclude(state=State.CANCELLED):
        if row.state != State.PUBLISHED:
            ordering.withdraw(row, by)
