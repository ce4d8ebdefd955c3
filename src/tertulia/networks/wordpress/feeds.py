"""A site whose interface is closed, read by its feeds of posts and of comments."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from tertulia.networks.base import Access, Ask, Kind, Page
from tertulia.networks.rss.reading import read as read_feed
from tertulia.networks.wordpress.cursor import Cursor


async def read_feeds(ask: Ask, at: Cursor, access: Access) -> AsyncIterator[Page]:
    """A page for each feed, its entries as raw items."""
    for url in at.place.feeds:
        async for page in read_feed(Ask(Kind.FEED, url, since=ask.since), at.feeds.get(url), access):
            at = replace(at, feeds={**at.feeds, url: page.cursor or at.feeds.get(url, "")})
            items = [{"entry": entry, "site": at.place.home} for entry in page.items]
            missed = replace(page.missed, network="wordpress") if page.missed else None
            yield replace(page, items=items, cursor=at.written(), missed=missed)
