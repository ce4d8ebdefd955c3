"""The guarded client: httpx2's transport over guarded sockets, with deadlines, caps and redirects of our own.

The transport is used without httpx2's client: so there are no cookies, no proxies or passwords from the environment,
no redirects but ours, and no line in the log with an address whose query holds a key.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx2

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.outbound import problems
from tertulia.outbound.api import JSON, Answer, OutboundProblem, Rates
from tertulia.outbound.dialer import Dialer
from tertulia.outbound.hosts import Hosts
from tertulia.outbound.policy import REACHABLE, Reach
from tertulia.outbound.rates import rates_of
from tertulia.outbound.transport import GuardedTransport
from tertulia.version import __version__

MOST_REDIRECTS = 3
_MOST_OF_AN_ERROR = 8 << 10  # bytes of what a host says to its refusal
_MOST_RATES = 1000  # hosts whose limits are remembered
# Headers that may follow to another host: none of them holds a credential.
_HARMLESS = ("accept-language", "if-none-match", "if-modified-since")
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Wanted:
    """A request with its limits. `left_s` shrinks from one redirect to the next."""

    method: str
    url: httpx2.URL
    headers: Mapping[str, str]
    accept: tuple[str, ...]
    most_bytes: int
    within_s: float
    left_s: float
    content: bytes | None = None

    @property
    def host(self) -> str:
        return host_of(self.url)

    def elsewhere(self, url: httpx2.URL, after_s: float) -> Wanted:
        """The same at another address. Credentials do not follow to another host."""
        headers = self.headers
        if _origin(url) != _origin(self.url):
            headers = {name: value for name, value in headers.items() if name.lower() in _HARMLESS}
        return replace(self, url=url, headers=headers, left_s=self.left_s - after_s)


@dataclass(frozen=True)
class Redirect:
    """Where an answer sends us, and whether for good."""

    url: httpx2.URL
    for_good: bool


class GuardedClient:
    """See `outbound.api.Client`."""

    def __init__(self, dialer: Dialer, per_host: int = 2, hosts: Hosts | None = None) -> None:
        self.dialer = dialer
        self.hosts = hosts if hosts is not None else Hosts()
        self.transport = GuardedTransport(dialer)
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_host))
        self._rates: dict[str, Rates] = {}

    async def __aenter__(self) -> GuardedClient:
        await self.transport.__aenter__()
        return self

    async def __aexit__(self, *exception: Any) -> None:
        await self.transport.__aexit__(*exception)

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
        if params:
            where = where.copy_merge_params({name: v for name, v in params.items() if v is not None})
        return await self._fetch(Wanted("GET", where, headers, accept, most_bytes, within_s, within_s))

    async def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = {},
        accept: tuple[str, ...] = JSON,
        most_bytes: int = 8 << 20,
        within_s: float = 30.0,
    ) -> Answer:
        content = b""
        if form is not None:
            content, headers = urlencode(form).encode(), {"Content-Type": _FORM, **headers}
        elif json is not None:
            content, headers = jsonlib.dumps(json).encode(), {"Content-Type": "application/json", **headers}
        where = address(url)
        return await self._fetch(
            Wanted("POST", where, headers, accept, most_bytes, within_s, within_s, content)
        )

    def rates(self, url: str) -> Rates:
        return self._rates.get(host_of(address(url)), Rates())

    async def _fetch(self, wanted: Wanted) -> Answer:
        """Ask, and follow redirects of what is only read; each of them is checked like the first address."""
        hops: list[Redirect] = []
        while True:
            found, took_s = await self._timed(wanted)
            if isinstance(found, Answer):
                return replace(found, moved=bool(hops) and all(hop.for_good for hop in hops))
            hops.append(found)
            if wanted.method != "GET":
                raise _redirected(wanted, found)
            if len(hops) > MOST_REDIRECTS:
                raise _too_many_redirects(wanted)
            wanted = wanted.elsewhere(found.url, took_s)

    async def _timed(self, wanted: Wanted) -> tuple[Answer | Redirect, float]:
        """One exchange and the seconds it took; waiting for one's turn at the host is not counted."""
        clock = asyncio.get_running_loop().time
        async with self._slots[wanted.host]:
            began = clock()
            with self.hosts.asking(wanted.host):
                try:
                    async with asyncio.timeout(max(0.0, wanted.left_s)):
                        return await self._exchange(wanted), clock() - began
                except TimeoutError as error:
                    raise problems.too_slow(str(wanted.url), wanted.within_s) from error

    async def _exchange(self, wanted: Wanted) -> Answer | Redirect:
        async with self.response(wanted, {"Accept": _accepted(wanted.accept)}) as response:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return Redirect(_target(wanted, response), response.status_code in _FOR_GOOD)
            return await _answer(wanted, response)

    @asynccontextmanager
    async def response(
        self, wanted: Wanted, more: Mapping[str, str], silence_s: float | None = None
    ) -> AsyncIterator[httpx2.Response]:
        """The head of an answer with its body to be read, of any status below 400. Raises OutboundProblem."""
        request = _request(wanted, more, silence_s)
        try:
            response = await self.transport.handle_async_request(request)
            response.request = request
            try:
                self._remember(wanted.host, response)
                if response.status_code >= 400:
                    raise await _refusal(wanted, response)
                yield response
            finally:
                await response.aclose()
        except httpx2.HTTPError as error:
            raise _translated(error, wanted, silence_s) from error

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
            "{variable} holds something that is no host and no network: {reason}.",
            variable=REACHABLE,
            reason=error,
        )
        remedy = Text("Write hosts and networks with commas between: intranet:8080, 10.0.0.0/8.")
        raise Problem("bad-setting", cause, remedy, REACHABLE) from error
    return GuardedClient(Dialer(reach), per_host, hosts)


