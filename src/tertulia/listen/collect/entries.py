"""The sources as the collector reads them off the desk: which are due, which are streams."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit

from django.db.models import F, Q, QuerySet

from tertulia.listen.collect.health import state_of
from tertulia.listen.collect.pace import Pace
from tertulia.listen.sources.models import Channel, Keep, Source
from tertulia.networks.base import Kind, live_networks


@dataclass(frozen=True)
class Entry:
    """A source, and how it fared so far, as the desk told it."""

    id: int
    key: str
    title: str
    network: str
    kind: str
    target: str
    options: Mapping[str, str]
    channel: Channel | None
    own: bool
    matched_only: bool
    created_at: datetime
    pace: Pace
    succeeded_at: datetime | None
    item_at: datetime | None
    silent_since: datetime | None

    @property
    def well_at(self) -> datetime:
        """When it last was well: when it was last read, or made."""
        return self.succeeded_at or self.created_at

    @cached_property
    def host(self) -> str:
        """What stands for the machine that is asked: sources of one wait for each other."""
        server = self.options.get("server", "") or self.target
        return urlsplit(server).hostname or self.network if "://" in server else self.network


def due(
    now: datetime,
    *,
    networks: Collection[str] = (),
    without: Collection[int] = (),
    most: int = 1000,
    all_of_them: bool = False,
) -> list[Entry]:
    """Sources to be asked now, the longest waiting first; streams are not among them. `networks` (none: all)
    narrows them, `all_of_them` takes them whether their time has come or not."""
    found = _active(networks).exclude(pk__in=without).exclude(_streaming())
    if not all_of_them:
        found = found.filter(Q(state=None) | Q(state__next_at=None) | Q(state__next_at__lte=now))
    return [_entry(source) for source in found.order_by(F("state__next_at").asc(nulls_first=True))[:most]]


def streams(networks: Collection[str] = ()) -> list[Entry]:
    """All streams that are to run."""
    return [_entry(source) for source in _active(networks).filter(_streaming()).order_by("pk")]


def find(key: str) -> Entry | None:
    """The source with this key, if it is read at all."""
    source = _active().filter(key=key).first()
    return _entry(source) if source else None


def keys() -> set[str]:
    """The keys of all sources that are not deleted."""
    return set(Source.objects.filter(deleted_at=None).values_list("key", flat=True))


def resting() -> list[tuple[str, str, datetime]]:
    """Paused sources that were read before: key, network, and when they were last read."""
    found = Source.objects.filter(deleted_at=None, active=False).exclude(state__succeeded_at=None)
    rows = found.exclude(state=None).values_list("key", "network", "state__succeeded_at")
    return [(key, network, since) for key, network, since in rows if since]


def _active(networks: Collection[str] = ()) -> QuerySet[Source]:
    found = Source.objects.filter(deleted_at=None, active=True).select_related("channel", "state")
    return found.filter(network__in=networks) if networks else found


def _streaming() -> Q:
    """Sources that are streams, as their networks say."""
    ways: Sequence[Q] = [
        Q(network=name, kind=way.kind)
        for name, network in live_networks().items()
        for way in network.manifest.reads
        if way.live
    ]
    found = Q(pk__in=())
    for way in ways:
        found |= way
    return found


def _entry(source: Source) -> Entry:
    state = state_of(source)
    return Entry(
        id=source.pk,
        key=source.key,
        title=str(source),
        network=source.network,
        kind=Kind(source.kind) if source.kind in {*Kind} else source.kind,
        target=source.target,
        options=source.options,
        channel=source.channel,
        own=source.own,
        matched_only=source.keep == Keep.MATCHED,
        created_at=source.created_at,
        pace=Pace(state.interval_s, state.failures, state.next_at),
        succeeded_at=state.succeeded_at,
        item_at=state.item_at,
        silent_since=state.silent_since,
    )
