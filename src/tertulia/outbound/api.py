"""What the rest of the house may use to reach the outside: a client that cannot be led where it must not go.

    async with open_client() as http:
        answer = await http.get("https://example.org/feed", accept=FEEDS, headers={"If-None-Match": tag})

A request is refused unless its scheme is http(s), its port allowed and *every* address that its name stands
for public, checked where the socket opens and again at each redirect. What lies on the person's own network,
or at another port, they name in `TERTULIA_REACHABLE`: hosts and networks with commas between, each with a
port or for every port. Answers are capped in bytes after unpacking, in time and in redirects; credentials
never follow to another host; proxy variables are not read. `TERTULIA_CONTACT` tells hosts whom to write to.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import TYPE_CHECKING, Any, Literal, Protocol

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from tertulia.outbound.hosts import Hosts

# Kinds of content, as prefixes of the media type; an answer of another kind is refused ("wrong-content").
JSON = ("application/json", "application/activity+json", "application/ld+json", "application/feed+json")
HTML = ("text/html", "application/xhtml+xml")
FEEDS = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
    *("application/feed+json", "application/json", "text/plain"),
)
ANY: tuple[str, ...] = ()
Sends = Literal["POST", "PUT", "DELETE"]


class OutboundProblem(Problem):
    """A request that came to nothing. Codes: "address-refused", "bad-address", "wrong-content", "too-large",
    "too-many-redirects", "redirected" (a post or a stream, which are not sent on), "unauthorized" (401),
    "forbidden" (403), "not-found" (404), "gone" (410), "bad-request" (other 4xx): all permanent;
    "unreachable" (no answer, a stream that broke off), "timeout", "rate-limited" (429), "server-error" (5xx),
    "host-resting" (the circuit breaker is open), "bad-answer" (no JSON, broken, cut short): worth another
    try.

    `status` is the answer's (0: none), `retry_at` when the host asks to be asked again, `body` the beginning
    of what it said (of a websocket: the code and reason it was closed with), for the log and for its own
    codes.
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

    def __reduce__(self) -> tuple[object, ...]:
        given = (self.code, self.cause, self.remedy, self.place)
        return (_rebuild, (*given, self.permanent, self.status, self.retry_at, self.body))


def _rebuild(
    code: str,
    cause: Text,
    remedy: Text | None,
    place: str,
    permanent: bool,
    status: int,
    retry_at: datetime | None,
    body: str,
) -> OutboundProblem:
    more = {"permanent": permanent, "status": status, "retry_at": retry_at, "body": body}
    return OutboundProblem(code, cause, remedy, place, **more)  # type: ignore[arg-type]


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
    def text(self) -> str:
        """The body by the charset of its content type, else as UTF-8; what cannot be read is replaced."""
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        charset = str(message.get_param("charset", "utf-8"))
        try:
            return self.body.decode(charset, "replace")
        except (LookupError, ValueError):  # a charset that nobody knows, or that is none
            return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Raises OutboundProblem ("bad-answer")."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            cause = Text("The answer is no JSON.")
            raise OutboundProblem(
                "bad-answer", cause, place=self.url.partition("?")[0], permanent=False, status=self.status
            ) from error


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
        content: bytes | None = None,
        headers: Mapping[str, str] = {},
        accept: tuple[str, ...] = JSON,
        most_bytes: int = 8 << 20,
        within_s: float = 30.0,
        method: Sends = "POST",
    ) -> Answer:
        """Send something: JSON, a form, or bytes whose kind the headers say."""

    def events(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AsyncIterator[Event]:
        """Server-sent events, comments (heartbeats) left out; "timeout" after `silence_s` without a byte.
        Ends where the host ends it. Whoever stops early closes it (`contextlib.aclosing`)."""

    def websocket(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AbstractAsyncContextManager[AsyncIterator[str | bytes]]:
        """Messages of a websocket, each capped in size; pings are answered by themselves. "timeout" when the
        host answers no ping for about `silence_s`. Ends where the host closes it in good order."""

    def rates(self, url: str) -> Rates:
        """What the host of this address last said of its limits."""


@asynccontextmanager
async def open_client(*, per_host: int = 2, hosts: Hosts | None = None) -> AsyncIterator[Client]:
    """A client of this event loop. At most `per_host` requests go to a host at a time, streams not counted.
    `hosts` is the memory of the circuit breakers (`outbound.hosts.Hosts`), where it shall outlive the client.

    Raises Problem ("bad-setting") where TERTULIA_REACHABLE is misspelt.
    """
    from tertulia.outbound.client import guarded_client

    async with guarded_client(per_host, hosts) as client:
        yield client
