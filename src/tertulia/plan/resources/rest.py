"""Resources for programs: a month's hours and budget, and what is planned of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.plan.resources import service
from tertulia.plan.resources.forms import AllotmentForm
from tertulia.plan.resources.models import Allotment
from tertulia.plan.resources.reckoning import first_of, reckon
from tertulia.team.api import Person, Role, auth

router = Router(tags=["resources"])
writes = auth("write", Role.EDITOR)
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2200, 12, 31))]
Amount = Annotated[Decimal, Field(ge=0, max_digits=7, decimal_places=2)]


class ResourceIn(Schema):
    """Hours and budget of a month (any day of it), of a channel, a person, or neither in particular."""

    month: Day
    channel: Number | None = None
    person: Number | None = None
    hours: Amount = Decimal(0)
    budget: Amount = Decimal(0)
    note: str = Field("", max_length=200)


class ResourceOut(Schema):
    number: int
    month: date
    channel: int | None
    person: int | None
    hours: float
    budget: float
    note: str


class LineOut(Schema):
    """Of a channel or a person: hours there are and hours planned, budget, entries, those without an
    estimate."""

    name: str
    hours: float
    planned: float
    budget: float
    entries: int
    unknown: int
    is_over: bool


class MonthOut(Schema):
    """A month on the workspace's clock."""

    first: date
    channels: list[LineOut]
    people: list[LineOut]
    whole: LineOut
    resources: list[ResourceOut]


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _found(number: int) -> Allotment:
    try:
        return service.find(number)
    except Problem as problem:
        raise Http404 from problem


def _out(one: Allotment) -> ResourceOut:
    return ResourceOut(
        number=one.pk,
        month=one.month,
        channel=one.channel,
        person=one.person_id,
        hours=float(one.hours),
        budget=float(one.budget),
        note=one.note,
    )


def _read(body: ResourceIn, one: Allotment | None = None) -> Allotment:
    """The resource with what was sent. Raises `Problem` (bad-resource) at the first field refused."""
    given: dict[str, Any] = {name: value for name, value in body.dict().items() if value is not None}
    form = AllotmentForm(given | {"month": body.month.isoformat()}, instance=one)
    if not form.is_valid():
        place, errors = next(iter(form.errors.items()))
        raise Problem("bad-resource", Text("Not accepted: {reason}", reason=errors[0]), place=place)
    kept: Allotment = form.save(commit=False)
    return kept


@router.get("/plan/resources", response=MonthOut, summary="A month: what there is and what is planned")
def get_month(request: HttpRequest, month: Day) -> Any:
    first = first_of(month)
    found = reckon(first, settings.TIME_ZONE)
    had = Allotment.objects.filter(month=first, deleted_at=None)
    return {
        "first": first,
        "channels": found.channels,
        "people": found.people,
        "whole": found.whole,
        "resources": [_out(one) for one in had],
    }


@router.post("/plan/resources", response={201: ResourceOut}, auth=writes, summary="Set hours or budget aside")
def create_resource(request: HttpRequest, body: ResourceIn) -> Status[ResourceOut]:
    return Status(201, _out(service.keep(_read(body), _by(request))))


@router.put("/plan/resources/{int:number}", response=ResourceOut, auth=writes, summary="Change a resource")
def change_resource(request: HttpRequest, number: int, body: ResourceIn) -> ResourceOut:
    return _out(service.keep(_read(body, _found(number)), _by(request)))


@router.delete("/plan/resources/{int:number}", response={204: None}, auth=writes, summary="Delete a resource")
def delete_resource(request: HttpRequest, number: int) -> Status[None]:
    service.delete(_found(number), _by(request))
    return Status(204, None)
