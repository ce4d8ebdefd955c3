"""A small Jetstream for the tests: it replays events from a cursor, then sends what is published, in the
first or the second form of its messages. It forgets what is older than its floor, as the real ones do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Request, Response, Server, ServerConnection, serve

Event = dict[str, Any]
SECOND = "/xrpc/network.bsky.jetstream.subscribeEvents"


@dataclass
class Jetstream:
    """`asked` are the queries of its connections; `takes_no_cursor` refuses them as too old."""

    events: list[Event] = field(default_factory=list)  # in the first form
    floor_us: int = 0
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    takes_no_cursor: bool = False
    ends_with: str = ""  # an error frame, behind the replayed events
    _open: set[ServerConnection] = field(default_factory=set)
    _server: Server | None = None

    @property
    def netloc(self) -> str:
        assert self._server is not None
        return f"127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}"

    @property
    def first(self) -> str:
        return f"ws://{self.netloc}/subscribe"

    @property
    def second(self) -> str:
        return f"ws://{self.netloc}{SECOND}"

    async def publish(self, event: Event) -> None:
        self.events.append(event)
        for connection in list(self._open):
            await connection.send(_message(event, connection))

    async def break_off(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._open):
            connection.transport.abort()

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        cursor = self.asked[-1].get("cursor")
        if cursor:
            after = int(cursor[0])
            if after < self.floor_us and SECOND in connection.request.path:
                info = {"$type": "network.bsky.jetstream.subscribeEvents#info", "name": "OutdatedCursor"}
                await connection.send(json.dumps({"$type": "message", "payload": info}))
            for event in [one for one in self.events if one["time_us"] >= max(after, self.floor_us)]:
                await connection.send(_message(event, connection))
        if self.ends_with:
            await connection.send(json.dumps({"$type": "error", "error": self.ends_with, "message": "…"}))
            return
        self._open.add(connection)
        await connection.wait_closed()
        self._open.discard(connection)

    def _look(self, connection: ServerConnection, request: Request) -> Response | None:
        self.asked.append(parse_qs(urlsplit(request.path).query))
        if self.takes_no_cursor and "cursor" in self.asked[-1]:
            response = connection.respond(HTTPStatus.BAD_REQUEST, '{"error":"CursorTooOld","message":"5"}')
            response.headers["Content-Type"] = "application/json"
            return response
        return None


@asynccontextmanager
async def jetstream(**given: Any) -> AsyncIterator[Jetstream]:
    """A running one on a free port of 127.0.0.1."""
    made = Jetstream(**given)
    async with serve(made._serve, "127.0.0.1", 0, process_request=made._look) as server:
        made._server = server
        yield made


def _message(event: Event, connection: ServerConnection) -> str:
    assert connection.request is not None
    return json.dumps(in_second_form(event) if SECOND in connection.request.path else event)


def in_second_form(event: Event) -> Event:
    """The event as `subscribeEvents` frames it."""
    seen = datetime.fromtimestamp(event["time_us"] / 1e6, UTC).isoformat(timespec="microseconds")
    payload = {
        "$type": f"network.bsky.jetstream.subscribeEvents#{event['kind']}",
        "seq": event["time_us"] % 1_000_000_007,
        "did": event["did"],
        "time": seen.replace("+00:00", "Z"),
        "witnessedAt": seen.replace("+00:00", "Z"),
    }
    told = event["commit"] if event["kind"] == "commit" else {event["kind"]: event[event["kind"]]}
    return {"$type": "message", "payload": payload | told}


async def settled(condition: Any) -> None:
    """Wait until a condition of the test holds."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.02)
