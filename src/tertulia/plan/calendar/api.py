"""What the rest of the house may use of the calendar.

Publishing calls `set_state` as a post goes out, approvals as they are granted; both register in `hooks` to
hear of scheduled entries that are moved or withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tertulia.plan.calendar import hooks, service
from tertulia.plan.calendar.models import Entry, EntryKind, EntryVersion
from tertulia.plan.calendar.service import EntryDraft
from tertulia.plan.calendar.versions import said
from tertulia.team.api import Person

__all__ = [
    "EntryInfo",
    "VersionInfo",
    "add",
    "attention",
    "entries",
    "entry",
    "hooks",
    "set_state",
    "versions",
]


@dataclass(frozen=True)
class EntryInfo:
    """An entry: `kind` "content" or "attention", `state` a code of `states.State`, `at` UTC. Numbers are of
    other parts; `post` is the store's."""

    number: int
    kind: str
    attention: str
    title: str
    at: datetime | None
    state: str
    objective: int | None
    audience: int | None
    message: int | None
    idea: int | None
    post: int | None
    person: str
    conversation: int | None
    pillar: str
    hours: float | None
    owner: int | None
    text: str
    lang: str
    link: str
    by: int | None


@dataclass(frozen=True)
class VersionInfo:
    """What an entry says on a channel."""

    number: int
    entry: int
    channel: int
    text: str
    title: str
    warning: str
    visibility: str


def entry(number: int) -> EntryInfo:
    """The entry. Raises `Problem` (no-such-entry)."""
    return _info(service.find(number))


def entries(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    objective: int | None = None,
    idea: int | None = None,
    kind: str = "",
    state: str = "",
) -> tuple[EntryInfo, ...]:
    """Entries in the order of their times; those between two moments (UTC, the second not included)."""
    found = Entry.objects.filter(deleted_at=None)
    wanted: dict[str, object] = {"at__gte": since, "at__lt": until, "objective": objective, "idea": idea}
    wanted |= {"kind": kind or None, "state": state or None}
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    return tuple(_info(each) for each in found)


def versions(number: int) -> tuple[VersionInfo, ...]:
    """What the entry says on each of its channels."""
    found = EntryVersion.objects.select_related("entry").filter(entry=number, entry__deleted_at=None)
    return tuple(
        VersionInfo(v.pk, v.entry_id, v.channel, said(v), v.title, v.warning, v.visibility) for v in found
    )


def set_state(number: int, state: str, by: Person | None, why: str = "") -> EntryInfo:
    """Put an entry into a state (`states.State`); in it already is no error. `by` None: Tertulia itself.
    Raises `Problem`: no-such-entry, unknown-value, no-way."""
    service.set_state(service.find(number), state, by, why)
    return entry(number)


def add(
    title: str,
    by: Person | None,
    *,
    at: datetime | None = None,
    text: str = "",
    objective: int | None = None,
    audience: int | None = None,
    message: int | None = None,
    idea: int | None = None,
    pillar: str = "",
) -> EntryInfo:
    """New content, as an idea of it or with its text a draft. Raises `Problem` (no-title)."""
    draft = EntryDraft(
        title,
        at=at,
        text=text,
        objective=objective,
        audience=audience,
        message=message,
        idea=idea,
        pillar=pillar,
    )
    return _info(service.create(draft, by))


def attention(
    title: str,
    when: datetime | None,
    by: Person | None,
    *,
    act: str = "answer",
    person: str = "",
    post: int | None = None,
    conversation: int | None = None,
    owner: int | None = None,
    objective: int | None = None,
) -> EntryInfo:
    """Whom to attend to, and how: `act` is answer, thank, follow_up, congratulate or read. Raises `Problem`
    (no-title, unknown-value)."""
    draft = EntryDraft(
        title,
        kind=EntryKind.ATTENTION,
        attention=act,
        at=when,
        person=person,
        post=post,
        conversation=conversation,
        owner=owner,
        objective=objective,
    )
    return _info(service.create(draft, by))


def _info(found: Entry) -> EntryInfo:
    plain = {
        name: getattr(found, name)
        for name in EntryInfo.__dataclass_fields__
        if name not in ("number", "owner", "by")
    }
    return EntryInfo(number=found.pk, owner=found.owner_id, by=found.by_id, **plain)
