"""Asking for an approval, granting it, refusing it; and how one stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.approvals import states
from tertulia.act.approvals.models import Approval, ApprovalDemand, ApprovalVote
from tertulia.act.approvals.rules import RuleInfo, by_right, needed
from tertulia.act.approvals.states import State
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Act, Person, may_on, record
from tertulia.team.audit import LABELS
from tertulia.team.rights import people_who_may

LABELS.update(
    {
        "approval.asked": _("asked for an approval"),
        "approval.granted": _("approved a text"),
        "approval.refused": _("refused a text"),
        "approval.withdrawn": _("withdrew what they had asked to be approved"),
        "approval.expired": _("let an approval expire: its time had come"),
        "approval.voided": _("voided an approval: the text was changed"),
    }
)
HEARERS: list[Callable[[Approval], None]] = []  # other parts add theirs when the application begins
log = logging.getLogger("tertulia.approvals")


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
    """See `api.ask`."""
    if not may_on(by, Act.DRAFT, channel):
        raise PermissionDenied
    now = timezone.now()
    _check(text, due, now)
    demands = needed(channel, text, by, topics, kind=kind) or (by_right(channel),)
    _need_somebody(demands, by)
    row = Approval(
        subject_kind=subject_kind,
        subject=subject,
        channel=channel,
        kind=kind,
        text=text,
        hashes=[states.fingerprint(each) for each in (text, *parts)],
        drafts=list(drafts),
        entry=entry,
        conversation=conversation,
        asked_by=by,
        asked_at=now,
        due=due,
    )
    try:
        return _keep(row, demands)
    except IntegrityError:  # two asked at the same moment: the first stands
        return Approval.objects.get(subject_kind=subject_kind, subject=subject, state=State.WAITING)


def _check(text: str, due: datetime | None, now: datetime) -> None:
    if not text.strip():
        raise Problem("no-text", Text("There is no text to approve."), Text("Write it first."), "text")
    if due and due <= now:
        raise Problem(
            "due-passed",
            Text("The time until which it must be approved has passed."),
            Text("Choose a later one."),
            "due",
        )


def _need_somebody(demands: Iterable[RuleInfo], by: Person) -> None:
    for demand in demands:
        if not set(demand.people) - {by.pk}:
            raise Problem(
                "nobody-may-approve",
                Text("“{rule}” asks for an approval that nobody but you could give.", rule=demand.name),
                Text("Ask an owner to change the rule, or to give somebody else the right to approve."),
            )


@transaction.atomic
def _keep(row: Approval, demands: Iterable[RuleInfo]) -> Approval:
    """The approval; one that waits or holds for the same text already is returned instead."""
    for before in Approval.objects.filter(
        subject_kind=row.subject_kind, subject=row.subject, state__in=states.STANDING
    ):
        state = state_for(before, row.text, row.drafts)
        if state in states.STANDING:
            return before
        end(before, state, None)
    row.save()
    for demand in demands:
        kept = ApprovalDemand.objects.create(approval=row, name=demand.name[:120], mode=demand.mode)
        kept.people.set([number for number in demand.people if number != row.asked_by_id])
    record(
        row.asked_by, "approval.asked", str(row), approval=row.pk, subject=f"{row.subject_kind} {row.subject}"
    )
    _tell(row)
    return row


def find(number: int) -> Approval:
    """The approval. Raises `Problem` (no-such-approval)."""
    row = Approval.objects.filter(pk=number).select_related("asked_by").first()
    if row is None:
        raise Problem(
            "no-such-approval",
            Text("There is no approval {number}.", number=number),
            Text("See the page Approvals."),
        )
    return row


def latest(subject_kind: str, subject: int) -> Approval | None:
    """The approval asked for last."""
    return Approval.objects.filter(subject_kind=subject_kind, subject=subject).first()


def covers(row: Approval, text: str, drafts: Sequence[str] = ()) -> bool:
    """Whether it was asked for this text, and for these drafts where it was given some."""
    same = states.fingerprint(text) in row.hashes
    return same and not (row.drafts and drafts and not set(drafts) <= set(row.drafts))


def state_for(row: Approval, text: str, drafts: Sequence[str] = ()) -> State:
    """The state of an approval now: one that stood for another text is void."""
    same = covers(row, text, drafts)
    return states.at(State(row.state), row.due, timezone.now(), same_text=same)


def demands_of(row: Approval) -> list[tuple[ApprovalDemand, list[Person]]]:
    """Each demand with those who can meet it: where all who were asked have left, those who may approve."""
    found = []
    for demand in row.demands.prefetch_related("people"):
        people = [person for person in demand.people.all() if person.is_active]
        people = people or people_who_may(Act.APPROVE, row.channel)
        found.append((demand, [person for person in people if person.pk != row.asked_by_id]))
    return found


def may_decide(row: Approval, person: Person) -> bool:
    """Whether the person is among those asked. Nobody approves their own."""
    return any(person in people for _demand, people in demands_of(row))


def decide(number: int, by: Person, granted: bool, comment: str = "") -> Approval:
    """Grant or refuse. Raises `PermissionDenied` for who was not asked, `Problem`: no-such-approval,
    own-text, already-decided, comment-missing."""
    with transaction.atomic():
        row = find(number)
        _may(row, by)
        _is_open(row)
        comment = comment.strip()[:2000]
        if not granted and not comment:
            raise Problem(
                "comment-missing",
                Text("Why it is refused is missing."),
                Text("Say what to change."),
                "comment",
            )
        values = {"granted": granted, "comment": comment, "at": timezone.now()}
        ApprovalVote.objects.update_or_create(approval=row, person=by, defaults=values)
        record(by, "approval.granted" if granted else "approval.refused", str(row), approval=row.pk)
        if (state := _judged(row)) != State.WAITING:
            end(row, state, by)
    return row


def _may(row: Approval, by: Person) -> None:
    if row.asked_by_id == by.pk:
        raise Problem(
            "own-text", Text("You asked for this approval yourself."), Text("Somebody else must give it.")
        )
    if not (by.is_active and may_decide(row, by)):
        raise PermissionDenied


def _is_open(row: Approval) -> None:
    if states.at(State(row.state), row.due, timezone.now()) != State.WAITING:
        raise Problem(
            "already-decided",
            Text("It waits no more: {state}.", state=_word(row)),
            Text("Have it asked for again if it is still wanted."),
        )


def _word(row: Approval) -> str:
    row.state = states.at(State(row.state), row.due, timezone.now())
    return str(row.get_state_display())


def _judged(row: Approval) -> State:
    demands = [
        states.Demand(demand.mode, frozenset(person.pk for person in people))
        for demand, people in demands_of(row)
    ]
    votes = [states.Vote(vote.person_id, vote.granted) for vote in row.votes.all()]
    return states.judged(row.asked_by_id, demands, votes)


def withdraw(number: int, by: Person) -> Approval:
    """The asker takes it back. Raises `PermissionDenied` for others, `Problem` where it waits no more."""
    with transaction.atomic():
        row = find(number)
        if row.asked_by_id != by.pk:
            raise PermissionDenied
        _is_open(row)
        record(by, "approval.withdrawn", str(row), approval=row.pk)
        end(row, State.WITHDRAWN, by)
    return row


def end(row: Approval, state: State, by: Person | None) -> None:
    """It waits, or holds, no more; others hear of it. Does nothing where somebody else was quicker."""
    now = timezone.now()
    if not Approval.objects.filter(pk=row.pk, state=row.state).update(state=state, ended_at=now):
        return
    row.state, row.ended_at = state, now
    if state == State.EXPIRED:
        record(None, "approval.expired", str(row), approval=row.pk)
    if state == State.VOID:
        record(by, "approval.voided", str(row), approval=row.pk)
    _tell(row)


def expire_late() -> int:
    """Write down which approvals missed their time; returns how many."""
    late = list(Approval.objects.filter(state=State.WAITING, due__lte=timezone.now()))
    for row in late:
        end(row, State.EXPIRED, None)
    return len(late)


def _tell(row: Approval) -> None:
    """Tell the other parts once it is sure. What they do with it changes nothing here."""

    def tell() -> None:
        for hearer in HEARERS:
            try:
                hearer(row)
            except Exception:
                log.exception("approval %s: a part could not be told", row.pk)

    transaction.on_commit(tell)


def waiting_for(person: Person) -> list[Approval]:
    """Those that wait for this person's word, the most urgent first."""
    expire_late()
    waiting = Approval.objects.filter(state=State.WAITING).select_related("asked_by")
    answered = set(ApprovalVote.objects.filter(person=person).values_list("approval", flat=True))
    mine = [row for row in waiting if row.pk not in answered and may_decide(row, person)]
    return sorted(mine, key=lambda row: (row.due is None, row.due or row.asked_at, row.pk))


def asked_by(person: Person) -> list[Approval]:
    """Those that this person asked for, the newest first."""
    expire_late()
    return list(Approval.objects.filter(asked_by=person).select_related("asked_by")[:200])
