"""The guarded client: httpx2's transport over guarded sockets, with deadlines, caps and redirects of our own.

The transport is used without httpx2's client: so there are no cookies, no proxies or passwords from the
environment, no redirects but ours, and no line in the log with an address whose query holds a key.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx2

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.outbound import answers, problems, streams
from tertulia.outbound.api import JSON, Answer, Event, Rates, Sends
from tertulia.outbound.dialer import Dialer
from tertulia.outbound.hosts import Hosts
from tertulia.outbound.policy import REACHABLE, Reach
from tertulia.outbound.rates import rates_of
from tertulia.outbound.transport import GuardedTransport
from tertulia.outbound.wanted import Wanted, address, host_of

MOST_REDIRECTS = 3
_MOST_RATES = 1000  # hosts whose limits are remembered
_FORM = "application/x-www-form-urlencoded"


class GuardedClient:
    """See `outbound.api.Client`."""

    def __init__(self, dialer: Dialer, per_host: int = 2, hosts: Hosts | None = None) -> None:
        self.dialer = dialer
        self.hosts = hosts if hosts is not None else Hosts()
        self._transport = GuardedTransport(dialer)
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_host))
        self._rates: dict[str, Rates] = {}

    async def __aenter__(self) -> GuardedClient:
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *exception: Any) -> None:
        await self._transport.__aexit__(*exception)

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] = {},
        accept: tuple[str, ...] = JSON,
        most_bytes: int = 8 << 20,
        within_s: float = 30.0,
    ) -> Answer:
        where = address(url)
        if given := {name: value for name, value in (params or {}).items() if value is not None}:
            where = where.copy_merge_params(given)
        return await self._fetch(Wanted("GET", where, headers, accept, most_bytes, within_s, within_s))

    async def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] = {},
        accept: tuple[str, ...] = JSON,
        most_bytes: int = 8 << 20,
        within_s: float = 30.0,
        method: Sends = "POST",
    ) -> Answer:
        content = content or b""
        if form is not None:
            content, headers = urlencode(form).encode(), {"Content-Type": _FORM, **headers}
        elif json is not None:
            content, headers = jsonlib.dumps(json).encode(), {"Content-Type": "application/json", **headers}
        where = address(url)
        return await self._fetch(
            Wanted(method, where, headers, accept, most_bytes, within_s, within_s, content)
        )

    def events(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AsyncIterator[Event]:
        return streams.events(self, url, headers, silence_s)

    def websocket(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AbstractAsyncContextManager[AsyncIterator[str | bytes]]:
        return streams.websocket(self, url, headers, silence_s)

    def rates(self, url: str) -> Rates:
        return self._rates.get(host_of(address(url)), Rates())

    async def _fetch(self, wanted: Wanted) -> Answer:
        """Ask, and follow redirects of what is only read; each is checked like the first address."""
        hops: list[answers.Redirect] = []
        while True:
            found, took_s = await self._timed(wanted)
            if isinstance(found, Answer):
                return replace(found, moved=bool(hops) and all(hop.for_good for hop in hops))
            hops.append(found)
            if wanted.method != "GET":
                raise answers.not_sent_on(wanted, str(found.url))
            if len(hops) > MOST_REDIRECTS:
                raise answers.too_many_redirects(wanted, MOST_REDIRECTS)
            wanted = wanted.elsewhere(found.url, took_s)

    async def _timed(self, wanted: Wanted) -> tuple[Answer | answers.Redirect, float]:
        """One exchange and the seconds it took; waiting for one's turn at the host is not counted."""
        clock = asyncio.get_running_loop().time
        async with self._slots[wanted.host]:
            began = clock()
            with self.hosts.asking(wanted.host):
                try:
                    async with asyncio.timeout(max(0.0, wanted.left_s)), self.response(wanted) as response:
                        return await answers.read(wanted, response), clock() - began
                except TimeoutError as error:
                    raise problems.too_slow(wanted.place, wanted.within_s) from error

    @asynccontextmanager
    async def response(self, wanted: Wanted) -> AsyncIterator[httpx2.Response]:
        """The head of an answer below 400, its body still to be read. Raises OutboundProblem."""
        request = wanted.request()
        try:
            response = await self._transport.handle_async_request(request)
            response.request = request
            try:
                self._remember(wanted.host, response)
                if response.status_code >= 400:
                    raise await answers.refusal(wanted, response)
                yield response
            finally:
                await response.aclose()
        except httpx2.HTTPError as error:
            raise answers.translated(error, wanted) from error

    def _remember(self, host: str, response: httpx2.Response) -> None:
        """Keep what the host says of its limits; of too many hosts, the newest."""
        if rates := rates_of(response.headers, datetime.now(UTC)):
            self._rates.pop(host, None)
            self._rates[host] = rates
            if len(self._rates) > _MOST_RATES:
                del self._rates[next(iter(self._rates))]


def guarded_client(per_host: int, hosts: Hosts | None) -> GuardedClient:
    """A client as the environment sets it up. Raises Problem ("bad-setting")."""
    try:
        reach = Reach.of(os.environ)
    except ValueError as error:
        cause = Text(
            "{name} holds something that is no host and no network: {why}.", name=REACHABLE, why=str(error)
        )
        remedy = Text("Write hosts and networks with commas between, as in intranet:8080, 10.0.0.0/8.")
        raise Problem("bad-setting", cause, remedy) from error
    return GuardedClient(Dialer(reach), per_host, hosts)
