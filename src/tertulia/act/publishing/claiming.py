"""What is due, and who sends it: each publication is claimed by one worker before the network is asked.

The claim is committed before the call. A worker that dies leaves a claim that ends: what became of the call
nobody knows, so the publication's outcome is unknown, and the own timeline is looked at.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Q
from django.db.models.functions import Coalesce

from tertulia.act.publishing import channels, drafts, gates, info, ledger
from tertulia.act.publishing.grace import deadline
from tertulia.act.publishing.models import Pause, Publication, State
from tertulia.act.publishing.pausing import is_paused
from tertulia.act.publishing.telling import told
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft

WITHIN_S = 90.0  # a call to a network; longer ones are broken off
LEASE = timedelta(seconds=WITHIN_S + 60)
GATE_AGAIN = timedelta(minutes=1)
_FUTURE = timedelta(days=1)


@dataclass(frozen=True)
class Claim:
    """The right to ask the network about a publication. `looks_first`: it was tried before. `sends` is False
    where the timeline is only looked at. `since`: what is looked up is not older."""

    number: int
    lease: str
    channel: Channel
    draft: Draft
    key: str
    since: datetime
    deadline: datetime
    attempts: int
    looks_first: bool
    sends: bool

    @property
    def start(self) -> State:
        return State.SENDING if self.sends else State.UNKNOWN


def look(now: datetime, busy: Collection[int] = ()) -> list[tuple[int, int]]:
    """(number, channel) of what can be claimed now, in order. Before that: claims that ended are made known,
    what is too late is put before a person, what is published by hand is handed over. `busy` ones are in this
    worker's hands, whatever the clock says."""
    _recover(now, busy)
    if not is_paused():
        _expire(now)
        _hand_over(now)
    return _due(now, busy)


def _recover(now: datetime, busy: Collection[int]) -> None:
    ended = Publication.objects.filter(lease_until__lt=now).exclude(pk__in=busy)
    for row in ended.filter(state=State.SENDING):
        problem = Problem(
            "outcome-unknown",
            Text("Tertulia was stopped while it was sending this."),
            Text("Tertulia looks for the post on the channel before anything is sent again."),
            permanent=False,
        )
        values: dict[str, Any] = {"state": State.UNKNOWN, "next_at": now}
        if ledger.move(
            row.pk, [State.SENDING], now, what="stopped", lease=row.lease, fault=problem, **values
        ):
            told(row.pk)
    ended.filter(state=State.UNKNOWN).update(lease="", lease_until=None)


def _waiting(now: datetime) -> list[Publication]:
    """Those whose turn it is: what must go before them is published."""
    ready = Q(after=None) | Q(after__state=State.PUBLISHED)
    rows = Publication.objects.filter(ready, state=State.WAITING, due__lte=now, lease="")
    return list(rows.select_related("after"))


def _expire(now: datetime) -> None:
    for row in _waiting(now):
        if deadline(row) < now and not _goes_by_hand(row):
            state = State.FAILED if row.attempts else State.EXPIRED
            why: dict[str, Any] = {} if row.problem else {"fault": _late()}
            if ledger.move(row.pk, [State.WAITING], now, what=state, state=state, **why):
                told(row.pk)


def _late() -> Problem:
    return Problem(
        "late",
        Text("Its time passed while Tertulia was not running, or could not send."),
        Text("Read it again: publish it now if it still fits, or cancel it."),
    )


def _goes_by_hand(row: Publication) -> bool:
    channel = Channel.objects.filter(pk=row.channel, deleted_at=None).first()
    return channel is not None and channels.is_by_hand(channel)


def _hand_over(now: datetime) -> None:
    for row in _waiting(now):
        if _goes_by_hand(row) and row.next_at <= now:
            stopped = gates.stopped_by(info.of(row))
            if stopped:
                _put_back(row, now, stopped)
            elif ledger.move(
                row.pk, [State.WAITING], now, what=State.BY_HAND, state=State.BY_HAND, problem={}
            ):
                told(row.pk)


def _due(now: datetime, busy: Collection[int]) -> list[tuple[int, int]]:
    paused = is_paused()
    waiting = [] if paused else [row for row in _waiting(now) if row.next_at <= now]
    unknown = Publication.objects.filter(state=State.UNKNOWN, lease="", next_at__lte=now)
    return [(row.pk, row.channel) for row in (*unknown, *waiting) if row.pk not in busy]


