"""An entry handed over: to those who approve, and to publishing; and called back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tertulia.act.approvals import api as approvals
from tertulia.act.composer.drafting import drafts_of
from tertulia.act.composer.weighing import weigh
from tertulia.act.publishing import api as publishing
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.models import Channel
from tertulia.networks.base import Draft
from tertulia.plan.calendar import service
from tertulia.plan.calendar.models import Entry, EntryVersion
from tertulia.plan.calendar.states import State
from tertulia.plan.calendar.versions import said
from tertulia.team.api import Act, Person, may_on

Placed = tuple[EntryVersion, Channel]


def placed(entry: Entry) -> list[Placed]:
    """The versions whose channel is still connected, with it."""
    found = list(EntryVersion.objects.filter(entry=entry.pk).select_related("entry"))
    numbers = [version.channel for version in found]
    channels = {one.pk: one for one in Channel.objects.filter(pk__in=numbers, deleted_at=None)}
    return [(version, channels[version.channel]) for version in found if version.channel in channels]


def schedule(entry: Entry, by: Person) -> None:
    """Order every version for the entry's time. All or none.

    Raises `Problem`: no-time, no-channel, not-approved, and what publishing and the networks say.
    """
    if entry.at is None:
        raise Problem(
            "no-time",
            Text("The entry has no day yet."),
            Text("Give it a day and a time, or publish it now."),
            "at",
        )
    _order(entry, by, entry.at)


def publish_now(entry: Entry, by: Person) -> None:
    """Order every version for this moment. Raises `Problem` as `schedule` does."""
    _order(entry, by, None)


def _order(entry: Entry, by: Person, due: datetime | None) -> None:
    ready = _ready(entry, by)
    for version, channel in ready:
        _require_approval(entry, version, channel, by)
    with transaction.atomic():
        service.set_state(entry, State.SCHEDULED, by)
        for version, channel in ready:
            _order_one(version, channel, by, due)


def _order_one(version: EntryVersion, channel: Channel, by: Person, due: datetime | None) -> None:
    """One publication for each post of a version; in a thread each waits for the one before."""
    before: int | None = None
    for part, draft in enumerate(drafts_of(version, channel)):
        made = publishing.order(
            channel.pk,
            draft,
            by,
            due=due,
            entry=version.entry_id,
            version=version.pk,
            after=before,
            part=part,
        )
        before = made.number


def _ready(entry: Entry, by: Person) -> list[Placed]:
    """The versions, all of which their networks would take. Raises `Problem`: no-channel, the first fault."""
    found = placed(entry)
    if not found:
        raise Problem(
            "no-channel",
            Text("The entry goes to no channel yet."),
            Text("Choose the channels that it is published on."),
            "channels",
        )
    for version, channel in found:
        weighed = weigh(version, channel, by)
        for problem in weighed.problems:
            raise _on(channel, problem.code, problem.cause, problem.remedy, problem.place)
        for finding in weighed.findings:
            if finding.stops:
                raise _on(channel, "conduct-stop", finding.cause, finding.remedy, "text")
    return found


def _on(channel: Channel, code: str, cause: Text, remedy: Text | None, place: str) -> Problem:
    return Problem(code, Text("{channel}: {cause}", channel=str(channel), cause=cause), remedy, place)


def ask_review(entry: Entry, by: Person) -> None:
    """Ask for every version to be approved, before its time. Raises `Problem` as `schedule` does, and what
    approvals say."""
    ready = _ready(entry, by)
    with transaction.atomic():
        for version, channel in ready:
            made = drafts_of(version, channel)
            approvals.ask(
                "version",
                version.pk,
                said(version),
                channel.pk,
                by,
                entry.at,
                topics=topics(entry),
                entry=entry.pk,
                parts=[draft.text for draft in made],
                drafts=_hashes(made),
            )


def _require_approval(entry: Entry, version: EntryVersion, channel: Channel, by: Person) -> None:
    """Raises `PermissionDenied` for who may not publish there, `Problem` (not-approved)."""
    if not may_on(by, Act.PUBLISH, channel.pk):
        raise PermissionDenied
    state = approval_state(version, channel)
    rules = approvals.needed(channel.pk, said(version), by, topics(entry))
    if state == "approved" or (not rules and state in ("none", "void")):
        return
    name = rules[0].name if rules else ""
    cause = Text("{channel}: this text needs an approval first: {rule}.", channel=str(channel), rule=name)
    if not name:
        cause = Text("{channel}: this text is not approved yet.", channel=str(channel))
    raise Problem("not-approved", cause, Text("Ask for review."))


def approval_state(version: EntryVersion, channel: Channel) -> str:
    """How the approval of a version's very text stands."""
    return approvals.state("version", version.pk, said(version), _hashes(drafts_of(version, channel)))


def topics(entry: Entry) -> tuple[str, ...]:
    """What rules on topics look at."""
    return entry.title, entry.pillar


def _hashes(drafts: tuple[Draft, ...]) -> list[str]:
    return [publishing.text_hash(draft) for draft in drafts]
