"""Conduct for programs: check a text; read and keep the register of relationships."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.act.conduct import service
from tertulia.act.conduct.checks.run import Finding
from tertulia.act.conduct.forms import RelationshipForm
from tertulia.act.conduct.models import Relationship
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person, Role, auth

router = Router(tags=["conduct"])
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class TextIn(Schema):
    """A text and where it goes out; `relation`: the tie of who says it, "" for us."""

    text: str = Field(max_length=service.MOST_TEXT)
    channel: Number | None = None
    entry: Number | None = None
    relation: str = Field("", max_length=12)


class SourceOut(Schema):
    name: str
    url: str


class FindingOut(Schema):
    """What a rule finds; `start` and `end` count characters of the text, 0 and 0: all of it."""

    code: str
    severity: str
    start: int
    end: int
    quoted: str
    cause: str
    remedy: str
    sources: list[SourceOut]
    override: str

    @classmethod
    def of(cls, one: Finding) -> FindingOut:
        return cls(
            code=one.code,
            severity=one.severity,
            start=one.span[0],
            end=one.span[1],
            quoted=one.quoted,
            cause=str(one.cause),
            remedy=str(one.remedy),
            sources=[SourceOut(name=source.name, url=source.url) for source in one.source],
            override=one.override,
        )


class RelationshipIn(Schema):
    """Somebody tied to us: `person` is the number of someone of the team, or `network` and `handle`."""

    tie: str
    person: Number | None = None
    network: str = Field("", max_length=63)
    handle: str = Field("", max_length=255)
    channel: Number | None = None
    since: date
    until: date | None = None
    note: str = Field("", max_length=500)


class RelationshipOut(RelationshipIn):
    number: int

    @classmethod
    def of(cls, one: Relationship) -> RelationshipOut:
        plain = {name: getattr(one, name) for name in RelationshipIn.model_fields if name != "person"}
        return cls(number=one.pk, person=one.person_id, **plain)


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


@router.post("/conduct/check", response=list[FindingOut], auth=auth("read"), summary="Check a text")
def check(request: HttpRequest, given: TextIn) -> list[FindingOut]:
    """What the rules of conduct find in a text, stops first. Nothing is kept."""
    found = service.check(given.text, given.channel, _by(request), entry=given.entry, relation=given.relation)
    return [FindingOut.of(one) for one in found]


@router.get("/relationships", response=list[RelationshipOut], summary="Who is tied to us")
def listed(request: HttpRequest) -> list[RelationshipOut]:
    """The register of relationships."""
    return [RelationshipOut.of(one) for one in Relationship.objects.filter(deleted_at=None)]


@router.post(
    "/relationships",
    response={201: RelationshipOut},
    auth=auth("write", Role.EDITOR),
    summary="Write down a relationship",
)
def add(request: HttpRequest, given: RelationshipIn) -> Status[RelationshipOut]:
    """Write down a relationship. 400 where it is of nobody, or ends before it begins."""
    form = RelationshipForm({name: "" if v is None else v for name, v in given.dict().items()})
    if not form.is_valid():
        place, errors = next(iter(form.errors.items()))
        cause = Text("The relationship is not right: {reason}", reason=" ".join(map(str, errors)))
        raise Problem("wrong-relationship", cause, Text("Mend it and send it again."), place)
    return Status(201, RelationshipOut.of(service.keep(form.save(commit=False), _by(request))))


@router.delete(
    "/relationships/{number}",
    response={204: None},
    auth=auth("write", Role.EDITOR),
    summary="Delete a relationship",
)
def delete(request: HttpRequest, number: int) -> Status[None]:
    """Take a relationship out of the register."""
    found = Relationship.objects.filter(pk=min(number, 2**63 - 1), deleted_at=None).first()
    if found is None:
        raise Http404
    service.delete(found, _by(request))
    return Status(204, None)
