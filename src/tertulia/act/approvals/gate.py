"""What publishing asks right before it sends: whether the text was approved where it must be."""

from __future__ import annotations

from tertulia.act.approvals import service
from tertulia.act.approvals.models import WORDS, Approval
from tertulia.act.approvals.rules import needed
from tertulia.act.approvals.states import State
from tertulia.act.publishing.info import Publication
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person

STOPS = frozenset({State.WAITING, State.REFUSED, State.EXPIRED})


def gate(publication: Publication) -> Problem | None:
    """A Problem where an approval for this very text waits, was refused or came too late, or where one is
    needed and there is none."""
    text, drafts = publication.draft.text, (publication.text_hash,)
    row = _asked(publication)
    state = service.state_for(row, text, drafts) if row else State.WITHDRAWN
    if state == State.APPROVED:
        return None
    if row and state in STOPS and service.covers(row, text, drafts):
        return _stopped(state)
    author = Person.objects.get(pk=publication.by)
    asked = needed(publication.channel, text, author, _topics(publication), kind=_kind(publication))
    if not asked:
        return None
    return _stopped(state) if state in (State.VOID, *STOPS) else _missing(asked[0].name)


def _asked(publication: Publication) -> Approval | None:
    """The approval asked for last of what it publishes."""
    subjects = (
        ("version", publication.version),
        ("entry", publication.entry),
        ("conversation", publication.conversation),
    )
    for kind, subject in subjects:
        if subject is None:
            continue
        asked = Approval.objects.filter(subject_kind=kind, subject=subject, channel=publication.channel)
        if row := asked.exclude(state=State.WITHDRAWN).first():
            return row
    return None


def _kind(publication: Publication) -> str:
    return "reply" if publication.conversation or publication.draft.reply_to else "post"


def _topics(publication: Publication) -> tuple[str, ...]:
    from tertulia.plan.calendar.api import entry

    if publication.entry is None:
        return ()
    planned = entry(publication.entry)
    return planned.title, planned.pillar


def _stopped(state: State) -> Problem:
    return Problem(
        "not-approved",
        Text("This text is not approved: {state}.", state=str(WORDS[state])),
        Text("See the page Approvals; have the text approved, then publish it again."),
    )


def _missing(rule: str) -> Problem:
    return Problem(
        "not-approved",
        Text("This text needs an approval that nobody has asked for: {rule}.", rule=rule),
        Text("Ask for it where the text was written, then publish it again."),
    )
