"""The situation report in the REST API: the explorer's selection in the address; and the team's SWOT."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.listen.situation import deciding
from tertulia.listen.situation.models import SwotItem
from tertulia.listen.situation.pages import asked_for, find_finding, language_of, scope_of
from tertulia.listen.situation.report import report, speaking
from tertulia.listen.situation.scope import Scope
from tertulia.team.api import Person, auth

router = Router(tags=["situation"])
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
SideName = Literal["strength", "weakness", "opportunity", "threat"]


class FindingOut(Schema):
    """A finding: one sentence; its figure with the bounds of its 95% interval (shares from 0 to 1, points
    from -100 to 100, hours); `n` posts (people, things) that it stands on; how it changed; how sure it is;
    the side that the rule puts it on (null: none). `show` asks for the posts behind it, `posts` are numbers
    of some, `caption` says which."""

    key: str
    area: str
    text: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    of: str
    before: float | None
    change: float | None
    direction: str
    certainty: str
    side: str | None
    rule: str
    posts: list[int]
    caption: str
    show: str | None
    notes: list[str]


class FigureOut(Schema):
    label: str
    value: str
    note: str


class TableOut(Schema):
    title: str
    columns: list[str]
    rows: list[list[str]]
    note: str


class SectionOut(Schema):
    """One of the four parts. `missing` says what must be done before anything can be told."""

    area: str
    findings: list[FindingOut]
    figures: list[FigureOut]
    tables: list[TableOut]
    charts: list[dict[str, Any]]
    notes: list[str]
    warnings: list[str]
    missing: list[str]


class ReportOut(Schema):
    """The report in a language (`language=es` or `en`). `against` says what changes are told against: the
    days before, the halves of the days, or nothing."""

    language: str
    made_at: str
    selection: str
    since: str
    until: str
    against: str
    before_since: str | None
    before_until: str | None
    sections: list[SectionOut]
    notes: list[str]


class PointOut(Schema):
    """A point of the SWOT: a finding that the team accepted, in its words, its figure as it stood then."""

    number: int
    key: str
    area: str
    side: str
    text: str
    said: str
    language: str
    figure: dict[str, Any]
    since: str
    until: str
    posts: list[int]
    show: str
    by: str
    at: str


class DecisionIn(Schema):
    """What the team says of a finding: its key, accept or reject; the side and the words where it is
    accepted ("": the report's own)."""

    key: str
    act: Literal["accept", "reject"]
    side: SideName | None = None
    text: str = ""


class PointIn(Schema):
    """A point's words and side."""

    side: SideName
    text: str = ""


def _scope(request: HttpRequest) -> Scope:
    given = asked_for(request)
    if given.problems:
        raise given.problems[0]
    return scope_of(given)


@router.get("/situation", auth=auth("read"), response=ReportOut)
def get_situation(request: HttpRequest) -> dict[str, Any]:
    """The whole report. Takes the parameters of the explorer's address; monitors chosen there are the only
    ones of their roles. Without a period: the last year."""
    return report(_scope(request), language_of(request)).as_dict()


@router.get("/situation/swot", auth=auth("read"), response=list[PointOut])
def list_points(request: HttpRequest) -> list[dict[str, Any]]:
    """What the team accepted."""
    return [_point(item) for item in deciding.accepted()]


def _point(item: SwotItem) -> dict[str, Any]:
    told = {
        name: getattr(item, name) for name in ("key", "area", "side", "text", "said", "language", "figure")
    }
    return told | {
        "number": item.pk,
        "since": item.since.isoformat(),
        "until": item.until.isoformat(),
        "posts": item.evidence,
        "show": item.show,
        "by": item.by.shown_name if item.by else "",
        "at": item.at.isoformat(),
    }


@router.post("/situation/decisions", auth=auth("write"), response={204: None})
def post_decision(request: HttpRequest, body: DecisionIn) -> Status[None]:
    """Accept or reject a finding of the report that the same address gives."""
    assert isinstance(request.user, Person)  # the scope asks for a person
    asked_scope, language = _scope(request), language_of(request)
    finding = find_finding(asked_scope, body.key, language)
    with speaking(language):
        if body.act == "reject":
            deciding.reject(finding, asked_scope, request.user)
        else:
            deciding.accept(finding, asked_scope, body.side or finding.side or "", body.text, request.user)
    return Status(204, None)


@router.put("/situation/swot/{number}", auth=auth("write"), response=PointOut)
def put_point(request: HttpRequest, number: Number, body: PointIn) -> dict[str, Any]:
    """Change a point's words or side."""
    assert isinstance(request.user, Person)  # the scope asks for a person
    return _point(deciding.edit(_accepted(number), body.side, body.text, request.user))


@router.delete("/situation/swot/{number}", auth=auth("write"), response={204: None})
def delete_point(request: HttpRequest, number: Number) -> Status[None]:
    """Put a point away."""
    assert isinstance(request.user, Person)  # the scope asks for a person
    deciding.take_away(_accepted(number), request.user)
    return Status(204, None)


def _accepted(number: int) -> SwotItem:
    item = SwotItem.objects.filter(pk=number, state=SwotItem.State.ACCEPTED).first()
    if item is None:
        raise Http404
    return item
