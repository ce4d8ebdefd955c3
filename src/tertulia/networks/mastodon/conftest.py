"""What servers were recorded to say, and a client that answers from a table."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tertulia.outbound.api import JSON, Answer, Event, OutboundProblem, Rates

RECORDED = Path(__file__).parents[5] / "shared/fixtures/mastodon"


@dataclass(frozen=True)
class Exchange:
    """A request that was recorded and what was answered (the body as text)."""

    place: str
    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: str

    def json(self) -> Any:
        """The body; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@pytest.fixture(scope="session")
def cassettes() -> Sequence[Exchange]:
    """All that Mastodon 4.7 was recorded to answer."""
    _need_recordings()
    files = sorted(RECORDED.glob("mastodonpy-cassettes*/*.yaml"))
    return [exchange for path in files if not path.name.endswith(".ws.yaml") for exchange in _cassette(path)]


@pytest.fixture(scope="session")
def gotosocial() -> Sequence[Exchange]:
    """All that GoToSocial was recorded to answer."""
    _need_recordings()
    (path,) = RECORDED.glob("recorded-gotosocial-*/mastodon-api.json")
    return [
        Exchange(
            path.name,
            each["request"]["method"],
            each["request"]["url"],
            each["response"]["status"],
            each["response"]["headers"],
            json.dumps(each["response"].get("json")),
        )
        for each in json.loads(path.read_text("utf-8"))
    ]


@pytest.fixture(scope="session")
def spoken() -> Sequence[tuple[str, str]]:
    """All messages that came over websockets, each with the name of its recording."""
    _need_recordings()
    found = []
    for path in sorted(RECORDED.glob("mastodonpy-cassettes/*.ws.yaml")):
        for connection in _yaml(path)["connections"]:
            said = [step["receive"] for step in connection["interactions"] if "receive" in step]
            found += [(path.name, each if isinstance(each, str) else json.dumps(each)) for each in said]
    return found


def _need_recordings() -> None:
    if not RECORDED.is_dir():
        pytest.skip(f"no recordings in {RECORDED}")


def _cassette(path: Path) -> Iterator[Exchange]:
    for each in _yaml(path)["interactions"]:
        asked, said = each["request"], each["response"]
        body = said["body"].get("string") or ""
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        headers = {name.lower(): values[0] for name, values in said["headers"].items()}
        yield Exchange(path.name, asked["method"], asked["uri"], said["status"]["code"], headers, text)


def _yaml(path: Path) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), loader)  # noqa: S506  (both are the safe one)


Handler = Callable[[dict[str, list[str]]], Any]


@dataclass
class Table:
    """A client that answers from a table: path → JSON, an Answer, a Problem, or a function of the query."""

    answers: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Sequence[Event | Exception]] = field(default_factory=dict)
    spoken: Sequence[str | bytes | Exception] = ()
    limits: Rates = field(default_factory=Rates)
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

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
        self.asked.append(url)
        self.headers.append(headers)
        parts = urlsplit(url)
        found = self.answers.get(f"{parts.netloc}{parts.path}", self.answers.get(parts.path))
        if callable(found):
            found = found(parse_qs(parts.query))
        if found is None:
            found = refusal(404, url)
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, Answer) else Answer(200, {}, json.dumps(found).encode(), url)

    async def post(self, url: str, **given: Any) -> Answer:
        raise AssertionError(f"nothing is ever sent: {url}")

    async def events(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AsyncIterator[Event]:
        self.asked.append(url)
        for event in self.sent.get(urlsplit(url).path, [refusal(404, url)]):
            if isinstance(event, Exception):
                raise event
            yield event

    @asynccontextmanager
    async def websocket(
        self, url: str, *, headers: Mapping[str, str] = {}, silence_s: float = 90.0
    ) -> AsyncIterator[AsyncIterator[str | bytes]]:
        self.asked.append(url)
        self.headers.append(headers)
        yield _messages(self.spoken)

    def rates(self, url: str) -> Rates:
        return self.limits

    def paths(self) -> list[str]:
        return [urlsplit(url).path for url in self.asked]


async def _messages(spoken: Sequence[str | bytes | Exception]) -> AsyncIterator[str | bytes]:
    for message in spoken:
        if isinstance(message, Exception):
            raise message
        yield message


def refusal(status: int, url: str = "") -> OutboundProblem:
    """What the guarded client makes of a status."""
    from tertulia.outbound.problems import of_status

    return of_status(status, {}, url or "https://m.example/")
