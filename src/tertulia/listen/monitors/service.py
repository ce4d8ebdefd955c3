"""What people do with monitors: create, change, delete, bring back. Every edit is kept and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.monitors import backfill
from tertulia.listen.monitors.lists import spelled_out
from tertulia.listen.monitors.models import (
    COLORS,
    SUBJECTS,
    Backfill,
    Folder,
    Monitor,
    MonitorRole,
    MonitorVersion,
)
from tertulia.listen.query.api import MAX_LENGTH, check
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, record
from tertulia.team.audit import LABELS

Fill = Callable[[Monitor], None]  # how the stored posts are matched: in the background unless said otherwise

LABELS.update(
    {
        "monitor.created": _("created a monitor"),
        "monitor.changed": _("changed a monitor"),
        "monitor.deleted": _("deleted a monitor"),
        "monitor.restored": _("brought a monitor back"),
    }
)


@dataclass(frozen=True)
class Draft:
    """What a person decides about a monitor; `folder` is a folder's name, "" for none."""

    name: str
    query: str
    role: str = MonitorRole.TOPIC
    folder: str = ""
    active: bool = True

    @classmethod
    def of(cls, monitor: Monitor) -> Draft:
        folder = monitor.folder.name if monitor.folder else ""
        return cls(monitor.name, monitor.query, monitor.role, folder, monitor.active)


def find(number: int, *, deleted: bool = False) -> Monitor:
    """The monitor. Raises `Problem` (no-such-monitor)."""
    found = Monitor.objects.select_related("folder", "owner").filter(
        pk=number, deleted_at__isnull=not deleted
    )
    monitor = found.first()
    if monitor is None:
        raise Problem(
            "no-such-monitor",
            Text("There is no monitor {number}.", number=number),
            Text("See the list of monitors; it may have been deleted."),
        )
    return monitor


def create(draft: Draft, by: Person | None, fill: Fill | None = None) -> Monitor:
    """Save a new monitor and match it with all stored posts. Raises `Problem` as `validate` does."""
    validate(draft)
    with transaction.atomic():
        monitor = Monitor(owner=by, color=_free_color())
        _put(monitor, draft)
        monitor.save()
        MonitorVersion.objects.create(monitor=monitor, query=draft.query, by=by)
        record(by, "monitor.created", draft.name, monitor=monitor.pk, **asdict(draft))
    (fill or backfill.in_background)(monitor)
    return monitor


def _free_color() -> int:
    """The series colour that the fewest monitors have, the lowest of them."""
    used = list(Monitor.objects.filter(deleted_at=None).values_list("color", flat=True))
    return min(range(COLORS), key=used.count)


def may_change(monitor: Monitor, by: Person | None) -> bool:
    """Whether a person may change it: a locked one only its owner or an owner of the workspace. None is
    whoever sits at the machine."""
    return not monitor.locked or may_lock(monitor, by)


def may_lock(monitor: Monitor, by: Person | None) -> bool:
    """Whether the monitor is the person's to lock and unlock."""
    return by is None or by.pk == monitor.owner_id or may(by, Role.OWNER)


def lock(monitor: Monitor, locked: bool, by: Person | None) -> Monitor:
    """Lock or unlock it. Raises `Problem` (locked) where the monitor is not the person's to lock."""
    if not may_lock(monitor, by):
        raise _locked(monitor)
    if locked != monitor.locked:
        monitor.locked = locked
        with transaction.atomic():
            monitor.save(update_fields=["locked", "changed_at"])
            record(by, "monitor.locked" if locked else "monitor.unlocked", monitor.name, monitor=monitor.pk)
    return monitor


def _locked(monitor: Monitor) -> Problem:
    owner = monitor.owner.shown_name if monitor.owner else ""
    cause = Text("The monitor is locked by its owner, {owner}.", owner=owner)
    if not owner:
        cause = Text("The monitor is locked and has no owner.")
    return Problem("locked", cause, Text("Ask them, or an owner of the workspace, to change or unlock it."))


def _require_key(monitor: Monitor, by: Person | None) -> None:
    if not may_change(monitor, by):
        raise _locked(monitor)


