"""Streams: a server's posts as they come, by server-sent events or a websocket, whichever it speaks.

A stream alone may lose posts: between two connections, and when a server drops what it cannot send in time.
So the list behind it is read as well: at first, when the stream has had time to open, when the first event
proves that it has, and then every few minutes from a little before the cursor. The store knows what it has.
https://docs.joinmastodon.org/methods/streaming/
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tertulia.i18n import Text
from tertulia.networks.base import Ask, Page
from tertulia.networks.mastodon.client import Instance, Server, explained, order
from tertulia.networks.mastodon.cursor import Mark
from tertulia.networks.mastodon.mapping import NETWORK, local_name
from tertulia.networks.mastodon.memory import Memory
from tertulia.networks.mastodon.reading import Reading, time_of
from tertulia.networks.mastodon.tracks import (
    MENTIONING,
    Track,
    bad_target,
    hashtags,
    mentions,
    tags_in,
    timeline,
)
from tertulia.outbound.api import OutboundProblem
from tertulia.posts.api import Gone

OPENS_S = 10.0  # the time that a stream is given to open
SWEEP_S = 300.0  # how often the list behind a stream is read as well
WAITING = 1000  # events that wait while pages are written; then the server waits
_EDITS = ("status.update", "status_update")
_WITH_POSTS = ("update", *_EDITS, "notification", "conversation")
_NO_EVENTS = ("not-found", "gone", "bad-request", "wrong-content", "timeout")


@dataclass(frozen=True)
class Stream:
    """A stream by its name on the servers, with the lists behind it."""

    name: str
    tracks: tuple[Track, ...]
    tag: str = ""

    @property
    def query(self) -> dict[str, str]:
        return {"tag": self.tag} if self.tag else {}


@dataclass(frozen=True)
class Heard:
    """An event of a stream, its payload still as text."""

    event: str
    payload: str


def stream_of(ask: Ask) -> Stream:
    """public, public:local, user or #tag. Raises Problem ("bad-target")."""
    name = ask.target.strip().lower()
    if name == "public:local":
        return Stream(name, (timeline("local"),))
    if name in ("public", ""):
        return Stream("public", (timeline("public"),))
    if name == "user":
        return Stream(name, (timeline("home"), mentions()))
    tags = tags_in(ask.target)
    if not ask.target.strip().startswith(("#", "＃")) or len(tags) != 1:
        raise bad_target(Text("Type public, public:local, user, or one hashtag: #museum"))
    return Stream("hashtag", tuple(hashtags(replace(ask, target=tags[0]))), tags[0])


async def stream(reading: Reading) -> AsyncIterator[Page]:
    """The pages of a stream and of the lists behind it; it ends only with a `Problem`."""
    chosen = stream_of(reading.ask)
    queue: asyncio.Queue[Heard | Exception] = asyncio.Queue(WAITING)
    listener = asyncio.create_task(_listen(chosen, reading.server, reading.memory, queue))
    try:
        async for page in reading.pages(chosen.tracks):
            yield page
        async for page in _merged(chosen, reading, queue):
            yield page
    finally:
        listener.cancel()
        await asyncio.wait([listener])


async def _merged(
    chosen: Stream, reading: Reading, queue: asyncio.Queue[Heard | Exception]
) -> AsyncIterator[Page]:
    """Events as they come, with the lists behind them now and then."""
    loop = asyncio.get_running_loop()
    sweep_at, opened = loop.time() + OPENS_S, False
    while True:
        heard = await _next(queue, sweep_at - loop.time())
        if heard is None or not opened:
            opened = opened or heard is not None
            async for page in reading.pages(chosen.tracks):
                yield page
            sweep_at = loop.time() + SWEEP_S
        if isinstance(heard, Exception):
            raise heard
        if heard is not None and (event := await _page(chosen, reading, heard)):
            yield event


async def _next(queue: asyncio.Queue[Heard | Exception], within_s: float) -> Heard | Exception | None:
    """What is heard next, None if nothing is in time."""
    try:
        return await asyncio.wait_for(queue.get(), max(0.0, within_s))
    except TimeoutError:
        return None


async def _listen(
    chosen: Stream, server: Server, memory: Memory, queue: asyncio.Queue[Heard | Exception]
) -> None:
    """Put what is heard in the queue, and at last why there is nothing more to hear."""
    try:
        instance = await memory.instance(server)
        async for heard in _events(chosen, server, instance, memory):
            await queue.put(heard)
        await queue.put(_ended(server))
    except OutboundProblem as problem:
        await queue.put(explained(problem, server))
    except Exception as error:  # whatever it is, the reading tells it, not a lost task
        await queue.put(error)


