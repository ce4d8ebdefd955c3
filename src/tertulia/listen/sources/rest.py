"""Channels, sources and their health for programs. Secrets never leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema, Status

from tertulia.errors import Problem
from tertulia.listen.collect.health import SourceHealth, health
from tertulia.listen.sources import channels, service
from tertulia.listen.sources.models import Channel, Keep, Source
from tertulia.listen.sources.problems import in_words
from tertulia.listen.sources.service import SourceDraft
from tertulia.team.api import Person, auth

router = Router(tags=["sources"])
LARGEST = 2**63 - 1  # the largest number a database holds


class ChannelOut(Schema):
    """An account of ours. `problem` is of the last test, {} when it went well."""

    id: int
    network: str
    handle: str
    name: str
    url: str
    tested_at: datetime | None
    problem: dict[str, str]
    followers: int | None

    @classmethod
    def of(cls, channel: Channel) -> ChannelOut:
        figure = channel.figures.first()
        return cls(
            id=channel.pk,
            network=channel.network,
            handle=channel.handle,
            name=channel.name,
            url=channel.url,
            tested_at=channel.tested_at,
            problem=in_words(channel.problem),
            followers=figure.followers if figure else None,
        )


class SourceIn(Schema):
    """What is to be read: a kind of its network (`/networks`), its target, and what is decided about it."""

    network: str = Field(max_length=63)
    kind: str = Field(max_length=16)
    target: str = Field("", max_length=500)
    title: str = Field("", max_length=255)
    options: dict[str, str] = {}
    channel: int | None = None
    role: str = ""
    folder: str = Field("", max_length=80)
    keep: str = Keep.ALL.value
    own: bool = False


class ChangeIn(Schema):
    title: str = Field("", max_length=255)
    role: str = ""
    folder: str = Field("", max_length=80)
    keep: str = Keep.ALL.value


class SourceOut(Schema):
    """A source and how it fares: `state` is ok, waiting, failing, silent, paused or never. `usual_low` and
    `usual_high` bound what it brings on most days; null: too few days to tell."""

    id: int
    key: str
    network: str
    kind: str
    target: str
    title: str
    options: dict[str, str]
    channel: int | None
    role: str
    folder: str
    keep: str
    own: bool
    active: bool
    state: str
    problem: dict[str, str]
    succeeded_at: datetime | None
    item_at: datetime | None
    next_at: datetime | None
    lag_s: float | None
    last_24_hours: int
    usual_low: float | None
    usual_high: float | None
    open_gaps: int
    set_aside: int

    @classmethod
    def of(cls, source: Source, found: SourceHealth) -> SourceOut:
        return cls(
            id=source.pk,
            key=source.key,
            network=source.network,
            kind=source.kind,
            target=source.target,
            title=source.title,
            options=source.options,
            channel=source.channel_id,
            role=source.role,
            folder=source.folder.name if source.folder else "",
            keep=source.keep,
            own=source.own,
            active=source.active,
            state=found.state,
            problem=in_words(found.problem),
            succeeded_at=found.last_success,
            item_at=found.last_item,
            next_at=found.next_try,
            lag_s=found.lag_s,
            last_24_hours=found.today,
            usual_low=found.usual.low if found.usual else None,
            usual_high=found.usual.high if found.usual else None,
            open_gaps=len(found.gaps),
            set_aside=found.dead,
        )


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _source(number: int, *, deleted: bool = False) -> Source:
    try:
        return service.find(number if abs(number) <= LARGEST else 0, deleted=deleted)
    except Problem as problem:
        raise Http404 from problem


def _channel(number: int) -> Channel:
    try:
        return channels.find(number if abs(number) <= LARGEST else 0)
    except Problem as problem:
        raise Http404 from problem


def _out(source: Source) -> SourceOut:
    return next(one for one in _all() if one.id == source.pk)


def _all() -> list[SourceOut]:
    sources = {
        source.pk: source for source in Source.objects.filter(deleted_at=None).select_related("folder")
    }
    return [SourceOut.of(sources[one.id], one) for one in health().sources if one.id in sources]


@router.get("/channels", response=list[ChannelOut], summary="Our channels")
def list_channels(request: HttpRequest) -> list[ChannelOut]:
    """They are connected on the page or by command, where a secret leaves no trace."""
    return [ChannelOut.of(channel) for channel in Channel.objects.filter(deleted_at=None)]


@router.get("/channels/{int:number}", response=ChannelOut, summary="One channel")
def get_channel(request: HttpRequest, number: int) -> ChannelOut:
    return ChannelOut.of(_channel(number))


@router.get("/sources", response=list[SourceOut], summary="All sources and how they fare")
def list_sources(request: HttpRequest, state: str = "", network: str = "") -> list[SourceOut]:
    """The ones that need attention first; `state` and `network` narrow them."""
    return [one for one in _all() if network in ("", one.network) and state in ("", one.state)]


@router.post("/sources", response={201: SourceOut}, auth=auth("write"), summary="Follow a source")
def follow_source(request: HttpRequest, body: SourceIn) -> Status[SourceOut]:
    """One that is followed already is answered as it is."""
    given: dict[str, Any] = body.dict()
    channel = _channel(given.pop("channel")) if body.channel is not None else None
    source = service.follow(SourceDraft(**given | {"channel": channel}), _by(request))
    return Status(201, _out(source))


@router.get("/sources/{int:number}", response=SourceOut, summary="One source")
def get_source(request: HttpRequest, number: int) -> SourceOut:
    return _out(_source(number))


@router.put("/sources/{int:number}", response=SourceOut, auth=auth("write"), summary="Change a source")
def change_source(request: HttpRequest, number: int, body: ChangeIn) -> SourceOut:
    """What is read stays: another target is another source."""
    source = _source(number)
    draft = SourceDraft(source.network, source.kind, source.target, **body.dict())
    return _out(service.change(source, draft, _by(request)))


@router.delete("/sources/{int:number}", response={204: None}, auth=auth("write"), summary="Stop following")
def delete_source(request: HttpRequest, number: int) -> Status[None]:
    service.delete(_source(number), _by(request))
    return Status(204, None)


@router.post("/sources/{int:number}/pause", response=SourceOut, auth=auth("write"), summary="Pause a source")
def pause_source(request: HttpRequest, number: int) -> SourceOut:
    source = _source(number)
    service.pause(source, _by(request))
    return _out(source)


@router.post("/sources/{int:number}/resume", response=SourceOut, auth=auth("write"), summary="Read it again")
def resume_source(request: HttpRequest, number: int) -> SourceOut:
    source = _source(number)
    service.resume(source, _by(request))
    return _out(source)


@router.post("/sources/{int:number}/now", response=SourceOut, auth=auth("write"), summary="Read it now")
def read_source_now(request: HttpRequest, number: int) -> SourceOut:
    source = _source(number)
    service.read_now(source)
    return _out(source)


@router.post(
    "/sources/{int:number}/restore", response=SourceOut, auth=auth("write"), summary="Follow it again"
)
def restore_source(request: HttpRequest, number: int) -> SourceOut:
    return _out(service.restore(_source(number, deleted=True), _by(request)))
