"""Approvals in the REST API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from tertulia.act.approvals import api, service
from tertulia.act.approvals.rules import rules
from tertulia.act.approvals.states import State
from tertulia.team.api import Person, Role, auth

router = Router(tags=["approvals"])
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class SaidOut(Schema):
    name: str
    granted: bool
    comment: str


class ApprovalOut(Schema):
    """`state`: waiting, approved, refused, expired, void or withdrawn; `asked_of`: whose word is missing."""

    number: int
    subject_kind: str
    subject: int
    channel: int
    kind: str
    text: str
    state: str
    asked_by: str
    asked_at: datetime
    due: datetime | None
    asked_of: list[str]
    said: list[SaidOut]


class AskIn(Schema):
    """What is to be approved: of a version or an entry of the calendar, or an answer in a conversation."""

    subject_kind: Literal["version", "entry", "conversation"]
    subject: Number
    channel: Number
    text: Annotated[str, Field(max_length=100_000)]
    kind: Literal["post", "reply"] = "post"
    due: AwareDatetime | None = None
    entry: Number | None = None
    conversation: Number | None = None


class DecideIn(Schema):
    granted: bool
    comment: Annotated[str, Field(max_length=2000)] = ""


class RuleOut(Schema):
    """Where a field is empty or null, the rule does not look at it."""

    number: int
    name: str
    channel: int | None
    kind: str
    author_role: str
    words: list[str]
    mode: str
    role: str
    people: list[str]


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # auth lets in nobody else
    return request.user


def _out(found: api.Approval) -> ApprovalOut:
    said = [SaidOut(name=name, granted=granted, comment=comment) for name, granted, comment in found.said]
    fields = {
        name: getattr(found, name) for name in ApprovalOut.model_fields if name not in ("said", "asked_of")
    }
    return ApprovalOut(**fields, asked_of=list(found.asked_of), said=said)


@router.get("/approvals", response=list[ApprovalOut], auth=auth("read"), summary="Approvals")
def approvals(request: HttpRequest, which: Literal["waiting", "asked"] = "waiting") -> list[ApprovalOut]:
    """Those that wait for you, the most urgent first, or those that you asked for."""
    found = service.waiting_for if which == "waiting" else service.asked_by
    return [_out(api.info(row, State(row.state))) for row in found(_person(request))]


@router.post(
    "/approvals", response=ApprovalOut, auth=auth("write", Role.TRAINEE), summary="Ask for an approval"
)
def ask(request: HttpRequest, given: AskIn) -> ApprovalOut:
    asked = api.ask(
        given.subject_kind,
        given.subject,
        given.text,
        given.channel,
        _person(request),
        given.due,
        kind=given.kind,
        entry=given.entry,
        conversation=given.conversation,
    )
    return _out(asked)


@router.post(
    "/approvals/{number}/decide",
    response=ApprovalOut,
    auth=auth("write", Role.VIEWER),
    summary="Grant or refuse",
)
def decide(request: HttpRequest, number: Number, given: DecideIn) -> ApprovalOut:
    return _out(api.decide(number, _person(request), given.granted, given.comment))


@router.post(
    "/approvals/{number}/withdraw",
    response=ApprovalOut,
    auth=auth("write", Role.TRAINEE),
    summary="Withdraw what you asked for",
)
def withdraw(request: HttpRequest, number: Number) -> ApprovalOut:
    return _out(api.withdraw(number, _person(request)))


@router.get("/approval-rules", response=list[RuleOut], auth=auth("read", Role.MANAGER), summary="The rules")
def all_rules(request: HttpRequest) -> list[RuleOut]:
    return [
        RuleOut(
            number=rule.pk,
            name=rule.name,
            channel=rule.channel,
            kind=rule.kind,
            author_role=rule.author_role,
            words=rule.words.splitlines(),
            mode=rule.mode,
            role=rule.role,
            people=[person.username for person in rule.people.all()],
        )
        for rule in rules()
    ]
