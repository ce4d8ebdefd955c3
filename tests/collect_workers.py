"""A small network to collect from: a server of numbered posts that keeps the truth, and what reads it.

Posts are numbered from 1. `/items?after=N` gives those after N, of the newest that the server `keeps`;
`/archive` all of a span; `/stream?after=N` all after N as server-sent events, then each as it is published.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from tests.chaos import Link, TinyServer, response

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import (
    GONE,
    Access,
    Ask,
    Found,
    Identity,
    Kind,
    Manifest,
    Network,
    Page,
    Readable,
    Record,
)
from tertulia.posts.api import Gap, Gone
from tertulia.posts.formats.values import BadValue

NAME = "counted"
AT_ONCE = 50
_EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Posts:
    """What the server holds: items by number, in order. Any thread may add."""

    items: list[Record] = field(default_factory=list)
    prefix: str = "n"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def publish(self, count: int = 1, at: datetime | None = None, **more: Any) -> None:
        with self.lock:
            for _ in range(count):
                number = len(self.items) + 1
                said = {
                    "n": number,
                    "id": f"{self.prefix}{number}",
                    "text": f"Texto {number} de la feria",
                    "at": (at or now()).isoformat(),
                }
                self.items.append({**said, **more})

    def after(self, number: int) -> list[Record]:
        return self.items[number:]


@dataclass
class PostsServer(TinyServer):
    """Hands out what `posts` hold; `keeps` is how many of the newest `/items` still gives. Thread or event
    loop, as `chaos.Listener` does."""

    posts: Posts = field(default_factory=Posts)
    keeps: int = 1_000_000
    counts: dict[str, int] = field(default_factory=dict)  # likes by id
    gone: set[str] = field(default_factory=set)  # ids; of any other that has no counts nothing is told

    def __post_init__(self) -> None:
        self.pages = {
            "/items": self._items,
            "/archive": self._archive,
            "/stream": self._stream,
            "/counts": self._counts,
        }

    async def _items(self, link: Link) -> None:
        oldest = max(0, len(self.posts.items) - self.keeps)
        found = self.posts.after(max(_number(link, "after"), oldest))[:AT_ONCE]
        await link.say(response(200, json.dumps({"items": found, "oldest": oldest + 1}).encode()))

    async def _archive(self, link: Link) -> None:
        since, until = (_query(link)[name] for name in ("since", "until"))
        found = [item for item in self.posts.items if since <= item["at"] <= until]
        await link.say(response(200, json.dumps({"items": found}).encode()))

    async def _counts(self, link: Link) -> None:
        wanted = _query(link)["ids"].split(",")
        numbers = [int(each.removeprefix("n")) for each in wanted if each in self.counts]
        found = [{**self.posts.items[n - 1], "likes": self.counts[f"n{n}"]} for n in numbers]
        found += [{GONE: each} for each in wanted if each in self.gone]
        await link.say(response(200, json.dumps({"items": found}).encode()))

    async def _stream(self, link: Link) -> None:
        sent = max(_number(link, "after"), len(self.posts.items) - self.keeps)
        oldest = max(0, len(self.posts.items) - self.keeps) + 1
        await link.say(_EVENTS + f"event: oldest\ndata: {oldest}\n\n".encode())
        while not link.writer.is_closing():
            for item in self.posts.after(sent)[:500]:
                await link.say(f"data: {json.dumps(item)}\n\n".encode())
                sent += 1
            await asyncio.sleep(0.005)


def _query(link: Link) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link.path).query).items()}


def _number(link: Link, name: str) -> int:
    return int(_query(link).get(name, "0"))


@dataclass(frozen=True)
class At:
    """A cursor: the number of the last post, and when it was published."""

    number: int = 0
    at: str = ""

    @classmethod
    def of(cls, cursor: str | None) -> At:
        number, _, at = (cursor or "0 ").partition(" ")
        return cls(int(number), at)

    def __str__(self) -> str:
        return f"{self.number} {self.at}"


class Counted:
    """Reads the server at the source's target. What comes after a number that the server no longer gives is
    missed."""

    async def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        pages = self._stream if ask.kind == Kind.STREAM else self._poll
        async for page in pages(ask, At.of(cursor), access):
            yield page

    async def _poll(self, ask: Ask, at: At, access: Access) -> AsyncIterator[Page]:
        while True:
            answer = (await access.http.get(f"{ask.target}/items", params={"after": at.number})).json()
            items = answer["items"]
            if not items:
                return
            missed = _missed(at, items[0])
            at = At(items[-1]["n"], items[-1]["at"])
            yield Page(items, str(at), _gone(items), missed)

    async def _stream(self, ask: Ask, at: At, access: Access) -> AsyncIterator[Page]:
        async for event in access.http.events(f"{ask.target}/stream?after={at.number}"):
            if event.event == "oldest":
                yield Page()
                continue
            item = json.loads(event.data)
            missed = _missed(at, item)
            at = At(item["n"], item["at"])
            yield Page([item], str(at), _gone([item]), missed, delivered_at=now())

    async def fill(self, ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
        if gap.until is None or ask.options.get("archive") == "none":
            raise Problem("cannot-fill", Text("There is no archive."))
        span = {"since": gap.since.isoformat(), "until": gap.until.isoformat()}
        answer = (await access.http.get(f"{ask.target}/archive", params=span)).json()
        yield Page(answer["items"])

    def map_item(self, item: Record) -> Record:
        if item.get("broken"):
            raise BadValue("bad_value", "it is broken")
        if item.get("explodes"):
            raise RuntimeError("a fault of the map")
        fields = {name: item[name] for name in ("text", "likes", "author") if name in item}
        name = f"n{item['again']}" if "again" in item else item["id"]
        return {"id": name, "network": NAME, "created_at": item["at"], **fields}

    async def find(self, words: str, access: Access) -> Sequence[Found]:
        return [Found(Ask(Kind.FEED, words), words)]

    async def identify(self, access: Access) -> Identity:
        return Identity(access.settings.get("handle", "ana"), followers=7)

    async def observe(self, ids: Sequence[str], access: Access) -> Sequence[Record]:
        where = f"{access.settings['server']}/counts"
        found: list[Record] = (await access.http.get(where, params={"ids": ",".join(ids)})).json()["items"]
        return found


def _missed(at: At, first: Mapping[str, Any]) -> Gap | None:
    if at.number and first["n"] > at.number + 1:
        until = datetime.fromisoformat(first["at"])
        return Gap(datetime.fromisoformat(at.at) + timedelta(microseconds=1), until, "too-old")
    return None


def _gone(items: Sequence[Record]) -> list[Gone]:
    return [Gone(NAME, id=f"n{item['deletes']}") for item in items if "deletes" in item]


MANIFEST = Manifest(
    NAME,
    Text("Counted"),
    reads=(
        Readable(Kind.FEED, Text("Feed"), Text("Address"), every_s=300),
        Readable(Kind.SEARCH, Text("Search"), Text("Words"), every_s=60),
        Readable(Kind.STREAM, Text("Stream"), Text("Address"), live=True),
    ),
)
NETWORK = Network(MANIFEST, live=Counted())


def collectors(home: Path, sources: Sequence[tuple[str, str]], line: Connection) -> None:
    """A process that follows sources (kind, address) and then, for each "start", forks another that collects
    until it is killed. It says the fork's number, and the fork says "began" when it has opened the posts."""
    os.environ |= {"TERTULIA_HOME": str(home), "TERTULIA_REACHABLE": "127.0.0.0/8"}
    from tertulia.site.bootstrap import prepare_desk

    prepare_desk()
    from django.db import connection

    from tertulia.listen.collect import pace, runner, streaming
    from tertulia.listen.sources import service
    from tertulia.networks import base
    from tertulia.understand.api import warm_up

    base.networks = lambda: {NAME: NETWORK}  # type: ignore[assignment]
    always = pace.Bounds(0.05, 0.05, 0.05)
    pace.Bounds.of = lambda way: always  # type: ignore[method-assign,assignment]
    runner.LOOK_EVERY_S, streaming.GATHER_S = 0.05, 0.02
    for kind, address in sources:
        service.follow(service.SourceDraft(NAME, kind, address), None)
    connection.close()
    warm_up()
    line.send("ready")
    while line.recv() == "start":
        child = os.fork()
        if not child:
            _collect(home, line)
        line.send(child)
        os.waitpid(child, 0)
        line.send("dead")


def _collect(home: Path, line: Connection) -> NoReturn:
    from tertulia.home import Home
    from tertulia.listen.collect.runner import Collector
    from tertulia.posts.api import open_store

    try:
        store = open_store(Home(home))
        line.send("began")
        asyncio.run(Collector(Home(home), store).run())
    finally:
        os._exit(1)
