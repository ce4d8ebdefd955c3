"""Mastodon, and what answers like it, as a network that is read live."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Found, Identity, Kind, Page, Record
from tertulia.networks.mastodon import finding, lookup, mapping
from tertulia.networks.mastodon.client import Server
from tertulia.networks.mastodon.cursor import Cursor
from tertulia.networks.mastodon.memory import Memories
from tertulia.networks.mastodon.reading import Reading
from tertulia.networks.mastodon.searching import as_hashtags, search
from tertulia.networks.mastodon.streaming import stream, stream_of
from tertulia.networks.mastodon.threads import Messages, thread, thread_server
from tertulia.networks.mastodon.tracks import Track, server_for, tracks_of
from tertulia.posts.api import Gap


class Mastodon:
    """See `networks.base.Live`."""

    def __init__(self) -> None:
        self.memories = Memories()

    async def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        asked = (as_hashtags(ask) or ask) if ask.kind is Kind.SEARCH else ask
        server = await _server(asked, access)
        reading = await self._reading(asked, cursor, server)
        async for page in self._pages(reading):
            yield page

    async def _pages(self, reading: Reading) -> AsyncIterator[Page]:
        special = {Kind.SEARCH: search, Kind.THREAD: thread, Kind.STREAM: stream}.get(reading.ask.kind)
        if special:
            pages = special(reading)
        else:
            pages = reading.pages(await tracks_of(reading.ask, reading.server, reading.memory))
        async for page in pages:
            yield page

    async def fill(self, ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
        asked = (as_hashtags(ask) or ask) if ask.kind is Kind.SEARCH else ask
        if asked.kind in (Kind.SEARCH, Kind.THREAD, Kind.MESSAGES):
            cause = Text("Mastodon does not give what a search or a conversation held at an earlier time.")
            raise Problem("cannot-fill", cause)
        server = await _server(asked, access)
        reading = await self._reading(asked, None, server)
        if asked.kind is Kind.STREAM:
            tracks: Sequence[Track] = stream_of(asked).tracks
        else:
            tracks = await tracks_of(asked, server, reading.memory)
        async for page in reading.fill(tracks, gap):
            yield page

    def map_item(self, item: Record) -> Record:
        return mapping.map_item(item)

    async def find(self, words: str, access: Access) -> Sequence[Found]:
        return await finding.find(words, access, self.memories)

    async def identify(self, access: Access) -> Identity:
        return await finding.identify(access, self.memories)

    async def observe(self, ids: Sequence[str], access: Access) -> Sequence[Record]:
        return await lookup.observe(ids, access, self.memories)

    async def _reading(self, ask: Ask, cursor: str | None, server: Server) -> Reading:
        memory = self.memories.of(server)
        domain = (await memory.instance(server)).domain
        kind = Messages if ask.kind is Kind.MESSAGES else Reading
        return kind(ask, Cursor.read(cursor, server.base), server, memory, domain)


async def _server(ask: Ask, access: Access) -> Server:
    return thread_server(ask, access) if ask.kind is Kind.THREAD else await server_for(ask, access)
