"""The calendar follows: an entry is in review while an approval waits, and approved once none does."""

from __future__ import annotations

from tertulia.act.approvals.models import Approval, ApprovalVote
from tertulia.act.approvals.states import State
from tertulia.plan.calendar import states
from tertulia.plan.calendar.api import entry, set_state
from tertulia.team.api import Person

_S = states.State
ENTERS = frozenset({_S.DRAFT, _S.APPROVED, _S.EXPIRED})  # from here an entry goes into review
ENDS = {
    State.APPROVED: _S.APPROVED,
    State.REFUSED: _S.DRAFT,
    State.VOID: _S.DRAFT,
    State.WITHDRAWN: _S.DRAFT,
    State.EXPIRED: _S.EXPIRED,
}


def heard(approval: Approval) -> None:
    """Put the entry of an approval where the approval has led it."""
    if approval.entry is None:
        return
    present = _S(entry(approval.entry).state)
    if approval.state == State.WAITING:
        if present in ENTERS:
            set_state(approval.entry, _S.IN_REVIEW, approval.asked_by)
    elif present == _S.IN_REVIEW and not _others_wait(approval):
        set_state(approval.entry, ENDS[State(approval.state)], _who(approval), _why(approval))


def _others_wait(approval: Approval) -> bool:
    """Of an entry with several texts all must be approved; one that is refused sends it back."""
    if approval.state != State.APPROVED:
        return False
    return Approval.objects.filter(entry=approval.entry, state=State.WAITING).exists()


def _last(approval: Approval) -> ApprovalVote | None:
    return approval.votes.select_related("person").last()


def _who(approval: Approval) -> Person | None:
    if approval.state == State.WITHDRAWN:
        return approval.asked_by
    decided = approval.state in (State.APPROVED, State.REFUSED)
    vote = _last(approval) if decided else None
    return vote.person if vote else None


def _why(approval: Approval) -> str:
    vote = _last(approval) if approval.state == State.REFUSED else None
    return vote.comment if vote else ""
