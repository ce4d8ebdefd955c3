"""Threads: that of one post, and those of private conversations, whose last message alone servers list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Page, Record
from tertulia.networks.mastodon.client import Server, base_of, id_of, order, server_of
from tertulia.networks.mastodon.ids import rewound
from tertulia.networks.mastodon.reading import LATE, Reading
from tertulia.networks.mastodon.tracks import Track, bad_target


def thread_server(ask: Ask, access: Access) -> Server:
    """Where a thread is asked for: the chosen server if its token may look for posts of others there, else
    the server of the post's own address."""
    server = server_of(access, ask.options.get("server", ""))
    return server if server.token or "://" not in ask.target else server_of(access, base_of(ask.target))


async def thread(reading: Reading) -> AsyncIterator[Page]:
    """A post with what it answers and what answers it, as far as the server shows them. There is no cursor:
    a thread is read anew."""
    number = await _number(reading.ask.target, reading.server)
    path = f"/api/v1/statuses/{quote(number, safe='')}"
    post = await reading.server.record(path)
    before, after = await _context(reading.server, number)
    whole = [*before, post, *after]
    first = whole[0].get("uri") if isinstance(whole[0], dict) else None
    yield Page(await reading.carry(whole, first), every_s=reading.server.rest_s())


async def _context(server: Server, number: str) -> tuple[list[Any], list[Any]]:
    """What a post answers, and what answers it."""
    said = await server.record(f"/api/v1/statuses/{quote(number, safe='')}/context")
    parts = (said.get("ancestors"), said.get("descendants"))
    before, after = (list(part) if isinstance(part, list) else [] for part in parts)
    return before, after


async def _number(target: str, server: Server) -> str:
    """The server's own id of a post that is named by its address or by that id."""
    written = target.strip()
    last = [step for step in urlsplit(written).path.split("/") if step][-1:]
    if "://" not in written or base_of(written) == server.base:
        if not last or not last[0].isalnum():
            raise bad_target(Text("Paste the address of the post."))
        return last[0]
    query = {"q": written, "type": "statuses", "resolve": "true", "limit": 1}
    found = (await server.record("/api/v2/search", query)).get("statuses")
    number = id_of(found[0]) if isinstance(found, list) and found and isinstance(found[0], dict) else None
    if number is None:
        cause = Text("{server} cannot find that post.", server=server.host)
        raise Problem("no-such-post", cause, Text("It may have been deleted, or not be public."), "target")
    return number


class Messages(Reading):
    """Reads private conversations: of each that has something new, all that is newer than the cursor."""

    async def posts(self, track: Track, items: Sequence[Record]) -> list[Record]:
        after = self.cursor.mark(track.name).id
        found: dict[str, Any] = {}
        for item in items:
            for status in await self._conversation(item):
                number = id_of(status) or ""
                if after is None or order(number) > order(rewound(after, LATE)):
                    found[number] = status
        return await self.carry([found[number] for number in sorted(found, key=order)])

    async def _conversation(self, item: Record) -> list[Record]:
        """The messages of a conversation, also of branches that its last message does not answer."""
        last = item.get("last_status")
        if not isinstance(last, dict):
            return []
        number = id_of(last) or ""
        before, after = await _context(self.server, number)
        first = id_of(before[0]) if before and isinstance(before[0], dict) else None
        rest = (await _context(self.server, first))[1] if first else []
        known = [status for status in (*before, *rest, last, *after) if isinstance(status, dict)]
        return [status for status in known if status.get("visibility") == "direct"]
