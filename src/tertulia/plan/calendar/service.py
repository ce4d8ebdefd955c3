"""What people do with entries: write down, change, move, delete, take back. Every act is kept and signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tertulia.plan.calendar import hooks, problems
from tertulia.plan.calendar.models import Attention, Entry, EntryEvent, EntryKind, EntryState
from tertulia.plan.calendar.states import BY_HAND, FIXED, OPEN_TO_ALL, VOIDED_BY_EDIT, State, first, may_go
from tertulia.team.api import Person, Role, may, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "entry.created": _("wrote an entry into the calendar"),
        "entry.changed": _("changed an entry of the calendar"),
        "entry.moved": _("moved an entry of the calendar"),
        "entry.state": _("changed the state of an entry"),
        "entry.deleted": _("deleted an entry of the calendar"),
        "entry.undone": _("took back a change of the calendar"),
        "entry.media": _("changed the files of an entry"),
        "keydate.added": _("added a day to remember"),
        "keydate.removed": _("removed a day to remember"),
        "feed.made": _("made an address for a calendar program"),
        "feed.revoked": _("ended an address for a calendar program"),
    }
)
MOST_TEXT = 100_000  # letters
ONE_EDIT = timedelta(minutes=10)  # the same person's saves of the same fields within it are one change


@dataclass(frozen=True)
class EntryDraft:
    """What a person decides about an entry; the names are the model's. `at` is UTC."""

    title: str
    kind: str = EntryKind.CONTENT
    attention: str = ""
    note: str = ""
    at: datetime | None = None
    objective: int | None = None
    audience: int | None = None
    message: int | None = None
    idea: int | None = None
    post: int | None = None
    person: str = ""
    conversation: int | None = None
    pillar: str = ""
    hours: float | None = None
    owner: int | None = None
    text: str = ""
    lang: str = ""
    link: str = ""
    tagged: bool = True

    @classmethod
    def of(cls, entry: Entry) -> EntryDraft:
        plain = {f.name: getattr(entry, f.name) for f in fields(cls) if f.name != "owner"}
        return cls(**plain, owner=entry.owner_id)


# What is said or where it leads: a change of one of them is a change of what was approved.
SAID = ("text", "lang", "link", "tagged")


def find(number: int, *, deleted: bool = False) -> Entry:
    """The entry. Raises `Problem` (no-such-entry)."""
    entry = None
    if 0 < number < 2**63:
        found = Entry.objects.select_related("owner", "by")
        entry = found.filter(pk=number, deleted_at__isnull=not deleted).first()
    if entry is None:
        raise problems.no_such_entry(number)
    return entry


def may_write(person: Any, entry: Entry) -> bool:
    """Whether a person may change what an entry says: whoever plans, and whoever writes while nothing was
    granted or ordered for it."""
    if may(person, Role.EDITOR):
        return True
    return may(person, Role.TRAINEE) and entry.state in OPEN_TO_ALL


def create(draft: EntryDraft, by: Person | None) -> Entry:
    """A new entry: content begins as an idea, or a draft if it has a text. Raises `Problem` as `validate`."""
    draft = validate(draft)
    state = State.DRAFT if draft.text.strip() and draft.kind == EntryKind.CONTENT else first(draft.kind)
    with transaction.atomic():
        entry = Entry(by=by, state=state)
        _put(entry, asdict(draft))
        entry.save()
        _keep(entry, EntryEvent.What.CREATED, {}, {"state": state.value}, by)
    return entry