def user_agent() -> str:
    """Who asks, and where to complain."""
    contact = os.environ.get("TERTULIA_CONTACT", "").strip()
    return f"Tertulia/{__version__} (+{contact})" if contact else f"Tertulia/{__version__}"


def address(url: str, schemes: tuple[str, ...] = ("http", "https")) -> httpx2.URL:
    """An address that may be asked, its host in ASCII. Raises OutboundProblem ("bad-address")."""
    try:
        parsed = httpx2.URL(url.strip())
    except httpx2.InvalidURL as error:
        raise problems.bad_address("", Text("This is no address: {reason}", reason=error)) from error
    if parsed.scheme not in schemes or not parsed.host:
        cause = Text(
            "An address begins with {schemes} and a host.", schemes=" / ".join(f"{s}://" for s in schemes)
        )
        raise problems.bad_address("", cause)
    if parsed.userinfo:
        raise problems.bad_address(
            url, Text("The address holds a user or password, which would be seen by others.")
        )
    return parsed.copy_with(fragment=None)


def host_of(url: httpx2.URL) -> str:
    """The name under which a host is remembered: with its port where that is not the usual one."""
    host = url.raw_host.decode("ascii")
    return host if url.port is None else f"{host}:{url.port}"


def _origin(url: httpx2.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


def _accepted(accept: tuple[str, ...]) -> str:
    return ", ".join((*accept, "*/*;q=0.1")) if accept else "*/*"


def _request(wanted: Wanted, more: Mapping[str, str], silence_s: float | None) -> httpx2.Request:
    headers = httpx2.Headers(
        {"User-Agent": user_agent(), "Accept-Encoding": "gzip, deflate", **more, **wanted.headers},
        encoding="utf-8",
    )
    timeout = httpx2.Timeout(None, read=silence_s).as_dict()
    return httpx2.Request(
        wanted.method, wanted.url, headers=headers, content=wanted.content, extensions={"timeout": timeout}
    )


def _target(wanted: Wanted, response: httpx2.Response) -> httpx2.URL:
    """Where a redirect leads. Raises OutboundProblem ("bad-address")."""
    try:
        return address(str(wanted.url.join(response.headers["location"])))
    except httpx2.InvalidURL as error:
        raise problems.bad_address(
            str(wanted.url), Text("The host sends us to something that is no address.")
        ) from error


async def _answer(wanted: Wanted, response: httpx2.Response) -> Answer:
    status, url = response.status_code, str(wanted.url)
    if status >= 300 and status != 304:
        raise problems.bad_answer(
            url, Text("The host sends us on without saying where ({status}).", status=status)
        )
    body = b"" if status == 304 else await _body(wanted, response)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind and wanted.accept and not kind.startswith(wanted.accept):
        cause = Text("The host answered with something else than asked for ({kind}).", kind=kind)
        raise OutboundProblem("wrong-content", cause, problems.ADDRESS, problems.place_of(url), status=status)
    return Answer(status, dict(response.headers), body, url)


async def _body(wanted: Wanted, response: httpx2.Response) -> bytes:
    """The decompressed body. Counted are the bytes of both sides: some of a bomb go off only inside."""
    url = str(wanted.url)
    if "," in response.headers.get("content-encoding", ""):
        raise problems.bad_answer(url, Text("The answer is packed more than once."))
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if max(len(body), response.num_bytes_downloaded) > wanted.most_bytes:
            raise problems.too_large(url, wanted.most_bytes)
    return bytes(body)


async def _refusal(wanted: Wanted, response: httpx2.Response) -> OutboundProblem:
    """The problem that an answer of 400 and more is, with the beginning of what it says."""
    said = bytearray()
    async for part in response.aiter_bytes():
        said += part
        if max(len(said), response.num_bytes_downloaded) > _MOST_OF_AN_ERROR:
            break
    body = said[:_MOST_OF_AN_ERROR].decode("utf-8", "replace")
    return problems.of_status(response.status_code, response.headers, str(wanted.url), body)


def _translated(error: httpx2.HTTPError, wanted: Wanted, silence_s: float | None) -> OutboundProblem:
    url = str(wanted.url)
    if isinstance(error, httpx2.TimeoutException):
        return problems.silent(url, silence_s or wanted.within_s)
    if isinstance(error, httpx2.ConnectError):
        return problems.no_secure_connection(url, str(error))
    if isinstance(error, httpx2.LocalProtocolError):
        return problems.bad_address(url, Text("The request holds characters that cannot be sent."))
    if isinstance(error, (httpx2.RemoteProtocolError, httpx2.DecodingError)):
        return problems.bad_answer(url, Text("The answer is broken or was cut short."))
    return problems.cut_off(url)


def _redirected(wanted: Wanted, found: Redirect) -> OutboundProblem:
    cause = Text(
        "The host sends us on to {url}; what is sent is not sent twice.",
        url=problems.place_of(str(found.url)),
    )
    return OutboundProblem("redirected", cause, Text("Use that address here, if you trust it."), wanted.host)


def _too_many_redirects(wanted: Wanted) -> OutboundProblem:
    cause = Text("The host sends us from one address to the next, more than {n} times.", n=MOST_REDIRECTS)
    return OutboundProblem("too-many-redirects", cause, problems.ADDRESS, problems.place_of(str(wanted.url)))
