"""Reading a site: by its interface, else by its feeds. And what was missed, from the interface."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Page
from tertulia.networks.wordpress import comments, posts
from tertulia.networks.wordpress.comments import read_comments
from tertulia.networks.wordpress.cursor import Cursor, opened
from tertulia.networks.wordpress.feeds import read_feeds
from tertulia.networks.wordpress.listing import COMMENTS, POSTS, after
from tertulia.networks.wordpress.locating import Place, locate, rest_of
from tertulia.networks.wordpress.posts import read_posts
from tertulia.posts.api import Gap


async def read(ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
    """The pages of a site: posts, then comments. Without a target, of the channel's own site."""
    at = opened(cursor) or Cursor(await _place(ask, access))
    if not at.place.api:
        async for page in read_feeds(ask, at, access):
            yield page
        return
    rest = rest_of(at.place.api, access)
    async for page, known in read_posts(at.posts, at.place, rest, ask.since):
        before, at = at, replace(at, posts=known)
        if at != before or page.items or page.gone:
            yield replace(page, cursor=at.written())
    async for page, known in read_comments(at.comments, at.place, rest, ask.since):
        before, at = at, replace(at, comments=known)
        if at != before or page.items or page.gone:
            yield replace(page, cursor=at.written())


async def fill(ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
    """What was published in a gap and is still public. Raises Problem ("cannot-fill") for a closed site."""
    place = await _place(ask, access)
    if not place.api:
        raise Problem(
            "cannot-fill",
            Text("The site's interface (REST) is closed, and its feeds hold the newest entries only."),
            Text("Connect the site as a channel, with an application password."),
            place.home,
        )
    rest, until = rest_of(place.api, access), gap.until or datetime.now(UTC)
    async for items in after(rest, POSTS, gap.since, until):
        yield Page(posts.items_of(items, place))
    async for items in after(rest, COMMENTS, gap.since, until):
        yield Page(comments.items_of(items, place))


async def _place(ask: Ask, access: Access) -> Place:
    return await locate(ask.target or access.settings.get("address", ""), access)
