"""What a host tells as it happens: server-sent events and websockets, over guarded sockets.

Redirects are not followed. Opening counts for the host's circuit breaker; that a stream ends some day does
not. A stream takes no place among the requests that may go to a host at a time.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus, WebSocketException

from tertulia.i18n import Text
from tertulia.outbound import answers, problems
from tertulia.outbound.api import Event, OutboundProblem
from tertulia.outbound.transport import CONNECTS_WITHIN_S, ssl_context
from tertulia.outbound.wanted import Wanted, address, sendable, user_agent

if TYPE_CHECKING:
    from tertulia.outbound.client import GuardedClient

MOST_BYTES = 5 << 20  # of a message
OPENS_WITHIN_S = 30.0
_CLOSES_WITHIN_S = 2.0
_TOO_BIG = 1009
_PORTS = {"ws": 80, "wss": 443}
# At its lowest level websockets' log would tell the headers, credentials among them.
_log = logging.getLogger("tertulia.outbound.websockets")
_log.setLevel(logging.CRITICAL)


async def events(
    client: GuardedClient, url: str, headers: Mapping[str, str], silence_s: float
) -> AsyncIterator[Event]:
    """See `outbound.api.Client.events`."""
    accept = ("text/event-stream",)
    wanted = Wanted(
        "GET", address(url), headers, accept, MOST_BYTES, OPENS_WITHIN_S, OPENS_WITHIN_S, silence_s=silence_s
    )
    async with AsyncExitStack() as stack:
        response = await _opened(client, wanted, stack)
        async for found in httpx2.EventSource(response, MOST_BYTES):
            if found.data:
                yield Event(found.event, found.data, found.id)


async def _opened(client: GuardedClient, wanted: Wanted, stack: AsyncExitStack) -> httpx2.Response:
    """The head of a stream of events; the stack closes it."""
    with client.hosts.asking(wanted.host):
        try:
            async with asyncio.timeout(OPENS_WITHIN_S):
                response = await stack.enter_async_context(client.response(wanted))
        except TimeoutError as error:
            raise problems.too_slow(wanted.place, OPENS_WITHIN_S) from error
        if response.status_code >= 300:
            raise await _elsewhere(wanted, response)
        answers.check_kind(wanted, response)
    response.encoding = "utf-8"
    return response


async def _elsewhere(wanted: Wanted, response: httpx2.Response) -> OutboundProblem:
    found = await answers.read(wanted, response)
    if isinstance(found, answers.Redirect):
        return answers.not_sent_on(wanted, str(found.url))
    return problems.bad_answer(wanted.place, Text("The host answers with no stream."))


@asynccontextmanager
async def websocket(
    client: GuardedClient, url: str, headers: Mapping[str, str], silence_s: float
) -> AsyncIterator[AsyncIterator[str | bytes]]:
    """See `outbound.api.Client.websocket`."""
    where = address(url, ("ws", "wss"))
    wanted = Wanted(
        "GET", where, headers, (), MOST_BYTES, OPENS_WITHIN_S, OPENS_WITHIN_S, silence_s=silence_s
    )
    with client.hosts.asking(wanted.host):
        connection = await _connected(client, wanted)
    try:
        yield _messages(connection, wanted)
    finally:
        await connection.close()


async def _messages(connection: ClientConnection, wanted: Wanted) -> AsyncIterator[str | bytes]:
    """The messages until the host closes; a broken connection is a problem."""
    try:
        async for message in connection:
            yield message
    except ConnectionClosedError as error:
        raise _closed(error, wanted) from error


def _closed(error: ConnectionClosedError, wanted: Wanted) -> OutboundProblem:
    """The problem that the end of a connection is. Its body is the code and reason that the host gave."""
    if error.sent is not None and error.sent.code == _TOO_BIG:
        return problems.too_large(wanted.place, MOST_BYTES)
    if error.rcvd is None and error.sent is not None:
        return problems.silent(wanted.place, wanted.silence_s or 0)
    problem = problems.cut_off(wanted.place)
    if error.rcvd is not None:
        problem.body = f"{error.rcvd.code} {error.rcvd.reason}"
    return problem


async def _connected(client: GuardedClient, wanted: Wanted) -> ClientConnection:
    """A websocket over a checked socket. Raises OutboundProblem."""
    url, silence_s = wanted.url, wanted.silence_s or 0
    host, port = url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]
    opened = await client.dialer.socket(host, port, CONNECTS_WITHIN_S)
    try:
        return await connect(
            str(url),
            sock=opened,
            ssl=ssl_context() if url.scheme == "wss" else None,
            proxy=None,
            additional_headers=sendable(wanted.headers, wanted.place),
            user_agent_header=user_agent(),
            max_size=MOST_BYTES,
            open_timeout=OPENS_WITHIN_S,
            # A host that is well answers pings, however little it has to tell.
            ping_interval=silence_s / 3,
            ping_timeout=silence_s * 2 / 3,
            close_timeout=_CLOSES_WITHIN_S,
            logger=_log,
        )
    except (OSError, ValueError, WebSocketException) as error:
        raise _not_opened(error, wanted) from error


def _not_opened(error: Exception, wanted: Wanted) -> OutboundProblem:
    status = error if isinstance(error, InvalidStatus) else error.__cause__
    if isinstance(status, InvalidStatus):
        return _of_status(status, wanted)
    if isinstance(error, TimeoutError):
        return problems.too_slow(wanted.place, OPENS_WITHIN_S)
    if isinstance(error, ssl.SSLError):
        return problems.no_secure_connection(wanted.place, str(error))
    if isinstance(error, OSError):
        return problems.cut_off(wanted.place)
    return problems.bad_answer(wanted.place, Text("The host answers with no websocket."))


def _of_status(error: InvalidStatus, wanted: Wanted) -> OutboundProblem:
    """The problem that an answer other than "go on" is."""
    status, body = error.response.status_code, bytes(error.response.body or b"")
    headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
    if status >= 400:
        return problems.of_status(status, headers, wanted.place, body.decode("utf-8", "replace"))
    if location := headers.get("location"):
        return answers.not_sent_on(wanted, location)
    return problems.bad_answer(wanted.place, Text("The host answers with no websocket."))
