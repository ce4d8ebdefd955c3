"""What the rest of the house may use to reach the outside: a client that cannot be led to where it must not go.

    async with open_client() as http:
        answer = await http.get("https://example.org/feed", accept=FEEDS, headers={"If-None-Match": tag})

A request is refused unless its scheme is http(s), its port allowed and *every* address that its name stands for
public, checked where the socket opens and again at each redirect. An address on the person's own network must be
named by them (`TERTULIA_REACHABLE`). Answers are capped in bytes after decompression, in time and in redirects;
credentials never follow to another host; proxy variables are not read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tertulia.errors import Problem
from tertulia.i18n import Text

# Kinds of content, as prefixes of the media type; an answer of another kind is refused ("wrong-content").
JSON = ("application/json", "application/activity+json", "application/ld+json", "application/feed+json")
HTML = ("text/html", "application/xhtml+xml")
FEEDS = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
    *("application/feed+json", "application/json", "text/plain"),
)
ANY: tuple[str, ...] = ()


class OutboundProblem(Problem):
    """A request that came to nothing. Codes: "address-refused", "bad-address", "wrong-content", "too-large",
    "too-many-redirects", "unauthorized" (401), "forbidden" (403), "not-found" (404), "gone" (410),
    "bad-request" (other 4xx): all permanent; "unreachable" (no answer, cut off), "timeout", "rate-limited"
    (429), "server-error" (5xx), "host-resting" (the circuit breaker is open), "bad-answer" (no JSON, cut
    short): worth another try.

    `status` is the answer's (0: none), `retry_at` when the host asks to be asked again, `body` the beginning of
    what it said, for the log and for codes of its own.
    """

    def __init__(
        self,
        code: str,
        cause: Text,
        remedy: Text | None = None,
        place: str = "",
        *,
        permanent: bool = True,
        status: int = 0,
        retry_at: datetime | None = None,
        body: str = "",
    ) -> None:
        super().__init__(code, cause, remedy, place, permanent=permanent)
        self.status = status
        self.retry_at = retry_at
        self.body = body


@dataclass(frozen=True)
class Answer:
    """A whole answer: status (2xx or 304), headers with lower-case names, the decompressed body, where it
    came from after redirects, and whether a permanent redirect says to ask there from now on."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved: bool = False

    @property
    def text(self) -> str: ...  # by the charset of the content type, else UTF-8 with replacement

    def json(self) -> Any: ...  # raises OutboundProblem "bad-answer"


@dataclass(frozen=True)
class Event:
    """A server-sent event."""

    event: str
    data: str
    id: str = ""


@dataclass(frozen=True)
class Rates:
    """What a host said it still allows."""

    remaining: int | None = None
    resets_at: datetime | None = None


class Client(Protocol):
    """The guarded client. Errors are `OutboundProblem`s."""

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] = {},
        accept: tuple[str, ...] = JSON,
        most_bytes: int = 8 << 20,
        within_s: float = 30.0,
    ) -> Answer: ...

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
    ) -> Answer: ...

    def events(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AsyncIterator[Event]:
        """Server-sent events, comments (heartbeats) left out; "timeout" after `silence_s` without a byte."""

    def websocket(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AbstractAsyncContextManager[AsyncIterator[str | bytes]]:
        """Messages of a websocket, each capped in size; pings are answered by themselves."""

    def rates(self, url: str) -> Rates:
        """What the host of this address last said of its limits."""
