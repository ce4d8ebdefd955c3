"""What a network is read with: the guarded client, and a channel's settings and opened secrets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tertulia.errors import Problem
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Access
from tertulia.outbound.api import Client, open_client
from tertulia.team.secrets import open_sealed, redacted, seal

T = TypeVar("T")
_keeper = ThreadPoolExecutor(1, thread_name_prefix="secrets")


def access_with(http: Client, channel: Channel | None) -> Access:
    """The access of a channel, or of nobody. Raises `Problem` ("cannot-unseal"). The desk is not asked."""
    if channel is None:
        return Access(http)
    number = channel.pk

    def renew(secrets: Mapping[str, str]) -> None:
        # The caller is in an event loop, where the desk may not be asked.
        _keeper.submit(_keep, number, dict(secrets)).result()

    secrets = open_sealed(channel.secrets) if channel.secrets else {}
    return Access(http, dict(channel.settings), secrets, renew)


def _keep(number: int, secrets: dict[str, str]) -> None:
    Channel.objects.filter(pk=number).update(secrets=seal(secrets))


def ask_now(question: Callable[[Access], Awaitable[T]], channel: Channel | None = None) -> T:
    """Put one question to a network from a page or a command, and wait for the answer.

    Raises `Problem` as the network does.
    """

    async def asked() -> T:
        async with open_client() as http:
            return await question(access_with(http, channel))

    try:
        return asyncio.run(asked())
    except Problem as problem:
        raise redacted(problem) from None