async def _events(chosen: Stream, server: Server, instance: Instance, memory: Memory) -> AsyncIterator[Heard]:
    """By server-sent events; by a websocket where the server knows only that."""
    if memory.streams_events is not False and not instance.only_websockets:
        try:
            async for heard in _sent(chosen, server, instance):
                memory.streams_events = True
                yield heard
            return
        except OutboundProblem as problem:
            if problem.code not in _NO_EVENTS or memory.streams_events:
                raise
        memory.streams_events = False
    async for heard in _spoken(chosen, server, instance):
        yield heard


async def _sent(chosen: Stream, server: Server, instance: Instance) -> AsyncIterator[Heard]:
    base = _streaming_base(server, instance, {"ws": "http", "wss": "https"})
    query = f"?{urlencode(chosen.query)}" if chosen.query else ""
    address = f"{base}/api/v1/streaming/{chosen.name.replace(':', '/')}{query}"
    async for event in server.http.events(address, headers=server.headers):
        yield Heard(event.event, event.data)


async def _spoken(chosen: Stream, server: Server, instance: Instance) -> AsyncIterator[Heard]:
    base = _streaming_base(server, instance, {"http": "ws", "https": "wss"})
    address = f"{base}/api/v1/streaming?{urlencode({'stream': chosen.name, **chosen.query})}"
    async with server.http.websocket(address, headers=server.headers) as messages:
        async for message in messages:
            yield heard_in(message)


def _streaming_base(server: Server, instance: Instance, schemes: dict[str, str]) -> str:
    """Where the server says that its streams are, with another scheme."""
    scheme, _, rest = (instance.streaming or server.base).partition("://")
    return f"{schemes.get(scheme, scheme)}://{rest.rstrip('/')}"


def heard_in(message: str | bytes) -> Heard:
    """A websocket's message: {"stream": […], "event": "…", "payload": "…"}. One that cannot be read is heard
    as a broken post. Raises OutboundProblem where it is a refusal."""
    try:
        said = json.loads(message)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return Heard("update", message if isinstance(message, str) else message.decode("utf-8", "replace"))
    if "error" in said:
        raise _refused(said)
    payload = said.get("payload")
    written = payload if isinstance(payload, str) else json.dumps(payload)
    return Heard(str(said.get("event", "")), written)


async def _page(chosen: Stream, reading: Reading, heard: Heard) -> Page | None:
    """What an event brings; None for what is no news of posts (filters, announcements, likes …)."""
    now = datetime.now(UTC)
    if heard.event == "delete":
        return Page(gone=[_gone(reading, heard.payload.strip().strip('"'))], delivered_at=now)
    if heard.event not in _WITH_POSTS:
        return None
    said = _json(heard.payload)
    status, track = _status_in(heard.event, said, chosen)
    if status is None:
        return None
    if track and heard.event not in _EDITS:
        reading.cursor = reading.cursor.at(track.name, _after(reading.cursor.mark(track.name), said))
    return Page(await reading.carry([status]), reading.cursor.write(), delivered_at=now)


def _status_in(event: str, said: Any, chosen: Stream) -> tuple[Any, Track | None]:
    """The post in an event's payload, None where there is none, and the list on which it stands as well."""
    if event == "notification" and isinstance(said, dict):
        known = said.get("type") in MENTIONING
        return (said.get("status") if known else None), chosen.tracks[-1]
    if event == "conversation" and isinstance(said, dict):
        return said.get("last_status"), None
    return said, chosen.tracks[0]


def _after(mark: Mark, said: Any) -> Mark:
    """The mark behind what came; late posts do not move it back."""
    if not isinstance(said, dict) or not isinstance(said.get("id"), str):
        return mark
    number = max(filter(None, (mark.id, said["id"])), key=order, default=None)
    return Mark(number, max(filter(None, (mark.time, time_of(said))), default=None))


def _gone(reading: Reading, number: str) -> Gone:
    uri = reading.memory.uris.get(number)
    if uri:
        return Gone(NETWORK, id=uri)
    return Gone(NETWORK, local=local_name(reading.server.host, number) or "")


def _json(payload: str) -> Any:
    """The payload; as it stands where it is no JSON, so that the mapper refuses it."""
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return payload


def _ended(server: Server) -> OutboundProblem:
    cause = Text("{server} closed the stream.", server=server.host)
    return OutboundProblem("unreachable", cause, None, server.base, permanent=False)


def _refused(said: dict[str, Any]) -> OutboundProblem:
    status = said.get("status") if isinstance(said.get("status"), int) else 0
    code = "unauthorized" if status == 401 else "bad-request"
    cause = Text("The server refuses the stream: {reason}", reason=str(said["error"])[:200])
    return OutboundProblem(code, cause, permanent=True, status=status or 400)