def change(monitor: Monitor, draft: Draft, by: Person | None, fill: Fill | None = None) -> Monitor:
    """Save what changed; a new query is a new version and is matched with all stored posts again.

    Raises `Problem` as `validate` does, and `locked`.
    """
    _require_key(monitor, by)
    before = Draft.of(monitor)
    failed = monitor.backfill == Backfill.FAILED
    if draft == before and not failed:
        return monitor
    validate(draft, monitor)
    refill = failed or draft.query != before.query or (draft.active and not before.active)
    refill = refill or (draft.role in SUBJECTS) != (before.role in SUBJECTS)
    with transaction.atomic():
        _put(monitor, draft)
        if refill:
            monitor.backfill = Backfill.WAITING
        monitor.save()
        if draft.query != before.query:
            MonitorVersion.objects.create(monitor=monitor, query=draft.query, by=by)
        changes = {
            key: {"from": old, "to": asdict(draft)[key]}
            for key, old in asdict(before).items()
            if asdict(draft)[key] != old
        }
        record(by, "monitor.changed", draft.name, monitor=monitor.pk, changes=changes)
        _drop_empty_folders()
    if draft.query != before.query:
        _measure_again(monitor)
    if refill:
        (fill or backfill.in_background)(monitor)
    return monitor


def _measure_again(monitor: Monitor) -> None:
    """The new search's precision on the labels in place of the old one's."""
    from tertulia.listen.measuring.trying import refresh  # which knows the monitors

    refresh(monitor, store())


def delete(monitor: Monitor, by: Person | None) -> None:
    """Take the monitor away with its mentions; its versions stay, so that it can be brought back. Raises
    `Problem` (locked)."""
    _require_key(monitor, by)
    with transaction.atomic():
        monitor.deleted_at = timezone.now()
        monitor.backfill = Backfill.WAITING
        monitor.save(update_fields=["deleted_at", "backfill", "changed_at"])
        record(by, "monitor.deleted", monitor.name, monitor=monitor.pk)
    store().forget_monitor(monitor.pk)


def restore(monitor: Monitor, by: Person | None, fill: Fill | None = None) -> Monitor:
    """Bring a deleted monitor back and match it again. Raises `Problem` if its name is taken by now."""
    validate(Draft.of(monitor), monitor)
    with transaction.atomic():
        monitor.deleted_at = None
        monitor.save(update_fields=["deleted_at", "changed_at"])
        record(by, "monitor.restored", monitor.name, monitor=monitor.pk)
    (fill or backfill.in_background)(monitor)
    return monitor


def validate(draft: Draft, itself: Monitor | None = None) -> None:
    """Raises `Problem`: no-name, name-taken, unknown-role, or bad-query with the search's first error."""
    if not _is_name(draft.name, 120) or (draft.folder.strip() and not _is_name(draft.folder, 80)):
        raise Problem(
            "no-name",
            Text("A monitor needs a name of at most 120 characters, its folder one of at most 80."),
            Text("Write a name."),
            "name",
        )
    if draft.role not in MonitorRole.values:
        raise Problem(
            "unknown-role",
            Text("There is no role “{role}”.", role=draft.role),
            Text("Use one of these: {roles}.", roles=", ".join(MonitorRole.values)),
            "role",
        )
    others = Monitor.objects.filter(deleted_at=None, name__iexact=draft.name.strip())
    if others.exclude(pk=itself.pk if itself and itself.pk else 0).exists():
        raise Problem(
            "name-taken",
            Text("There is another monitor with the name “{name}”.", name=draft.name.strip()),
            Text("Choose another name."),
            "name",
        )
    for finding in check(draft.query):
        if finding.severity == "error":
            place = f"{finding.line}:{finding.column}"
            raise Problem("bad-query", finding.cause, finding.remedy, f"query {place}")
    if len(spelled_out(draft.query)) > MAX_LENGTH:
        cause = Text("With the entries of its lists the search is too long.")
        raise Problem("bad-query", cause, Text("Divide the search, or its lists."), "query 1:1")


def _is_name(text: str, longest: int) -> bool:
    """Whether a database can hold it and a person can read it."""
    return 0 < len(text.strip()) <= longest and all(char.isprintable() for char in text)


def _put(monitor: Monitor, draft: Draft) -> None:
    monitor.name = draft.name.strip()
    monitor.query = draft.query
    monitor.role = draft.role
    monitor.active = draft.active
    folder = draft.folder.strip()
    monitor.folder = Folder.objects.get_or_create(name=folder)[0] if folder else None


def _drop_empty_folders() -> None:
    Folder.objects.filter(monitors=None).delete()
