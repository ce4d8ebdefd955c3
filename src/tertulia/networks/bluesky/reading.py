"""Searches, hashtags, accounts and mentions: read again and again from their newest item back to what is
known, and handed on oldest first.

Bluesky puts posts into its index a little out of order, so each reading goes back somewhat behind the newest
post that is known. What is met again is left out by its id. A reading that would have to go back too far
stops, and the span between is missed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Kind, Page, Record
from tertulia.networks.bluesky.accounts import did_of, profile_of
from tertulia.networks.bluesky.cursors import Mark, now
from tertulia.networks.bluesky.lists import Listing, Span, back_to, id_of, listing
from tertulia.networks.bluesky.names import NETWORK, of_account
from tertulia.networks.bluesky.xrpc import Xrpc, is_taken_down, is_unknown
from tertulia.outbound.api import OutboundProblem
from tertulia.posts.api import Gap, Gone

OVERLAP = timedelta(minutes=10)
FIRST_PAGES, MOST_PAGES = 3, 10  # of 100 items
_MOST_TO_FILL = 30
_MARGIN = timedelta(seconds=1)  # the network's own times are cut to milliseconds
_CHUNK = 100


async def read_list(ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
    """The pages of a list after the cursor, oldest first."""
    xrpc = Xrpc.of(ask, access)
    _check_channel(ask, xrpc)
    mark = Mark.of(cursor)
    if ask.kind is Kind.ACCOUNT and not mark.did:
        mark = replace(mark, did=await did_of(xrpc, ask.target))
    listed = listing(ask, xrpc, mark.did)
    try:
        items, whole = await back_to(listed, _bound(ask, mark), _pages(ask, mark))
    except OutboundProblem as problem:
        refusal = await _explained(problem, ask, xrpc, mark.did)
        if refusal.code == "account-gone":
            yield Page(gone=[Gone(NETWORK, prefix=of_account(mark.did))])
        raise refusal from problem
    for page in _pages_of(items, listed, mark, whole):
        yield page


def _bound(ask: Ask, mark: Mark) -> datetime | None:
    return mark.newest - OVERLAP if mark.newest else ask.since


def _pages(ask: Ask, mark: Mark) -> int:
    return MOST_PAGES if mark.newest or ask.since else FIRST_PAGES


def _pages_of(items: list[Record], listed: Listing, mark: Mark, whole: bool) -> Iterator[Page]:
    """What is new among the items of a reading, in pages with the mark behind each."""
    missed = None if whole or mark.newest is None else _missed(items, listed, mark.newest)
    known = frozenset(mark.recent)
    fresh = [item for item in reversed(items) if id_of(item) not in known]
    if not fresh and mark.newest is None:
        yield Page(cursor=str(replace(mark, newest=now())))
    for start in range(0, len(fresh), _CHUNK):
        chunk = fresh[start : start + _CHUNK]
        mark = mark.after((id_of(item), _not_ahead(listed.when(item))) for item in chunk)
        yield Page(chunk, str(mark), missed=missed)
        missed = None


def _missed(items: list[Record], listed: Listing, newest: datetime) -> Gap | None:
    times = [when for item in items if (when := listed.when(item))]
    oldest = min(times, default=newest)
    return Gap(newest, oldest, "overflow", NETWORK) if oldest > newest else None


def _not_ahead(when: datetime | None) -> datetime | None:
    """A time that a wrong clock put into the future would hide all that comes before it."""
    return min(when, now()) if when else None


def _check_channel(ask: Ask, xrpc: Xrpc) -> None:
    if ask.kind is Kind.MENTIONS and not xrpc.signed_in:
        raise Problem(
            "needs-channel",
            Text("Only the account itself can read its notifications."),
            Text("Connect it as a channel, with its handle and an app password."),
        )


async def _explained(problem: OutboundProblem, ask: Ask, xrpc: Xrpc, did: str) -> Problem:
    """What it means that an account's posts are refused: "account-gone" only where the network says so."""
    if ask.kind is not Kind.ACCOUNT or not (is_unknown(problem) or is_taken_down(problem)):
        return problem
    try:
        await profile_of(xrpc, did)
    except Problem as said:
        return said
    return problem


async def fill_list(ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
    """What a list still has of a gap. Raises `Problem` ("cannot-fill") behind what it has, where that is not
    all."""
    xrpc = Xrpc.of(ask, access)
    _check_channel(ask, xrpc)
    since, until = gap.since - _MARGIN, (gap.until or now()) + _MARGIN
    did = await did_of(xrpc, ask.target) if ask.kind is Kind.ACCOUNT else ""
    listed = listing(ask, xrpc, did, Span(since, until))
    items, whole = await back_to(listed, since, _MOST_TO_FILL)
    inside = [item for item in reversed(items) if (when := listed.when(item)) and since <= when <= until]
    for start in range(0, len(inside), _CHUNK):
        yield Page(inside[start : start + _CHUNK])
    if not whole:
        raise too_much_to_fill()


def too_much_to_fill() -> Problem:
    return Problem(
        "cannot-fill",
        Text("Bluesky has more posts of that time than can be fetched."),
        Text("Narrow the search; the newest of them were kept."),
    )
