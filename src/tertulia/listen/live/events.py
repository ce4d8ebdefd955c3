"""The stream of server-sent events behind the live pages.

A browser names the last post it knows (`Last-Event-ID`, at first `?after=`) and is sent what came in since:
nothing is lost while it reconnects. A stream costs nothing while nothing comes in.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from tertulia.listen.explorer.posts import last_number
from tertulia.listen.live.following import Following
from tertulia.listen.live.streams import STREAMS, Streams
from tertulia.posts.api import store
from tertulia.posts.arrivals import Listener

BEAT_S = 15.0  # a sign of life, so that no proxy takes the silence for the end
PACE_S = 0.25  # between two pieces: with SHOWN posts in each, 200 posts a second
AGAIN_MS = 2000  # how soon a browser that was cut off comes back


async def events(
    following: Following, after: int | None, streams: Streams = STREAMS, beat_s: float = BEAT_S
) -> AsyncIterator[str]:
    """Events until the person leaves, may look no longer, or the process stops. `after` None: from now on."""
    clock = asyncio.get_running_loop().time
    with streams.joined(following.person) as listener:
        last = await asyncio.to_thread(lambda: last_number(store()))
        seen = last if after is None else min(after, last)
        yield f"retry: {AGAIN_MS}\nid: {seen}\n\n"
        beat_at = clock() + beat_s
        while not streams.ended:
            found = await asyncio.to_thread(following.look, seen)
            if found.upto > seen:
                seen = found.upto
                if found.count:
                    yield await asyncio.to_thread(following.event, found)
                await asyncio.sleep(PACE_S)
            else:
                await _woken(listener, beat_at - clock())
            if clock() >= beat_at:
                if not await asyncio.to_thread(following.is_welcome):
                    return
                yield f"id: {seen}\n: beat\n\n"
                beat_at = clock() + beat_s


async def _woken(listener: Listener, within_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await listener.next()
