"""What must be read so that a monitor hears a network: searches for its probes, hashtags, or the stream.

A source that was made for monitors names them; it goes when none needs it any more. What a person follows by
hand is never touched, even where a monitor would ask for the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from tertulia.listen.monitors.api import spelled_out
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.query.api import parse
from tertulia.listen.query.probes import probes
from tertulia.listen.sources import service
from tertulia.listen.sources.models import Channel, Keep, Source
from tertulia.listen.sources.service import SourceDraft
from tertulia.networks.base import Kind, Manifest, Readable, live
from tertulia.team.api import Person, record

MOST_SEARCHES = 12  # for one monitor on one network; beyond it the stream is cheaper for everyone
_TAG = re.compile(r"#?(\w*[^\W\d_]\w*)")


def plan(monitor: Monitor, networks: Sequence[str] | None = None) -> list[SourceDraft]:
    """The sources that a monitor needs on these networks (None: those on which it listens now)."""
    wanted = probes_of(monitor)
    chosen = listened(monitor) if networks is None else networks
    return [draft for name in dict.fromkeys(chosen) for draft in _on(name, wanted)]


def listen_live(monitor: Monitor, networks: Sequence[str], by: Person | None) -> list[Source]:
    """Listen for the monitor on these networks and on no other; returns the sources it has now.

    Raises `Problem` (unknown-network) before anything is changed.
    """
    drafts = plan(monitor, networks) if monitor.active and monitor.deleted_at is None else []
    with transaction.atomic():
        kept = [source for draft in drafts if (source := _made_for(monitor, draft, by))]
        _let_go(monitor, {source.pk for source in kept}, by)
    return kept


def listened(monitor: Monitor) -> list[str]:
    """The networks on which it listens, by the sources that were made for it."""
    return sorted(set(monitor.sources.order_by().values_list("network", flat=True)))


def follow_monitors() -> None:
    """Have the sources follow what monitors ask for now: changed, switched off, deleted, brought back."""
    for monitor in Monitor.objects.filter(sources__isnull=False).distinct():
        if monitor.deleted_at is None and monitor.active:
            listen_live(monitor, listened(monitor), None)
        else:
            _rest(monitor)


def stream_words() -> tuple[str, ...]:
    """What a post that any monitor matches has one of; empty where that cannot be said."""
    words: dict[str, None] = {}
    for monitor in Monitor.objects.filter(deleted_at=None, active=True):
        found = probes_of(monitor)
        if found is None:
            return ()
        words |= dict.fromkeys(found)
    return tuple(words)


def probes_of(monitor: Monitor) -> tuple[str, ...] | None:
    """The probes of its search; None where there is no set of them."""
    tree = parse(spelled_out(monitor.query)).tree
    return None if tree is None else probes(tree)


def _on(network: str, wanted: tuple[str, ...] | None) -> list[SourceDraft]:
    manifest, _live = live(network)
    channel = Channel.objects.filter(network=network, deleted_at=None).first()
    few = wanted if wanted is not None and len(wanted) <= MOST_SEARCHES else None
    whole = few is not None and not any(probe.strip('"').endswith("*") for probe in few)
    if few and whole and _usable(manifest, Kind.SEARCH, channel):
        return [_draft(manifest, Kind.SEARCH, probe, channel) for probe in few]
    if _usable(manifest, Kind.STREAM, channel) and _usable(manifest, Kind.SEARCH, channel) is None:
        return [*_hashtags(manifest, few, channel), _stream(manifest, channel)]
    if _usable(manifest, Kind.STREAM, channel):
        return [_stream(manifest, channel)]
    return _hashtags(manifest, few or wanted, channel)


def _hashtags(manifest: Manifest, wanted: Iterable[str] | None, channel: Channel | None) -> list[SourceDraft]:
    """The probes that are one word, as hashtags: all that a network without search lets one look for."""
    if not _usable(manifest, Kind.HASHTAG, channel):
        return []
    tags = dict.fromkeys(found[1] for probe in wanted or () if (found := _TAG.fullmatch(probe)))
    return [_draft(manifest, Kind.HASHTAG, f"#{tag}", channel) for tag in list(tags)[:MOST_SEARCHES]]


def _stream(manifest: Manifest, channel: Channel | None) -> SourceDraft:
    way = manifest.readable(Kind.STREAM)
    target = "public" if way and way.target else ""
    return _draft(manifest, Kind.STREAM, target, channel, Keep.MATCHED)


def _usable(manifest: Manifest, kind: Kind, channel: Channel | None) -> Readable | None:
    way = manifest.readable(kind)
    return way if way and (channel or not way.channel) else None


def _draft(
    manifest: Manifest, kind: Kind, target: str, channel: Channel | None, keep: str = Keep.ALL
) -> SourceDraft:
    return SourceDraft(manifest.name, kind, target, channel=channel, keep=keep)


def _made_for(monitor: Monitor, draft: SourceDraft, by: Person | None) -> Source | None:
    """The source, naming the monitor; None where a person follows the same by hand."""
    known = Source.objects.filter(key=draft.key).first()
    if known and known.deleted_at is None and not known.monitors.exists():
        return None
    source = service.begin(draft, by)
    source.monitors.add(monitor)
    return source


def _let_go(monitor: Monitor, kept: set[int], by: Person | None) -> None:
    """Take the monitor off all other sources; delete those that no monitor needs any more."""
    for source in monitor.sources.exclude(pk__in=kept):
        source.monitors.remove(monitor)
        if source.deleted_at is None and not source.monitors.exists():
            service.delete(source, by)


def _rest(monitor: Monitor) -> None:
    """Stop reading what only monitors at rest need. They stay named, so that it can go on one day."""
    for source in monitor.sources.filter(deleted_at=None):
        if not source.monitors.filter(deleted_at=None, active=True).exists():
            source.deleted_at = timezone.now()
            source.save(update_fields=["deleted_at"])
            record(None, "source.deleted", str(source), source=source.pk)
