"""A gap in a stream: replayed where the server still has it, else searched for by the wanted words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Kind, Page
from tertulia.networks.bluesky.cursors import now
from tertulia.networks.bluesky.jetstream import LOOK_BACK, Jetstream
from tertulia.networks.bluesky.reading import fill_list
from tertulia.networks.bluesky.streaming import StreamReader, wire_of
from tertulia.networks.bluesky.streams import Position, us_of
from tertulia.posts.api import Gap


async def fill_stream(ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
    """What was published in a gap. Raises `Problem` ("cannot-fill") where not all of it can be had."""
    replayed = isinstance(wire_of(ask), Jetstream) and now() - gap.since < LOOK_BACK
    async for page in (_replay if replayed else _search)(ask, gap, access):
        yield replace(page, cursor=None, missed=None)


async def _replay(ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
    reader = StreamReader(ask, Position(us_of(gap.since)), access, resumed=True, until=gap.until or now())
    cut = False
    async for page in reader.pages():
        cut = cut or page.missed is not None
        yield page
    if cut:
        raise _not_kept()


async def _search(ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
    """One search a word. The beginning of a word (`reclam*`) cannot be searched for."""
    whole = [word for word in ask.words if "*" not in word and "?" not in word]
    for word in whole:
        async for page in fill_list(replace(ask, kind=Kind.SEARCH, target=word), gap, access):
            yield page
    if not whole or len(whole) < len(ask.words):
        raise _not_kept()


def _not_kept() -> Problem:
    return Problem(
        "cannot-fill",
        Text("Bluesky's stream no longer has all of that time, and a search cannot find the rest."),
        Text("Streams go back a day and a half. Follow a search for what matters: it reaches further back."),
    )
