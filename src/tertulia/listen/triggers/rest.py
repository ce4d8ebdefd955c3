"""Triggers and peaks in the REST API: the explorer's selection in the address."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.errors import Problem
from tertulia.listen.explorer.asked import asked
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers import keeping
from tertulia.listen.triggers.finding import find
from tertulia.listen.triggers.peaking import find_peaks
from tertulia.listen.triggers.weekly import Standing, standings
from tertulia.team.api import Person, auth

router = Router(tags=["triggers"])
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class TriggerOut(Schema):
    """A subject that love or hate gathers around. `people` wrote of it with that feeling; `share` of all who
    wrote of it feel so; `part` of those who feel so wrote of it, `part_before` in the window before (null:
    too little to compare). `showing` and `against` are numbers of posts; `show` asks for those behind it."""

    side: str
    kind: str
    subject: str
    also: list[str]
    z: float
    people: int
    posts: int
    share: float
    share_low: float
    share_high: float
    part: float
    part_before: float | None
    direction: str
    showing: list[int]
    against: list[int]
    show: str | None


class TriggersOut(Schema):
    """What love and hate gather around; passion and polarisation from 0 to 1, net from -100 to 100, null
    where no post was read."""

    selection: str
    sample: int
    total: int
    passion: float | None
    polarisation: float | None
    net: float | None
    love: list[TriggerOut]
    hate: list[TriggerOut]
    formula: str
    notes: list[str]


class PeakOut(Schema):
    """A span, on the zone's clock, with more posts than expected; what more people wrote of inside, the
    networks and feelings that have a larger share inside, the share of authors never seen before, and the
    numbers of the first and the most carried post."""

    since: str
    until: str
    posts: int
    expected: float
    limit: float
    chance: float
    subjects: list[str]
    networks: list[str]
    feelings: list[str]
    newcomers: float | None
    first: int
    most_carried: int | None
    show: str


class PeaksOut(Schema):
    """The peaks of a selection, the least likely first; `grain` is the span: hour or day."""

    selection: str
    grain: str
    peaks: list[PeakOut]
    formula: str
    notes: list[str]


def _question(request: HttpRequest) -> Question:
    """The selection of the address. Raises the first `Problem` in it."""
    found = asked(request)
    if found.problems:
        raise found.problems[0]
    return Question(found.selection, found.store, found.monitors)


@router.get("/triggers", auth=auth("read"), response=TriggersOut)
def get_triggers(request: HttpRequest) -> dict[str, Any]:
    """What love and hate gather around in the posts selected. Takes the parameters of the explorer's
    address."""
    return find(_question(request)).as_dict()


@router.get("/peaks", auth=auth("read"), response=PeaksOut)
def get_peaks(request: HttpRequest) -> dict[str, Any]:
    """The peaks of the posts selected, explained. Takes the parameters of the explorer's address."""
    return find_peaks(_question(request)).as_dict()


class ThemeOut(Schema):
    """A theme: its number never changes; `words` name it where `name` is "". `weeks` are its posts in each of
    the last eight weeks, oldest first, in a sample of `sampled` posts."""

    number: int
    name: str
    words: list[str]
    pinned: bool
    rule: str
    state: str
    posts: int
    people: int
    weeks: list[int]
    showing: list[int]


class ThemesOut(Schema):
    """The live themes, and how many posts of the last eight weeks were looked at for their figures."""

    sampled: int
    total: int
    themes: list[ThemeOut]


class ThemeIn(Schema):
    """What a person says of a theme."""

    name: str = ""
    pinned: bool = False
    rule: str = ""


@router.get("/themes", auth=auth("read"), response=ThemesOut)
def list_themes(request: HttpRequest) -> dict[str, Any]:
    """The themes and how they stand."""
    given = asked(request)
    selection = Selection(zone=given.selection.zone, today=given.selection.today)
    found = standings(Question(selection, given.store))
    return {"sampled": found.sampled, "total": found.total, "themes": [_theme(each) for each in found.themes]}


def _theme(standing: Standing) -> dict[str, Any]:
    kept = {name: getattr(standing.theme, name) for name in ("number", "name", "words", "pinned", "rule")}
    figures = {name: getattr(standing, name) for name in ("state", "posts", "people", "weeks", "showing")}
    return kept | figures


@router.put("/themes/{number}", auth=auth("write"), response={204: None})
def put_theme(request: HttpRequest, number: Number, body: ThemeIn) -> Status[None]:
    """Name a theme, pin it, give it a rule. 404 where there is none of that number."""
    assert isinstance(request.user, Person)  # the scope asks for a person
    try:
        theme = keeping.find(number)
    except Problem as problem:
        raise Http404(problem.code) from problem
    keeping.change(theme, request.user, name=body.name, pinned=body.pinned, rule=body.rule)
    return Status(204, None)
