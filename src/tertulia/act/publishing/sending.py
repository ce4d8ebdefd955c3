"""One claimed publication: look whether it stands already, send it, write down how it ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from tertulia.act.publishing import ledger
from tertulia.act.publishing.claiming import WITHIN_S, Claim
from tertulia.act.publishing.models import State
from tertulia.act.publishing.telling import told
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Published, Publisher, publisher
from tertulia.outbound.api import OutboundProblem

UNKNOWN = "outcome-unknown"
SETTLES = timedelta(seconds=20)  # a network that was cut off may still be at work on what it got
FIRST_AGAIN, LAST_AGAIN = timedelta(seconds=15), timedelta(minutes=5)
log = logging.getLogger("tertulia.publish")
Ending = Callable[[], None]


async def carry_out(claim: Claim, access: Access) -> Ending:
    """Ask the network what is to be asked. The answer writes down how it ended: to be called in the desk's
    thread, once."""
    there = publisher(claim.channel.network)
    if there is None:
        return lambda: _failed(claim, _no_way(claim))
    if claim.looks_first or not claim.sends:
        try:
            async with asyncio.timeout(WITHIN_S / 3):
                found = await there.look_up(claim.draft, claim.key, claim.since, access)
        except Exception as fault:
            problem = _as_problem(fault)
            return lambda: _looked_in_vain(claim, problem)
        if found is not None:
            return lambda: _published(claim, found, "found")
        if not claim.sends:
            return lambda: _not_there(claim)
    return await _sent(claim, there, access)


async def _sent(claim: Claim, there: Publisher, access: Access) -> Ending:
    try:
        async with asyncio.timeout(WITHIN_S / 2):
            published = await there.publish(claim.draft, claim.key, access)
    except Problem as problem:
        known = problem  # the name of an exception ends with its clause
        if known.code == UNKNOWN:
            return lambda: _unknown(claim, known)
        return lambda: _failed(claim, known)
    except Exception as fault:
        # Whatever broke, broke after the call began: the network may have taken it.
        problem_ = _as_problem(fault)
        return lambda: _unknown(claim, problem_)
    return lambda: _published(claim, published, State.PUBLISHED)


def _published(claim: Claim, published: Published, what: str) -> None:
    now = timezone.now()
    values: dict[str, Any] = {
        "state": State.PUBLISHED,
        "native_id": published.id,
        "url": published.url[:1000],
        "published_at": now,
        "problem": {},
    }
    try:
        with transaction.atomic():
            ledger.move(claim.number, [claim.start], now, what=what, lease=claim.lease, **values)
    except IntegrityError:
        _cannot_tell(claim, now)
    told(claim.number)


def _cannot_tell(claim: Claim, now: datetime) -> None:
    """What was found is another publication's post of the same words."""
    problem = Problem(
        "same-words",
        Text("A post of the same words stands on the channel, which another publication put there."),
        Text("Look on the network whether this one is there too, and say so."),
    )
    values: dict[str, Any] = {"state": State.UNKNOWN, "next_at": now + timedelta(days=365), "fault": problem}
    ledger.move(claim.number, [claim.start], now, what="looked_in_vain", lease=claim.lease, **values)


def _unknown(claim: Claim, problem: Problem) -> None:
    now = timezone.now()
    values: dict[str, Any] = {"state": State.UNKNOWN, "next_at": now + SETTLES, "fault": problem}
    ledger.move(claim.number, [claim.start], now, what=State.UNKNOWN, lease=claim.lease, **values)
    told(claim.number)


def _failed(claim: Claim, problem: Problem) -> None:
    """For good, or until the next try where there is still time for one."""
    now = timezone.now()
    again = now + _pause(claim, problem, now)
    if problem.permanent or again > claim.deadline:
        values: dict[str, Any] = {"state": State.FAILED, "next_at": now, "fault": problem}
        what: str = State.FAILED
    else:
        values = {"state": State.WAITING, "next_at": again, "fault": problem}
        what = "put_back"
    ledger.move(claim.number, [claim.start], now, what=what, lease=claim.lease, **values)
    told(claim.number)


def _looked_in_vain(claim: Claim, problem: Problem) -> None:
    """The timeline could not be looked at: nothing was sent, and what is there is as unknown as before."""
    now = timezone.now()
    values: dict[str, Any] = {
        "state": State.UNKNOWN,
        "next_at": now + _pause(claim, problem, now),
        "fault": problem,
    }
    ledger.move(claim.number, [claim.start], now, what="looked_in_vain", lease=claim.lease, **values)
    told(claim.number)


def _not_there(claim: Claim) -> None:
    """It surely is not on the network: it may be sent, if there is still time."""
    now = timezone.now()
    values: dict[str, Any] = {"state": State.WAITING, "next_at": now}
    if now > claim.deadline:
        values = {"state": State.FAILED, "fault": _not_taken()}
    ledger.move(claim.number, [claim.start], now, what="not_there", lease=claim.lease, **values)
    told(claim.number)


def _not_taken() -> Problem:
    return Problem(
        "not-taken",
        Text("The network did not take it, and its time has passed."),
        Text("Read it again: publish it now if it still fits, or cancel it."),
    )


def _pause(claim: Claim, problem: Problem, now: datetime) -> timedelta:
    """Longer from try to try, and as long as the network asks for."""
    waits = min(LAST_AGAIN, FIRST_AGAIN * 2 ** min(claim.attempts - 1, 10) if claim.attempts else FIRST_AGAIN)
    asked = problem.retry_at if isinstance(problem, OutboundProblem) else None
    return max(waits, asked - now) if asked else waits


def _as_problem(fault: BaseException) -> Problem:
    if isinstance(fault, Problem):
        return fault
    if not isinstance(fault, TimeoutError):
        log.error("publishing failed", exc_info=fault)
    return Problem(
        UNKNOWN,
        Text("The call to the network broke off ({name}).", name=type(fault).__name__),
        Text("Tertulia looks for the post on the channel before anything is sent again."),
        permanent=False,
    )


def _no_way(claim: Claim) -> Problem:
    return Problem(
        "no-publisher",
        Text("Tertulia cannot publish on {network}.", network=claim.channel.network),
        Text("Publish it by hand."),
    )