def change(
    entry: Entry, draft: EntryDraft, by: Person | None, *, revision: int | None = None
) -> EntryEvent | None:
    """Save what changed; None where nothing did. `revision` is the one that the person saw.

    Another text takes an approval and an order to publish away: the entry is a draft again. Raises `Problem`
    as `validate` does, "fixed", "changed-meanwhile".
    """
    draft = validate(draft)
    with transaction.atomic():
        entry = _held(entry.pk)
        require_open(entry)
        require_revision(entry, revision)
        old, new = asdict(EntryDraft.of(entry)), asdict(draft)
        changed = [name for name in new if new[name] != old[name]]
        if not changed:
            return None
        before, after = _pick(old, changed), _pick(new, changed)
        _put(entry, new)
        if set(SAID) & set(changed):
            _void(entry, before, after, by)
        entry.revision += 1
        entry.save()
        if changed == ["at"] or ("at" in changed and entry.state == State.SCHEDULED):
            _tell_moved(entry, by)
        return _merged(entry, before, after, by) or _keep(entry, EntryEvent.What.CHANGED, before, after, by)


def _merged(
    entry: Entry, before: dict[str, Any], after: dict[str, Any], by: Person | None
) -> EntryEvent | None:
    """The last change, grown by this one, where both are one edit: drafts are saved while one types."""
    last = entry.events.first()
    if last is None or last.what != EntryEvent.What.CHANGED or last.by != by or "state" in before:
        return None
    if set(last.before) != set(before) or timezone.now() - last.at > ONE_EDIT:
        return None
    last.after, last.at = after, timezone.now()
    last.save(update_fields=["after", "at"])
    return last


def move(entry: Entry, at: datetime | None, by: Person | None) -> EntryEvent | None:
    """Give the entry another time, and what was ordered for it too. Raises `Problem` (fixed)."""
    with transaction.atomic():
        entry = _held(entry.pk)
        require_open(entry)
        if at == entry.at:
            return None
        before = {"at": _plain(entry.at)}
        entry.at = at
        entry.revision += 1
        entry.save(update_fields=["at", "revision", "changed_at"])
        _tell_moved(entry, by)
        return _keep(entry, EntryEvent.What.MOVED, before, {"at": _plain(at)}, by)


def _tell_moved(entry: Entry, by: Person | None) -> None:
    if entry.state == State.SCHEDULED:
        for told in hooks.when_withdrawn if entry.at is None else hooks.when_moved:
            told(entry, by)


def set_state(entry: Entry, state: str, by: Person | None, why: str = "") -> EntryEvent | None:
    """Put the entry into another state. None where it is in it. Raises `Problem` (unknown-value, no-way)."""
    if state not in list(State):
        raise problems.unknown("state", state, list(State))
    with transaction.atomic():
        entry = _held(entry.pk)
        if state == entry.state:
            return None
        present = State(entry.state)
        if not may_go(present, State(state)):
            raise problems.no_way(str(EntryState(present).label), str(EntryState(state).label))
        entry.state = state
        entry.save(update_fields=["state", "changed_at"])
        if present == State.SCHEDULED and state in (State.DRAFT, State.APPROVED):
            _tell_withdrawn(entry, by)
        return _keep(entry, EntryEvent.What.STATE, {"state": present.value}, {"state": str(state)}, by, why)


def delete(entry: Entry, by: Person | None) -> EntryEvent:
    """Take the entry out of the calendar; it can be brought back. Raises `Problem` (fixed)."""
    with transaction.atomic():
        entry = _held(entry.pk)
        require_open(entry)
        before = {"deleted_at": None, "state": entry.state}
        if entry.state == State.SCHEDULED:
            entry.state = State.DRAFT
            _tell_withdrawn(entry, by)
        entry.deleted_at = timezone.now()
        entry.save(update_fields=["deleted_at", "state", "changed_at"])
        return _keep(entry, EntryEvent.What.DELETED, before, {}, by)


def undo(event: EntryEvent, by: Person | None) -> Entry:
    """Take the last thing that was done with an entry back. What was ordered or approved is not ordered or
    approved again by it. Raises `Problem` (nothing-to-undo, no-way-back, fixed)."""
    with transaction.atomic():
        entry = _held(event.entry_id)
        last = entry.events.exclude(what=EntryEvent.What.CREATED).first()
        if last is None or last.pk != event.pk or event.what == EntryEvent.What.UNDONE:
            raise problems.nothing_to_undo()
        require_open(entry)
        before = dict(event.before)
        _undo_state(entry, before, by)
        now = {name: _plain(getattr(entry, _column(name))) for name in before}
        for name, value in before.items():
            setattr(entry, _column(name), _back(name, value))
        entry.revision += 1
        entry.save()
        if "at" in before:
            _tell_moved(entry, by)
        _keep(entry, EntryEvent.What.UNDONE, now, before, by)
    return entry


