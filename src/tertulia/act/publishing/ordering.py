"""What people do with publications: order one, cancel it, have it tried again, say that they published it.

Nothing gets into the ledger but by a person's act on that very text.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.publishing import channels, drafts, ledger, waking
from tertulia.act.publishing.acting import act_of
from tertulia.act.publishing.grace import grace
from tertulia.act.publishing.models import Moment, Publication, State
from tertulia.act.publishing.telling import told
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Draft, publisher
from tertulia.team.api import Person, may_on, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "publication.ordered": _("ordered a publication"),
        "publication.cancelled": _("cancelled a publication"),
        "publication.retried": _("had a publication tried again"),
        "publication.done": _("said that a publication was published by hand"),
        "publication.given_up": _("said that a publication is not on its network"),
    }
)
AT_REST = (State.WAITING, State.FAILED, State.EXPIRED, State.BY_HAND)  # surely not on the network by us
ANEW = (State.FAILED, State.EXPIRED, State.BY_HAND)


def find(number: int) -> Publication:
    """The publication. Raises `Problem` (no-such-publication)."""
    row = Publication.objects.filter(pk=number).select_related("after", "ordered_by").first()
    if row is None:
        raise Problem(
            "no-such-publication",
            Text("There is no publication {number}.", number=number),
            Text("See the page Publishing."),
        )
    return row


def order(
    channel: int,
    draft: Draft,
    by: Person,
    *,
    due: datetime | None = None,
    entry: int | None = None,
    version: int | None = None,
    conversation: int | None = None,
    after: int | None = None,
    part: int = 0,
    once: str = "",
) -> Publication:
    """See `api.order`."""
    if not may_on(by, act_of(conversation), channel):
        raise PermissionDenied
    now = timezone.now()
    kept = drafts.as_json(draft)
    row = Publication(
        channel=channel,
        draft=kept,
        text_hash=drafts.fingerprint(kept),
        key=secrets.token_hex(16),
        due=_due(due, now),
        ordered_by=by,
        ordered_at=now,
        after=find(after) if after else None,
        entry=entry,
        version=version,
        conversation=conversation,
    )
    row.next_at = row.due
    row.slot = _slot(row, part, once)
    _check(row, draft)
    return _kept(row)


def _check(row: Publication, draft: Draft) -> None:
    """What the network would refuse is told now, not at its time."""
    found = channels.find(row.channel)
    row.network = found.network
    there = publisher(found.network)
    if there is not None and not channels.is_by_hand(found):
        for problem in there.weigh(draft, found.settings).problems:
            raise problem


def _due(due: datetime | None, now: datetime) -> datetime:
    if due is None or now - grace() < due < now:
        return now
    if due < now:
        raise Problem(
            "due-passed",
            Text("The time for it has passed already."),
            Text("Choose a later one, or publish it now."),
            "due",
        )
    return due


def _slot(row: Publication, part: int, once: str) -> str:
    if row.version is not None:
        return f"version:{row.version}:{part}"
    if once:
        return f"once:{once}"[:120]
    if row.conversation is not None:
        return f"conversation:{row.conversation}:{row.text_hash}"
    return row.key


def _kept(row: Publication) -> Publication:
    """The new row, or the one that stands for the same intention."""
    try:
        with transaction.atomic():
            _make_room(row)
            row.save()
            Moment.objects.create(publication=row, at=row.ordered_at, what="ordered", by=row.ordered_by)
            details = {"channel": row.channel, "hash": row.text_hash, "due": row.due.isoformat()}
            record(row.ordered_by, "publication.ordered", str(row), publication=row.pk, **details)
    except IntegrityError:
        return _standing(row)
    waking.wake()
    told(row.pk)
    return row


def _make_room(row: Publication) -> None:
    """Another text for the same version voids the one before, where that is not on its way."""
    before = Publication.objects.filter(channel=row.channel, slot=row.slot).exclude(state=State.CANCELLED)
    for other in before.exclude(text_hash=row.text_hash):
        _cancelled(other, row.ordered_by, row.ordered_at, "another text was ordered")


def _standing(row: Publication) -> Publication:
    """The publication that has the slot, at the time that is asked for now. Raises `Problem` ("another-text")
    where its text is another one and it is published or on its way."""
    slot = Publication.objects.filter(channel=row.channel, slot=row.slot).exclude(state=State.CANCELLED)
    standing = slot.select_related("after").get()
    if standing.text_hash != row.text_hash:
        raise Problem(
            "another-text",
            Text("An earlier text of this is being sent or was published."),
            Text("Look at it on the page Publishing, and write a new version."),
        )
    is_due = standing.due <= row.ordered_at and row.due <= row.ordered_at
    if standing.state == State.WAITING and (is_due or standing.due == row.due):
        return standing
    return _at_another_time(standing, row)


def _at_another_time(standing: Publication, row: Publication) -> Publication:
    """The same text, ordered again by a person for another time; one that went out stays as it is."""
    values: dict[str, Any] = {
        "due": row.due,
        "next_at": row.due,
        "ordered_by": row.ordered_by,
        "ordered_at": row.ordered_at,
    }
    start, what = (State.WAITING, State.EXPIRED, State.FAILED), "ordered"
    values |= {"state": State.WAITING, "problem": {}, "after": row.after}
    if ledger.move(standing.pk, start, row.ordered_at, what=what, by=row.ordered_by, **values):
        details = {"hash": row.text_hash, "due": row.due.isoformat()}
        record(row.ordered_by, "publication.ordered", str(row), publication=standing.pk, **details)
        waking.wake()
        told(standing.pk)
    return find(standing.pk)


def cancel(number: int, by: Person) -> Publication:
    """Have it not published, and what was to follow it neither. Raises `Problem` ("being-sent",
    "already-published", "outcome-unknown")."""
    row, now = find(number), timezone.now()
    if row.state == State.CANCELLED:
        return row
    if not _cancelled(row, by, now):
        raise _too_late(find(number))
    record(by, "publication.cancelled", str(row), publication=row.pk)
    return find(number)


def withdraw(row: Publication, by: Person | None) -> None:
    """What it belongs to was withdrawn. Raises `Problem` as `cancel` does."""
    if not _cancelled(row, by, timezone.now(), "withdrawn on the calendar"):
        raise _too_late(find(row.pk))


def _cancelled(row: Publication, by: Person | None, now: datetime, note: str = "") -> bool:
    if not ledger.move(row.pk, AT_REST, now, what=State.CANCELLED, by=by, note=note, state=State.CANCELLED):
        return False
    for follower in row.followers.filter(state__in=AT_REST):
        _cancelled(follower, by, now, "what it was to follow was cancelled")
    transaction.on_commit(lambda: told(row.pk))
    return True


def retry(number: int, by: Person) -> Publication:
    """Have it published now: the very text that was ordered, by this person's word. The own timeline is
    looked at first. Those that were to follow it come along. Raises `Problem` as `cancel` does."""
    row, now = find(number), timezone.now()
    values: dict[str, Any] = {"due": now, "next_at": now, "ordered_by": by, "ordered_at": now, "problem": {}}
    start = (*ANEW, State.WAITING)
    if not ledger.move(row.pk, start, now, what="retried", by=by, state=State.WAITING, **values):
        raise _too_late(find(number))
    record(by, "publication.retried", str(row), publication=row.pk, hash=row.text_hash)
    for follower in row.followers.filter(state__in=[State.EXPIRED, State.FAILED]):
        retry(follower.pk, by)
    waking.wake()
    told(row.pk)
    return find(number)


def done(number: int, by: Person, url: str = "") -> Publication:
    """A person published it by hand, or found that it stands on the network, at this address if they say it.
    It gets its post when that is read. Raises `Problem` as `cancel` does."""
    row, now = find(number), timezone.now()
    start = (*AT_REST, State.UNKNOWN)
    values: dict[str, Any] = {
        "state": State.PUBLISHED,
        "published_at": now,
        "url": url.strip()[:1000],
        "problem": {},
    }
    if not ledger.move(row.pk, start, now, what="done", by=by, note=url, **values):
        raise _too_late(find(number))
    record(by, "publication.done", str(row), publication=row.pk, url=url)
    told(row.pk)
    return find(number)


def give_up(number: int, by: Person) -> Publication:
    """A person looked: a publication of which nobody knew is not on the network. Raises `Problem`."""
    row, now = find(number), timezone.now()
    if not ledger.move(row.pk, [State.UNKNOWN], now, what="given_up", by=by, state=State.FAILED):
        raise _too_late(find(number))
    record(by, "publication.given_up", str(row), publication=row.pk)
    told(row.pk)
    return find(number)


def _too_late(row: Publication) -> Problem:
    if row.state == State.PUBLISHED:
        return Problem("already-published", Text("It was published already."), Text("See it on its network."))
    if row.state == State.UNKNOWN:
        return Problem(
            "outcome-unknown",
            Text("Nobody knows yet whether the network took it; Tertulia is looking for it."),
            Text("Look on the network yourself, and say whether it is there."),
        )
    if row.state == State.CANCELLED:
        return Problem("cancelled", Text("It was cancelled."), Text("Order it anew."))
    return Problem(
        "being-sent",
        Text("It is being sent at this moment, and cannot be called back."),
        Text("Wait a minute and see how it ended."),
        permanent=False,
    )
