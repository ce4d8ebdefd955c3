"""How httpx2 reaches the network: through sockets that the dialer opened, without a proxy."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore2
import httpx2
from anyio.abc import SocketStream
from httpcore2._backends.anyio import AnyIOStream

from tertulia.outbound.dialer import Dialer

CONNECTS_WITHIN_S = 10.0
_IDLE_CONNECTIONS = 20
_IDLE_S = 15.0


@cache
def ssl_context() -> ssl.SSLContext:
    """The machine's certificates, read once; not what environment variables name."""
    return httpx2.create_ssl_context(trust_env=False)


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """httpx2's own transport, over a pool whose every socket comes from the dialer."""

    def __init__(self, dialer: Dialer) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl_context(),
            max_connections=None,
            max_keepalive_connections=_IDLE_CONNECTIONS,
            keepalive_expiry=_IDLE_S,
            network_backend=_Backend(dialer),
        )


class _Backend(httpcore2.AsyncNetworkBackend):
    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        opened = await self._dialer.socket(host, port, timeout or CONNECTS_WITHIN_S)
        return AnyIOStream(await SocketStream.from_socket(opened))
