"""When a source that is not read is a gap, and what closes and fills it. Pure.

A gap is known by its source and its beginning. It is open (`until` None) while nobody reads, closed when
reading goes on, and filled when all that the network still had of the span has come in. What the network no
longer gives is a gap of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from tertulia.posts.api import Gap

CUT = timedelta(seconds=30)  # a stream may be off so long: it is read again from a little before
OVERDUE = timedelta(minutes=15)
_TIMES_OVERDUE = 3
STOPPED, PAUSED, TOO_OLD = "stopped", "paused", "too-old"


def overdue(read_at: datetime | None, interval_s: float, now: datetime) -> bool:
    """Whether a source that is asked from time to time, last with success at `read_at`, was left too long.
    One that was never read has no gap: nothing is missing before it is followed."""
    if read_at is None:
        return False
    return now - read_at > max(_TIMES_OVERDUE * timedelta(seconds=interval_s), OVERDUE)


def cut_too_long(heard_at: datetime | None, now: datetime) -> bool:
    """Whether a stream, last heard at `heard_at`, was off for longer than a new connection takes."""
    return heard_at is not None and now - heard_at > CUT


def opened(network: str, since: datetime, reason: str) -> Gap:
    return Gap(since, None, reason, network)


def closed(gap: Gap, until: datetime) -> Gap:
    """The gap when reading goes on; nothing of it is read yet."""
    return replace(gap, until=max(until, gap.since))


def settled(gap: Gap, missed: Iterable[Gap], until: datetime) -> Gap | None:
    """The gap once the reading after it has caught up at `until`: filled, for what is `missed` stands as gaps
    of their own. None where one of these has its very beginning, and so is it."""
    if any(each.since == gap.since for each in missed):
        return None
    end = gap.until or until
    return replace(gap, until=max(end, gap.since), filled_at=until)


def filled(gap: Gap, at: datetime) -> Gap:
    return replace(gap, filled_at=at)
