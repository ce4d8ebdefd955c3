"""WordPress: the posts and comments of a site, read and written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tertulia.networks.base import Access, Ask, Found, Identity, Network, Page, Record
from tertulia.networks.wordpress import mapping, observing, people, reading
from tertulia.networks.wordpress.manifest import MANIFEST
from tertulia.networks.wordpress.publishing import Publishing
from tertulia.posts.api import Gap


class WordPress:
    """Reads a site by its address, as a visitor or with an application password."""

    def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        return reading.read(ask, cursor, access)

    def fill(self, ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
        return reading.fill(ask, gap, access)

    def map_item(self, item: Record) -> Record:
        return mapping.map_item(item)

    async def find(self, words: str, access: Access) -> Sequence[Found]:
        return await people.find(words, access)

    async def identify(self, access: Access) -> Identity:
        return await people.identify(access)

    async def observe(self, ids: Sequence[str], access: Access) -> Sequence[Record]:
        return await observing.observe(ids, access)


NETWORK = Network(MANIFEST, live=WordPress(), publisher=Publishing())
