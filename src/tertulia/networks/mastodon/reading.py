"""Reading a server's lists: forward from the cursor, oldest first, a bounded number of pages a run.

Where the bound is met, a run goes on with the newest page, and says what lies between (`Page.missed`): so
listening stays in the present, and `fill` can bring what is missing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tertulia.errors import Problem
from tertulia.networks.base import Ask, Page, Record
from tertulia.networks.mastodon.client import MOST, Listing, Server, id_of, order
from tertulia.networks.mastodon.cursor import Cursor, Mark
from tertulia.networks.mastodon.ids import id_at, rewound
from tertulia.networks.mastodon.lookup import find_parents
from tertulia.networks.mastodon.mapping import NETWORK, carried
from tertulia.networks.mastodon.memory import Memory
from tertulia.networks.mastodon.tracks import Track
from tertulia.posts.api import Gap
from tertulia.posts.formats.values import BadValue, moment

FORWARD_PAGES = 50  # 2,000 posts a run, a sixth of what a server grants in five minutes
FIRST_PAGES = 25
FILL_PAGES = 100
LATE = timedelta(minutes=5)  # posts of other servers come late, with the id of when they were written
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
TOO_MANY = "too-many"  # why a span was left out: more was published than a run reads


class Reading:
    """One run over a server. `cursor` moves with the pages that it gives."""

    def __init__(self, ask: Ask, cursor: Cursor, server: Server, memory: Memory, domain: str) -> None:
        self.ask, self.cursor = ask, cursor
        self.server, self.memory, self.domain = server, memory, domain

    async def pages(self, tracks: Sequence[Track]) -> AsyncIterator[Page]:
        """What is new on each of the lists, one list after the other."""
        for track in tracks:
            mark = self.cursor.mark(track.name)
            reading = self._first(track, mark) if mark.id is None else self._forward(track, mark.id)
            async for page in reading:
                yield page

    async def _forward(self, track: Track, after: str) -> AsyncIterator[Page]:
        at = rewound(after, LATE) if track.of_posts else after
        for _ in range(FORWARD_PAGES):
            listing = await self._list(track, min_id=at)
            if listing.items:
                yield await self._page(track, listing)
            if len(listing.items) < MOST // 2 or listing.newer is None or order(listing.newer) <= order(at):
                return
            at = listing.newer
        async for page in self._jump(track, at):
            yield page

    async def _jump(self, track: Track, behind: str) -> AsyncIterator[Page]:
        """The newest page, and the span between it and what was read."""
        listing = await self._list(track)
        new = [item for item in listing.items if order(id_of(item) or "") > order(behind)]
        if new:
            times = [when for item in new if (when := time_of(item))]
            since = self.cursor.mark(track.name).time
            page = await self._page(track, replace(listing, items=new))
            missed = (
                Gap(since, min(times), TOO_MANY, NETWORK)
                if since and times and len(new) >= MOST // 2
                else None
            )
            yield replace(page, missed=missed)

    async def _first(self, track: Track, mark: Mark) -> AsyncIterator[Page]:
        """Without a cursor: the newest page, or all since a time, oldest first."""
        since = mark.time or self.ask.since
        listings: list[Listing] = []
        async for listing in self._backward(track, None, FIRST_PAGES if since else 1):
            listings.append(listing)
            if since and _oldest(listing) <= since:
                break
        for number, listing in enumerate(reversed(listings)):
            page = await self._page(track, listing)
            cut = number == 0 and since and len(listings) == FIRST_PAGES and _oldest(listing) > since
            yield (
                replace(page, missed=Gap(since, _oldest(listing), TOO_MANY, NETWORK))
                if cut and since
                else page
            )
        if not listings and mark.time is None:
            self.cursor = self.cursor.at(track.name, Mark(None, datetime.now(UTC)))
            yield Page(cursor=self.cursor.write())

    async def _backward(self, track: Track, before: str | None, most: int) -> AsyncIterator[Listing]:
        """Pages from `before` (None: from the newest) into the past, none of them empty."""
        for _ in range(most):
            listing = await self._list(track, max_id=before)
            if listing.items:
                yield listing
            older = listing.older
            if not listing.items or older is None or (before and order(older) >= order(before)):
                return
            before = older

    async def fill(self, tracks: Sequence[Track], gap: Gap) -> AsyncIterator[Page]:
        """What was published in a gap, newest pages first; what is too far back is said to be missed."""
        until = gap.until or datetime.now(UTC)
        for track in tracks:
            start = await self._list(track)
            like = id_of(start.items[0]) if start.items else None
            before = id_at(until + timedelta(seconds=1), like) if like and track.of_posts else None
            pages, reached = 0, until
            async for listing in self._backward(track, before, FILL_PAGES):
                pages, reached = pages + 1, min(reached, _oldest(listing))
                inside = [item for item in listing.items if gap.since <= (time_of(item) or until) <= until]
                if inside:
                    yield Page(await self.posts(track, list(reversed(inside))))
                if reached < gap.since:
                    break
            if pages == FILL_PAGES and reached > gap.since:
                yield Page(missed=Gap(gap.since, reached, TOO_MANY, NETWORK))

    async def _list(self, track: Track, **where: Any) -> Listing:
        """A page of a list. Its `filter` is a kindness: what a server makes of it is looked at again here."""
        asked = {**track.params, "limit": MOST, **where}
        if track.filter and self.memory.filters:
            try:
                return await self.server.list(track.path, {**asked, **track.filter})
            except Problem as problem:
                if problem.code != "bad-request":
                    raise
                self.memory.filters = False
        return await self.server.list(track.path, asked)

    async def _page(self, track: Track, listing: Listing) -> Page:
        items = sorted(listing.items, key=lambda item: order(id_of(item) or ""))
        posts = await self.posts(track, items)
        self.cursor = self.cursor.at(track.name, self._behind(track, listing))
        return Page(posts, self.cursor.write(), every_s=self.server.rest_s())

    def _behind(self, track: Track, listing: Listing) -> Mark:
        """The mark after a page: it never goes back."""
        before = self.cursor.mark(track.name)
        newest = max(filter(None, (before.id, listing.newer)), key=order, default=None)
        times = [when for item in listing.items if (when := time_of(item))]
        return Mark(newest, max(filter(None, (before.time, *times)), default=None))

    async def posts(self, track: Track, items: Sequence[Record]) -> list[Record]:
        """The raw items of the posts in a list's items, oldest first."""
        return await self.carry([post_in(item) for item in items if track.wanted(item)])

    async def carry(self, statuses: Sequence[Any], thread: str | None = None) -> list[Record]:
        """Statuses as raw items, with the posts that they answer as far as these are known or can be."""
        self.memory.notice(statuses)
        await find_parents(statuses, self.server, self.memory)
        return [
            carried(status, self.server.host, self.domain, reply_to=self._parent(status), thread=thread)
            for status in statuses
        ]

    def _parent(self, status: Any) -> str | None:
        number = status.get("in_reply_to_id") if isinstance(status, dict) else None
        return self.memory.uris.get(str(number)) if number else None


def post_in(item: Record) -> Any:
    """The status in a list's item: a notification's, or the item itself."""
    return item.get("status", item)


def time_of(item: Record) -> datetime | None:
    """When a status, notification, or the last status of a conversation was made; None if it does not say."""
    inner = item.get("last_status")
    made = (inner if isinstance(inner, dict) else item).get("created_at")
    try:
        return moment(made)
    except BadValue:
        return None


def _oldest(listing: Listing) -> datetime:
    """When the oldest thing of a page was made; the beginning of time where none says so."""
    return min((when for item in listing.items if (when := time_of(item))), default=_BEGINNING)
