"""Bluesky as it happens. See `networks.base.Live`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tertulia.networks.base import Access, Ask, Found, Identity, Kind, Page, Record
from tertulia.networks.bluesky import finding, identifying, mapping
from tertulia.networks.bluesky.filling import fill_stream
from tertulia.networks.bluesky.observing import observe
from tertulia.networks.bluesky.reading import fill_list, read_list
from tertulia.networks.bluesky.streaming import read_stream
from tertulia.networks.bluesky.threads import read_thread
from tertulia.networks.bluesky.xrpc import Xrpc
from tertulia.posts.api import Gap


class Bluesky:
    def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        match ask.kind:
            case Kind.STREAM:
                return read_stream(ask, cursor, access)
            case Kind.THREAD:
                return read_thread(ask, cursor, access)
        return read_list(ask, cursor, access)

    def fill(self, ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
        match ask.kind:
            case Kind.STREAM:
                return fill_stream(ask, gap, access)
            case Kind.THREAD:  # each reading is the whole thread
                return read_thread(ask, None, access)
        return fill_list(ask, gap, access)

    def map_item(self, item: Record) -> Record:
        return mapping.map_item(item)

    async def find(self, words: str, access: Access) -> Sequence[Found]:
        return await finding.find(words, access)

    async def identify(self, access: Access) -> Identity:
        return await identifying.identify(access)

    async def observe(self, ids: Sequence[str], access: Access) -> Sequence[Record]:
        return await observe(Xrpc(access, {}), ids)
