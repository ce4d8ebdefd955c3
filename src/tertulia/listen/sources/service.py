"""What people do with sources: follow, change, pause, read now, delete, bring back. Every act is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.monitors.models import Folder, MonitorRole
from tertulia.listen.sources.keys import key_of
from tertulia.listen.sources.models import Channel, Keep, Source, SourceState
from tertulia.listen.sources.waking import wake
from tertulia.networks.base import Ask, Kind, Readable, live
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "source.followed": _("began to follow a source"),
        "source.changed": _("changed a source"),
        "source.paused": _("paused a source"),
        "source.resumed": _("resumed a source"),
        "source.deleted": _("stopped following a source"),
        "source.restored": _("followed a source again"),
    }
)


@dataclass(frozen=True)
class SourceDraft:
    """What a person decides about a source. `role` "" is none, `folder` a folder's name or ""."""

    network: str
    kind: str
    target: str = ""
    title: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    channel: Channel | None = None
    role: str = ""
    folder: str = ""
    keep: str = Keep.ALL
    own: bool = False

    @property
    def ask(self) -> Ask:
        return Ask(Kind(self.kind), self.target.strip(), dict(self.options))

    @property
    def key(self) -> str:
        """The name under which the posts store knows it."""
        return key_of(self.network, self.ask, self.channel.pk if self.channel else None)


def find(number: int, *, deleted: bool = False) -> Source:
    """The source. Raises `Problem` (no-such-source)."""
    found = Source.objects.select_related("channel", "folder").filter(
        pk=number, deleted_at__isnull=not deleted
    )
    source = found.first()
    if source is None:
        raise Problem(
            "no-such-source",
            Text("There is no source {number}.", number=number),
            Text("See the list of sources; someone may have deleted it."),
        )
    return source


def follow(draft: SourceDraft, by: Person | None) -> Source:
    """Begin to read a source because a person wants it: from now on it stays whatever monitors need.

    Raises `Problem` as `begin` does.
    """
    with transaction.atomic():
        source = begin(draft, by)
        source.monitors.clear()
    return source


def begin(draft: SourceDraft, by: Person | None) -> Source:
    """Begin to read a source; one that is followed already stays as it is, a deleted one comes back.

    Raises `Problem`: unknown-network, cannot-read, no-target, needs-channel, unknown-role.
    """
    way = validate(draft)
    key = draft.key
    with transaction.atomic():
        source = Source.objects.filter(key=key).first()
        if source and source.deleted_at is None:
            return source
        source = source or Source(key=key, network=draft.network, kind=draft.kind, by=by)
        source.deleted_at, source.active = None, True
        _put(source, draft, way)
        source.save()
        read_now(source)
        record(by, "source.followed", str(source), source=source.pk, network=source.network, kind=source.kind)
    return source


def change(source: Source, draft: SourceDraft, by: Person | None) -> Source:
    """Save another title, role, folder or keeping. What is read stays: another target is another source."""
    _check_role(draft)
    with transaction.atomic():
        source.title, source.role, source.keep = draft.title.strip()[:255], draft.role, draft.keep
        source.folder = _folder(draft.folder)
        source.save()
        record(by, "source.changed", str(source), source=source.pk, role=source.role, keep=source.keep)
    return source


def pause(source: Source, by: Person | None) -> None:
    _set_active(source, by, active=False)


def resume(source: Source, by: Person | None) -> None:
    _set_active(source, by, active=True)


def read_now(source: Source) -> None:
    """Have the collector read it as soon as it can; what went wrong before is forgotten."""
    fresh: dict[str, Any] = {"next_at": None, "failures": 0, "problem": {}}
    SourceState.objects.update_or_create(source=source, defaults=fresh)
    transaction.on_commit(wake)


def delete(source: Source, by: Person | None) -> None:
    """Stop reading it. What it brought stays; the source is kept, so that it can be brought back."""
    with transaction.atomic():
        source.deleted_at = timezone.now()
        source.save(update_fields=["deleted_at"])
        transaction.on_commit(wake)
        record(by, "source.deleted", str(source), source=source.pk)


def restore(source: Source, by: Person | None) -> Source:
    """Undo a deletion; it goes on where it stopped."""
    with transaction.atomic():
        source.deleted_at = None
        source.save(update_fields=["deleted_at"])
        read_now(source)
        record(by, "source.restored", str(source), source=source.pk)
    return source


def validate(draft: SourceDraft) -> Readable:
    """The way in which the network reads that kind. Raises `Problem` as `follow` says."""
    manifest, _live = live(draft.network)
    way = manifest.readable(draft.kind)
    if way is None:
        raise Problem(
            "cannot-read",
            Text("{network} has no “{kind}” to read.", network=manifest.title, kind=draft.kind),
            Text("It has these: {kinds}.", kinds=", ".join(way.kind for way in manifest.reads)),
            "kind",
        )
    if way.target and not draft.target.strip():
        raise Problem("no-target", Text("It is not said what to read."), way.target, "target")
    if way.channel and draft.channel is None:
        raise Problem(
            "needs-channel",
            Text("{network} gives this only to an account of its own.", network=manifest.title),
            Text("Connect a channel first: it stands in the settings."),
            "channel",
        )
    _check_role(draft)
    return way


def _check_role(draft: SourceDraft) -> None:
    if draft.role and draft.role not in MonitorRole.values:
        raise Problem(
            "unknown-role",
            Text("There is no role “{role}”.", role=draft.role),
            Text("Use one of these: {roles}.", roles=", ".join(MonitorRole.values)),
            "role",
        )


def _put(source: Source, draft: SourceDraft, way: Readable) -> None:
    source.target = draft.target.strip()
    source.title = (draft.title.strip() or str(way.title) + (f": {source.target}" if source.target else ""))[
        :255
    ]
    source.options = dict(draft.options)
    source.channel, source.role, source.own = draft.channel, draft.role, draft.own
    source.folder, source.keep = _folder(draft.folder), draft.keep


def _folder(name: str) -> Folder | None:
    return Folder.objects.get_or_create(name=name.strip()[:80])[0] if name.strip() else None


def _set_active(source: Source, by: Person | None, *, active: bool) -> None:
    with transaction.atomic():
        source.active = active
        source.save(update_fields=["active"])
        if active:
            read_now(source)
        transaction.on_commit(wake)
        record(by, "source.resumed" if active else "source.paused", str(source), source=source.pk)
