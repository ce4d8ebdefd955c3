"""What a host answers: read within its limits, or the problem that it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2

from tertulia.i18n import Text
from tertulia.outbound import problems
from tertulia.outbound.api import Answer, OutboundProblem
from tertulia.outbound.wanted import Wanted

_MOST_OF_A_REFUSAL = 8 << 10  # bytes
_MOST_READ_OF_A_REFUSAL = 64 << 10
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)


@dataclass(frozen=True)
class Redirect:
    """Where an answer sends us, and whether for good."""

    url: httpx2.URL
    for_good: bool


async def read(wanted: Wanted, response: httpx2.Response) -> Answer | Redirect:
    """The whole answer, or where it sends us. Raises OutboundProblem."""
    status = response.status_code
    if status in _REDIRECTS and "location" in response.headers:
        return Redirect(wanted.target(response.headers["location"]), status in _FOR_GOOD)
    if status >= 300 and status != 304:
        cause = Text("The host sends us on without saying where ({status}).", status=status)
        raise problems.bad_answer(wanted.place, cause)
    body = b"" if status == 304 else await _body(wanted, response)
    if body:
        check_kind(wanted, response)
    return Answer(status, dict(response.headers), body, str(wanted.url))


def check_kind(wanted: Wanted, response: httpx2.Response) -> None:
    """Raises OutboundProblem ("wrong-content") for a kind that was not asked for. Who tells none is
    believed."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and wanted.accept and not kind.startswith(wanted.accept):
        cause = Text("The host answered with something else than asked for ({kind}).", kind=kind)
        status = response.status_code
        raise OutboundProblem("wrong-content", cause, problems.ADDRESS, wanted.place, status=status)


async def _body(wanted: Wanted, response: httpx2.Response) -> bytes:
    """The unpacked body. Bytes are counted on both sides: some bombs go off where nothing comes out."""
    if "," in response.headers.get("content-encoding", ""):
        raise problems.bad_answer(wanted.place, Text("The answer is packed more than once."))
    response.stream = _Counted(response.stream, wanted.place, wanted.most_bytes)
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > wanted.most_bytes:
            raise problems.too_large(wanted.place, wanted.most_bytes)
    return bytes(body)


class _Counted(httpx2.AsyncByteStream):
    """What comes over the wire, up to as much as is wanted."""

    def __init__(self, stream: Any, place: str, most_bytes: int) -> None:
        self._stream, self._place, self._most_bytes = stream, place, most_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for part in self._stream:
            count += len(part)
            if count > self._most_bytes:
                raise problems.too_large(self._place, self._most_bytes)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


async def refusal(wanted: Wanted, response: httpx2.Response) -> OutboundProblem:
    """The problem that an answer of 400 and more is, with the beginning of what it says."""
    said = bytearray()
    response.stream = _Counted(response.stream, wanted.place, _MOST_READ_OF_A_REFUSAL)
    with suppress(OutboundProblem, httpx2.HTTPError):  # the status is the answer; what follows may be broken
        async for part in response.aiter_bytes():
            said += part
            if len(said) > _MOST_OF_A_REFUSAL:
                break
    body = said[:_MOST_OF_A_REFUSAL].decode("utf-8", "replace")
    return problems.of_status(response.status_code, response.headers, wanted.place, body)


def translated(error: httpx2.HTTPError, wanted: Wanted) -> OutboundProblem:
    """What a fault of the wire is called here."""
    if isinstance(error, httpx2.TimeoutException):
        return problems.silent(wanted.place, wanted.silence_s or wanted.within_s)
    if isinstance(error, httpx2.ConnectError):
        return problems.no_secure_connection(wanted.place, str(error))
    if isinstance(error, httpx2.SSEError):
        return problems.too_large(wanted.place, wanted.most_bytes)
    if isinstance(error, (httpx2.ProtocolError, httpx2.DecodingError)):
        return problems.bad_answer(wanted.place, Text("The answer is broken or was cut short."))
    return problems.cut_off(wanted.place)


def not_sent_on(wanted: Wanted, location: str) -> OutboundProblem:
    """The problem that a redirect of something other than reading is."""
    to = problems.place_of(location) or location[:200]
    cause = Text("The host sends us on to {url}, where this is not sent by itself.", url=to)
    return OutboundProblem("redirected", cause, Text("Use that address, if you trust it."), wanted.place)


def too_many_redirects(wanted: Wanted, most: int) -> OutboundProblem:
    cause = Text("The host sends us from one address to the next, more than {n} times.", n=most)
    return OutboundProblem("too-many-redirects", cause, problems.ADDRESS, wanted.place)
