"""The feeds that an address may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tertulia.networks.base import Access, Ask, Found, Kind
from tertulia.networks.rss.site import as_address, look_at

_ADDRESS = re.compile(r"(?:[a-z]+://)?[^\s/@]+\.[^\s/@.]{2,}(?::\d+)?(?:/\S*)?|https?://\S+", re.IGNORECASE)


def is_address(words: str) -> bool:
    return bool(_ADDRESS.fullmatch(words.strip()))


async def find(words: str, access: Access) -> Sequence[Found]:
    """The feeds of a site by its address; what is no address finds nothing, since feeds have no directory."""
    if not is_address(words):
        return []
    site = await look_at(as_address(words), access.http)
    return [
        Found(
            Ask(Kind.FEED, feed.url),
            feed.title or site.title or feed.url,
            site.title,
            feed.url,
            0.5 if feed.comments else 0.9,
        )
        for feed in site.feeds
    ]