def _undo_state(entry: Entry, before: dict[str, Any], by: Person | None) -> None:
    """Only states that a person sets by hand come back; for the others the entry is a draft."""
    state = before.get("state")
    if state is None or state in BY_HAND:
        if entry.state == State.SCHEDULED and state is not None:
            _tell_withdrawn(entry, by)
        return
    if "text" not in before and "deleted_at" not in before:
        raise problems.no_way_back()
    before["state"] = State.DRAFT.value


def _tell_withdrawn(entry: Entry, by: Person | None) -> None:
    for told in hooks.when_withdrawn:
        told(entry, by)


def require_open(entry: Entry) -> None:
    """Raises `Problem` (fixed) for what is on its way or out."""
    if entry.state in FIXED:
        raise problems.fixed()


def require_revision(entry: Entry, revision: int | None) -> None:
    """Raises `Problem` (changed-meanwhile) where the person saw an older one."""
    if revision is None or revision == entry.revision:
        return
    last = entry.events.select_related("by").first()
    raise problems.changed_meanwhile(last.by.shown_name if last and last.by else "")


def void(entry: Entry, by: Person | None) -> None:
    """A version's words are others than those that were approved or ordered: the entry is a draft again."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    _void(entry, before, after, by)
    if before:
        entry.save(update_fields=["state", "changed_at"])
        _keep(entry, EntryEvent.What.STATE, before, after, by)


def _void(entry: Entry, before: dict[str, Any], after: dict[str, Any], by: Person | None) -> None:
    present = State(entry.state)
    if present == State.IDEA and entry.text.strip():
        before["state"], after["state"] = present.value, State.DRAFT.value
        entry.state = State.DRAFT
    if present in VOIDED_BY_EDIT:
        before["state"], after["state"] = present.value, State.DRAFT.value
        entry.state = State.DRAFT
        if present == State.SCHEDULED:
            _tell_withdrawn(entry, by)


def validate(draft: EntryDraft) -> EntryDraft:
    """The draft with its words trimmed. Raises `Problem`: no-title, unknown-value."""
    draft = replace(
        draft,
        title=draft.title.strip(),
        text=draft.text.replace("\r\n", "\n")[:MOST_TEXT],
        link=draft.link.strip(),
    )
    if not 0 < len(draft.title) <= 160 or not draft.title.isprintable():
        raise problems.no_title()
    if draft.kind not in EntryKind.values:
        raise problems.unknown("kind", draft.kind, EntryKind.values)
    if draft.kind == EntryKind.CONTENT:
        return replace(draft, attention="")
    if draft.attention not in Attention.values:
        raise problems.unknown("attention", draft.attention, Attention.values)
    return draft


def _held(number: int) -> Entry:
    """The entry, held for this transaction."""
    entry = Entry.objects.select_for_update().filter(pk=number).first()
    if entry is None:
        raise problems.no_such_entry(number)
    return entry


def _put(entry: Entry, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(entry, _column(name), value)


def _column(name: str) -> str:
    return "owner_id" if name == "owner" else name


def _pick(values: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: _plain(values[name]) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _back(name: str, value: Any) -> Any:
    return parse_datetime(value) if name in ("at", "deleted_at") and value else value


def _keep(
    entry: Entry,
    what: EntryEvent.What,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Person | None,
    why: str = "",
) -> EntryEvent:
    """Into the entry's history, and into the audit log: there without the texts."""
    event = EntryEvent.objects.create(
        entry=entry, what=what, before=before, after=after, by=by, why=why[:500]
    )
    told = {name: after[name] for name in ("state", "at") if name in after}
    record(by, f"entry.{what.value}", entry.title, entry=entry.pk, changed=sorted(after), **told)
    return event