def claim(number: int, now: datetime) -> Claim | None:
    """Take a publication, if it can still be taken and nothing stops it. What stops it is kept with it."""
    row = Publication.objects.filter(pk=number).select_related("after").first()
    if row is None or row.lease:
        return None
    if row.state == State.UNKNOWN:
        return _claim_look(row, now)
    try:
        return _claim_sending(row, now)
    except Problem as problem:
        stopped(row, now, problem)
        return None


def _claim_look(row: Publication, now: datetime) -> Claim | None:
    lease = _lease()
    taken = Publication.objects.filter(pk=row.pk, state=State.UNKNOWN, lease="")
    if not taken.update(lease=lease, lease_until=now + LEASE):
        return None
    try:
        return _claim(row, lease, sends=False)
    except Problem as problem:
        values: dict[str, Any] = {"next_at": now + _FUTURE, "fault": problem}
        ledger.move(row.pk, [State.UNKNOWN], now, what="looked_in_vain", lease=lease, **values)
        return None


def _claim_sending(row: Publication, now: datetime) -> Claim | None:
    """Raises `Problem` with what stops it; then nothing is claimed."""
    if row.state != State.WAITING or deadline(row) < now:
        return None
    lease = _lease()
    with transaction.atomic():
        free = Publication.objects.filter(
            ~Exists(Pause.objects.filter(open=True)),
            Q(after=None) | Q(after__in=Publication.objects.filter(state=State.PUBLISHED)),
            pk=row.pk,
            state=State.WAITING,
            lease="",
            due=row.due,
            text_hash=row.text_hash,
        )
        values: dict[str, Any] = {"state": State.SENDING, "lease": lease, "lease_until": now + LEASE}
        values |= {"attempts": F("attempts") + 1, "begun_at": Coalesce("begun_at", now)}
        if not free.update(**values):
            return None
        row.refresh_from_db()
        _check(row)
        ledger.note(row.pk, now, State.SENDING)
        return _claim(row, lease, sends=True)


def _check(row: Publication) -> None:
    """Raises `Problem` unless it is the text that a person ordered, whole, and no gate stops it."""
    if drafts.fingerprint(row.draft) != row.text_hash:
        raise Problem(
            "text-changed",
            Text("The text is not the one that was ordered."),
            Text("Order the text anew."),
        )
    drafts.check_media(row.draft)
    stopped = gates.stopped_by(info.of(row))
    if stopped:
        raise _Stopped(stopped)


class _Stopped(Problem):
    """A gate's problem: the publication waits for as long as it may."""

    def __init__(self, by: Problem) -> None:
        super().__init__(by.code, by.cause, by.remedy, by.place, permanent=False)


def _claim(row: Publication, lease: str, *, sends: bool) -> Claim:
    """Raises `Problem` (no-such-channel, no-post-before)."""
    begun = row.begun_at or row.ordered_at
    return Claim(
        number=row.pk,
        lease=lease,
        channel=channels.find(row.channel),
        draft=_placed(row),
        key=row.key,
        since=begun - timedelta(minutes=2),
        deadline=deadline(row),
        attempts=row.attempts,
        looks_first=row.attempts > 1,
        sends=sends,
    )


def _placed(row: Publication) -> Draft:
    """The draft, in answer to the one before where there is one."""
    draft = drafts.from_json(row.draft)
    if row.after is None:
        return draft
    if not row.after.native_id:
        raise Problem(
            "no-post-before",
            Text("Nobody knows yet under which number the network keeps the post before it."),
            Text("It goes on when that post is read; or publish this one by hand."),
            permanent=False,
        )
    first = drafts.from_json(row.after.draft)
    root = row.after
    while root.after is not None:
        root = root.after
    return replace(draft, reply_to=row.after.native_id, thread=first.thread or root.native_id)


def stopped(row: Publication, now: datetime, problem: Problem) -> None:
    """Keep what keeps it from being sent: for good, or for a while."""
    if problem.permanent:
        if ledger.move(row.pk, [State.WAITING], now, what=State.FAILED, fault=problem, state=State.FAILED):
            told(row.pk)
    else:
        _put_back(row, now, problem)


def _put_back(row: Publication, now: datetime, problem: Problem) -> None:
    before = row.problem.get("code")
    values: dict[str, Any] = {"next_at": now + GATE_AGAIN, "fault": problem}
    if ledger.move(row.pk, [State.WAITING], now, what="put_back", **values) and before != problem.code:
        told(row.pk)


def _lease() -> str:
    return secrets.token_hex(16)
