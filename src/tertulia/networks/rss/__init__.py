"""Feeds: RSS, Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Found, Identity, Network, Page, Record
from tertulia.networks.rss import finding, reading
from tertulia.networks.rss.manifest import MANIFEST
from tertulia.networks.rss.mapping import map_entry
from tertulia.posts.api import Gap


class Feeds:
    """Reads one feed by its address. There are no accounts to connect; a feed keeps no past to fill gaps."""

    def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        return reading.read(ask, cursor, access)

    def fill(self, ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
        raise Problem(
            "cannot-fill", Text("A feed holds its newest entries only; older ones cannot be fetched.")
        )

    def map_item(self, item: Record) -> Record:
        return map_entry(item)

    async def find(self, words: str, access: Access) -> Sequence[Found]:
        return await finding.find(words, access)

    async def identify(self, access: Access) -> Identity:
        raise Problem("no-account", Text("Feeds have no accounts: follow a feed by its address."))

    async def observe(self, ids: Sequence[str], access: Access) -> Sequence[Record]:
        return []  # a feed's counters come with its entries, and only with the newest


NETWORK = Network(MANIFEST, live=Feeds())
