"""Monitors for programs: list, read, create, change, delete; check and preview a search."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema, Status

from tertulia.errors import Problem
from tertulia.listen.monitors import service
from tertulia.listen.monitors.figures import NONE, Figures, figures
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.preview import DAYS, preview
from tertulia.listen.monitors.service import Draft
from tertulia.listen.query.api import MAX_LENGTH, parse
from tertulia.posts.api import store
from tertulia.team.api import Person, auth

router = Router(tags=["monitors"])
LARGEST = 2**63 - 1  # the largest number a database holds


class MonitorIn(Schema):
    """What one decides about a monitor."""

    name: str = Field(max_length=120)
    query: str = Field(max_length=MAX_LENGTH)
    role: str = "topic"
    folder: str = Field("", max_length=80)
    active: bool = True

    def draft(self) -> Draft:
        return Draft(self.name, self.query, self.role, self.folder, self.active)


class MonitorOut(Schema):
    """A monitor with what it finds; days are UTC."""

    id: int
    name: str
    query: str
    role: str
    folder: str
    active: bool
    owner: str
    backfill: str
    last_30_days: int
    mentions: int
    newest: datetime | None

    @classmethod
    def of(cls, monitor: Monitor, found: Figures) -> MonitorOut:
        return cls(
            id=monitor.pk,
            name=monitor.name,
            query=monitor.query,
            role=monitor.role,
            folder=monitor.folder.name if monitor.folder else "",
            active=monitor.active,
            owner=monitor.owner.shown_name if monitor.owner else "",
            backfill=monitor.backfill,
            last_30_days=found.recent,
            mentions=found.total,
            newest=found.newest,
        )


class QueryIn(Schema):
    query: str


class PreviewIn(Schema):
    query: str
    days: int = Field(DAYS, ge=1, le=36_500)


class FindingOut(Schema):
    """What is wrong or doubtful in a search; line and column count from 1, start and end are offsets."""

    code: str
    severity: str
    line: int
    column: int
    start: int
    end: int
    cause: str
    remedy: str


class HitOut(Schema):
    post: int
    network: str
    lang: str | None
    author: str
    created_at: datetime
    title: str | None
    text: str


class VolumeOut(Schema):
    """Posts in a coming week and the bounds that 95 of 100 such weeks keep; they come from how `number` weeks
    or days (`spread`) differed."""

    value: float
    low: int
    high: int
    spread: str
    number: int


class KeywordOut(Schema):
    """A word that marks the hits against the other posts: log-odds z-score, hits that have it."""

    word: str
    z: float
    posts: int


class BranchOut(Schema):
    """A branch of an OR: its hits, and those that it alone brings."""

    text: str
    hits: int
    alone: int


class PreviewOut(Schema):
    """How many of `posts` match: counted if `exact`, else estimated from `read` of them (95 % interval).
    `sample` are hits drawn at random over networks and languages."""

    hits: int
    low: int
    high: int
    exact: bool
    posts: int
    read: int
    days: int
    gaps: int
    volume: VolumeOut | None
    networks: dict[str, int]
    words: list[KeywordOut]
    branches: list[list[BranchOut]]
    sample: list[HitOut]


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _find(number: int) -> Monitor:
    try:
        return service.find(number if abs(number) <= LARGEST else 0)
    except Problem as problem:
        raise Http404 from problem


def _out(monitor: Monitor) -> MonitorOut:
    monitor.refresh_from_db()
    return MonitorOut.of(monitor, figures(store()).get(monitor.pk, NONE))


@router.get("/monitors", response=list[MonitorOut], summary="All monitors")
def list_monitors(request: HttpRequest) -> list[MonitorOut]:
    found = figures(store())
    listed = Monitor.objects.filter(deleted_at=None).select_related("folder", "owner")
    return [MonitorOut.of(monitor, found.get(monitor.pk, NONE)) for monitor in listed]


@router.post("/monitors", response={201: MonitorOut}, auth=auth("write"), summary="Save a new monitor")
def create_monitor(request: HttpRequest, body: MonitorIn) -> Status[MonitorOut]:
    """It is matched with all stored posts in the background: `backfill` becomes "done"."""
    return Status(201, _out(service.create(body.draft(), _by(request))))


@router.post("/monitors/check", response=list[FindingOut], summary="What is wrong or doubtful in a search")
def check_query(request: HttpRequest, body: QueryIn) -> list[dict[str, Any]]:
    return [finding.as_dict() for finding in parse(body.query).findings]


@router.post("/monitors/preview", response=PreviewOut, summary="What a search would find")
def preview_query(request: HttpRequest, body: PreviewIn) -> dict[str, Any]:
    parsed = parse(body.query)
    if parsed.tree is None:
        first = next(finding for finding in parsed.findings if finding.severity == "error")
        raise Problem("bad-query", first.cause, first.remedy, f"query {first.line}:{first.column}")
    return preview(parsed.tree, store(), body.days).as_dict()


@router.get("/monitors/{int:number}", response=MonitorOut, summary="One monitor")
def get_monitor(request: HttpRequest, number: int) -> MonitorOut:
    return _out(_find(number))


@router.put("/monitors/{int:number}", response=MonitorOut, auth=auth("write"), summary="Change a monitor")
def update_monitor(request: HttpRequest, number: int, body: MonitorIn) -> MonitorOut:
    return _out(service.change(_find(number), body.draft(), _by(request)))


@router.delete("/monitors/{int:number}", response={204: None}, auth=auth("write"), summary="Delete a monitor")
def delete_monitor(request: HttpRequest, number: int) -> Status[None]:
    service.delete(_find(number), _by(request))
    return Status(204, None)
