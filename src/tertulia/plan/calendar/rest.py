"""The calendar for programs: list, read, create, change, move, delete entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from tertulia.errors import Problem
from tertulia.plan.calendar import problems, service
from tertulia.plan.calendar.models import Entry
from tertulia.plan.calendar.service import EntryDraft
from tertulia.plan.calendar.states import State, by_hand
from tertulia.team.api import Person, auth

router = Router(tags=["calendar"])
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
MOST = 5_000


class EntryIn(Schema):
    """What one decides about an entry; `at` with its offset. `kind`: content or attention."""

    title: str = Field(max_length=160)
    kind: str = "content"
    attention: str = ""
    note: str = Field("", max_length=4000)
    at: AwareDatetime | None = None
    objective: Number | None = None
    audience: Number | None = None
    message: Number | None = None
    person: str = Field("", max_length=255)
    pillar: str = Field("", max_length=80)
    hours: float | None = Field(None, ge=0, le=1000)
    text: str = Field("", max_length=service.MOST_TEXT)
    lang: str = Field("", max_length=35)

    def draft(self, before: EntryDraft | None = None) -> EntryDraft:
        given = self.dict()
        given["at"] = self.at.astimezone(UTC) if self.at else None
        return replace(before, **given) if before else EntryDraft(**given)


class EntryOut(Schema):
    """An entry; `revision` counts its edits, `state` is a code."""

    number: int
    title: str
    kind: str
    attention: str
    note: str
    at: datetime | None
    state: str
    objective: int | None
    audience: int | None
    message: int | None
    idea: int | None
    post: int | None
    person: str
    pillar: str
    hours: float | None
    owner: str
    text: str
    lang: str
    link: str
    revision: int

    @classmethod
    def of(cls, entry: Entry) -> EntryOut:
        names = [name for name in cls.model_fields if name not in ("number", "owner")]
        plain = {name: getattr(entry, name) for name in names}
        return cls(number=entry.pk, owner=entry.owner.shown_name if entry.owner else "", **plain)


class StateIn(Schema):
    state: str = Field(max_length=10)


class MoveIn(Schema):
    at: AwareDatetime | None = None


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _find(number: int) -> Entry:
    try:
        return service.find(number)
    except Problem as problem:
        raise Http404 from problem


@router.get("/calendar/entries", response=list[EntryOut], summary="Entries between two moments")
def list_entries(
    request: HttpRequest, since: AwareDatetime | None = None, until: AwareDatetime | None = None
) -> list[EntryOut]:
    """At most 5,000, in the order of their times; without `since` and `until` those without a day too."""
    found = Entry.objects.filter(deleted_at=None).select_related("owner")
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return [EntryOut.of(entry) for entry in found[:MOST]]


@router.post(
    "/calendar/entries",
    response={201: EntryOut},
    auth=auth("write"),
    summary="Write an entry into the calendar",
)
def create_entry(request: HttpRequest, body: EntryIn) -> Status[EntryOut]:
    return Status(201, EntryOut.of(service.create(body.draft(), _by(request))))


@router.get("/calendar/entries/{int:number}", response=EntryOut, summary="One entry")
def get_entry(request: HttpRequest, number: int) -> EntryOut:
    return EntryOut.of(_find(number))


@router.put(
    "/calendar/entries/{int:number}", response=EntryOut, auth=auth("write"), summary="Change an entry"
)
def change_entry(request: HttpRequest, number: int, body: EntryIn) -> EntryOut:
    found = _find(number)
    service.change(found, body.draft(EntryDraft.of(found)), _by(request))
    return EntryOut.of(_find(number))


@router.post(
    "/calendar/entries/{int:number}/move", response=EntryOut, auth=auth("write"), summary="Move an entry"
)
def move_entry(request: HttpRequest, number: int, body: MoveIn) -> EntryOut:
    service.move(_find(number), body.at.astimezone(UTC) if body.at else None, _by(request))
    return EntryOut.of(_find(number))


@router.post(
    "/calendar/entries/{int:number}/state",
    response=EntryOut,
    auth=auth("write"),
    summary="Put an entry into a state that people set by hand",
)
def put_state(request: HttpRequest, number: int, body: StateIn) -> EntryOut:
    found = _find(number)
    if body.state not in by_hand(State(found.state)):
        raise problems.no_way(found.get_state_display(), body.state)
    service.set_state(found, body.state, _by(request))
    return EntryOut.of(_find(number))


@router.delete(
    "/calendar/entries/{int:number}", response={204: None}, auth=auth("write"), summary="Delete an entry"
)
def delete_entry(request: HttpRequest, number: int) -> Status[None]:
    service.delete(_find(number), _by(request))
    return Status(204, None)
