"""What the other parts may use of approvals.

A part that wants to hear how approvals fare adds a function to `service.HEARERS` when the application begins
(act/apps.py). To show one: `{% include "approvals/state.html" with approval=... %}` with what `shown`
returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tertulia.act.approvals import service
from tertulia.act.approvals.forgetting import forget as forget_in_approvals
from tertulia.act.approvals.models import WORDS
from tertulia.act.approvals.models import Approval as Row
from tertulia.act.approvals.rules import RuleInfo, needed
from tertulia.act.approvals.states import NONE, State
from tertulia.team.api import Person

__all__ = [
    "Approval",
    "RuleInfo",
    "ask",
    "decide",
    "forget_in_approvals",
    "needed",
    "shown",
    "state",
    "waiting_for",
    "withdraw",
]


SAID = frozenset({State.WAITING, State.APPROVED, State.REFUSED, State.EXPIRED})


@dataclass(frozen=True)
class Approval:
    """`state`: waiting, approved, refused, expired, void, withdrawn; `word` is what people read for it.
    `asked_of` are the names of those whose word is still missing, `said` (name, granted, comment)."""

    number: int
    subject_kind: str
    subject: int
    channel: int
    kind: str
    text: str
    state: str
    word: str
    asked_by: str
    asked_at: datetime
    due: datetime | None
    asked_of: tuple[str, ...]
    said: tuple[tuple[str, bool, str], ...]


def ask(
    subject_kind: str,
    subject: int,
    text: str,
    channel: int,
    by: Person,
    due: datetime | None = None,
    *,
    topics: Iterable[str] = (),
    kind: str = "post",
    entry: int | None = None,
    conversation: int | None = None,
    parts: Sequence[str] = (),
    drafts: Sequence[str] = (),
) -> Approval:
    """Ask for this text to be approved: of everyone whom the rules name, else of anyone who may approve on
    the channel. Asked twice for the same text, the one that stands is returned; another text voids the one
    before.

    `subject_kind`: "version" or "entry" (plan.calendar), "conversation" (act.inbox). `kind`: "post" or
    "reply". `due`: when it expires. `parts`: the texts that go out, where the text is cut. `drafts`:
    publishing's `text_hash` of what goes out; given them, another picture voids the approval too.

    Raises `Problem` (no-text, due-passed, nobody-may-approve), `PermissionDenied` for who may not draft
    there.
    """
    row = service.ask(
        subject_kind,
        subject,
        text,
        channel,
        by,
        due,
        topics=topics,
        kind=kind,
        entry=entry,
        conversation=conversation,
        parts=parts,
        drafts=drafts,
    )
    return info(row, service.state_for(row, row.text))


def state(subject_kind: str, subject: int, text: str, drafts: Sequence[str] = ()) -> str:
    """How the approval asked for last stands for this very text: "none", "waiting", "approved", "refused",
    "expired", "void". One withdrawn, or that ended for another text, counts as none."""
    row = service.latest(subject_kind, subject)
    if row is None:
        return NONE
    found = service.state_for(row, text, drafts)
    if found == State.VOID or (found in SAID and service.covers(row, text, drafts)):
        return found.value
    return NONE


def shown(subject_kind: str, subject: int, text: str) -> Approval | None:
    """The approval asked for last as it stands for this text, to be shown; None where nobody asked."""
    row = service.latest(subject_kind, subject)
    return info(row, service.state_for(row, text)) if row else None


def decide(number: int, by: Person, granted: bool, comment: str = "") -> Approval:
    """Grant or refuse. Raises `PermissionDenied` for who was not asked, `Problem`: no-such-approval,
    own-text, already-decided, comment-missing (a refusal says why)."""
    row = service.decide(number, by, granted, comment)
    return info(row, State(row.state))


def withdraw(number: int, by: Person) -> Approval:
    """The asker takes it back. Raises `PermissionDenied`, `Problem` (no-such-approval, already-decided)."""
    row = service.withdraw(number, by)
    return info(row, State(row.state))


def waiting_for(person: Person) -> tuple[Approval, ...]:
    """Those that wait for this person's word, the most urgent first."""
    return tuple(info(row, State(row.state)) for row in service.waiting_for(person))


def info(row: Row, state: State) -> Approval:
    """The row as the rest of the house sees it, in this state."""
    votes = list(row.votes.select_related("person"))
    answered = {vote.person_id for vote in votes}
    missing = {
        person.pk: person.shown_name
        for _demand, people in service.demands_of(row)
        for person in people
        if person.pk not in answered
    }
    return Approval(
        number=row.pk,
        subject_kind=row.subject_kind,
        subject=row.subject,
        channel=row.channel,
        kind=row.kind,
        text=row.text,
        state=state.value,
        word=str(WORDS[state]),
        asked_by=row.asked_by.shown_name,
        asked_at=row.asked_at,
        due=row.due,
        asked_of=tuple(missing.values()) if state == State.WAITING else (),
        said=tuple((vote.person.shown_name, vote.granted, vote.comment) for vote in votes),
    )
