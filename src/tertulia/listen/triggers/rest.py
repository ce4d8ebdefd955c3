"""Triggers and peaks in the REST API: the explorer's selection in the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tertulia.listen.explorer.asked import asked
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.triggers.finding import find
from tertulia.listen.triggers.peaking import find_peaks
from tertulia.team.api import auth

router = Router(tags=["triggers"])


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
