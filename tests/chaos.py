"""A proxy that does to connections what networks do on bad days, and a tiny web server to stand behind it.

    async with ChaosProxy("127.0.0.1", port) as proxy:      # or: with ChaosProxy(…) as proxy, in a thread
        proxy.rule(cut_after(200), path="/feed", times=1)

A rule holds for connections whose first request's path begins with `path`, or whose number (from 0) is among
`connections`, and for the first `times` of them. The newest rule that holds is applied; without one, all
passes.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_MOST_OF_A_HEAD = 64 << 10
_CHUNK = 64 << 10


@dataclass
class Link:
    """One client's connection: what it sent first, and the way to what stands behind."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    upstream: tuple[str, int]
    head: bytes = b""

    @property
    def path(self) -> str:
        """The path of the first request; empty where it is none of HTTP."""
        found = re.match(rb"[A-Z]+ (\S+) HTTP/1", self.head)
        return found[1].decode("latin-1") if found else ""

    async def forward(self, most: int | None = None) -> None:
        """Ask what stands behind, and hand on at most so many bytes of what it says."""
        theirs, ours = await asyncio.open_connection(*self.upstream)
        ours.write(_one_request_only(self.head))
        asking = asyncio.create_task(_pump(self.reader, ours))
        try:
            await _pump(theirs, self.writer, most)
        finally:
            ours.close()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def swallow(self) -> None:
        """Listen to the client until it goes away."""
        while await self.reader.read(_CHUNK):
            pass

    def reset(self) -> None:
        """End with an RST instead of a FIN."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Fault = Callable[[Link], Awaitable[None]]


async def passing(link: Link) -> None:
    """No fault."""
    await link.forward()


def latency(seconds: float) -> Fault:
    """Everything comes, later."""

    async def fault(link: Link) -> None:
        await asyncio.sleep(seconds)
        await link.forward()

    return fault


def cut_after(most: int) -> Fault:
    """The answer ends in good order after so many bytes, in the middle of what it was saying."""

    async def fault(link: Link) -> None:
        await link.forward(most)

    return fault


def reset(after: int = 0) -> Fault:
    """The connection is torn down after so many bytes of the answer."""

    async def fault(link: Link) -> None:
        if after:
            await link.forward(after)
            await asyncio.sleep(0.05)  # an RST would take with it what is not read yet
        link.reset()

    return fault


def slow_close(seconds: float) -> Fault:
    """Everything comes, and then the end does not."""

    async def fault(link: Link) -> None:
        await link.forward()
        await asyncio.sleep(seconds)

    return fault


def silence(after: int = 0) -> Fault:
    """Nothing more comes after so many bytes of the answer, and the connection stays."""

    async def fault(link: Link) -> None:
        if after:
            await link.forward(after)
        await link.swallow()

    return fault


def garbage(length: int = 400) -> Fault:
    """Noise instead of an answer."""

    async def fault(link: Link) -> None:
        await link.say(b"\x00" + os.urandom(length) + b"\r\n\r\n")

    return fault


def answers(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Fault:
    """Another answer than the one behind would give."""

    async def fault(link: Link) -> None:
        await link.say(response(status, body, headers))

    return fault


def too_many(retry_after: str = "30") -> Fault:
    """429, with a wish when to be asked again: seconds or an HTTP date."""
    return answers(429, {"Retry-After": retry_after})


@dataclass
class Rule:
    """When a fault holds. `left` counts down."""

    fault: Fault
    path: str = ""
    connections: Container[int] | None = None
    left: int | None = None

    def holds(self, number: int, path: str) -> bool:
        meant = path.startswith(self.path) and (self.connections is None or number in self.connections)
        if not meant or self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


@dataclass
class Listener:
    """Something that listens on a port of this machine, in this event loop or in a thread of its own."""

    port: int = field(default=0, init=False)
    seen: list[tuple[int, str]] = field(default_factory=list, init=False)  # connections: number, path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, link: Link) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __enter__(self) -> Self:
        self._loop, started = asyncio.new_event_loop(), threading.Event()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._live(started),))
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *exception: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._loop.close()

    async def _live(self, started: threading.Event) -> None:
        async with self:
            started.set()
            await self._stopping.wait()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._handle(Link(reader, writer, ("", 0))))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _handle(self, link: Link) -> None:
        try:
            link.head = await _head(link.reader)
            self.seen.append((len(self.seen), link.path))
            await self.serve(link)
        except ConnectionError:
            pass  # the client went first
        finally:
            link.writer.close()


@dataclass
class ChaosProxy(Listener):
    """Stands before a server and spoils what passes."""

    upstream_host: str
    upstream_port: int
    rules: list[Rule] = field(default_factory=list, init=False)

    def rule(
        self,
        fault: Fault,
        *,
        path: str = "",
        connections: Container[int] | None = None,
        times: int | None = None,
    ) -> None:
        self.rules.insert(0, Rule(fault, path, connections, times))

    def clear(self) -> None:
        """From now on all passes."""
        self.rules.clear()

    def cut(self) -> None:
        """End every connection there is; from another thread than the loop's."""

        def cancel() -> None:
            for task in self._tasks:
                task.cancel()

        self._loop.call_soon_threadsafe(cancel)

    async def serve(self, link: Link) -> None:
        link.upstream = (self.upstream_host, self.upstream_port)
        number, path = self.seen[-1]
        fault = next((rule.fault for rule in self.rules if rule.holds(number, path)), passing)
        await fault(link)


@dataclass
class TinyServer(Listener):
    """Answers by path, the query left out: whole answers as bytes, or a coroutine that speaks for itself."""

    pages: dict[str, Any] = field(default_factory=dict)
    heads: list[bytes] = field(default_factory=list, init=False)  # what clients sent

    async def serve(self, link: Link) -> None:
        self.heads.append(link.head)
        page = self.pages.get(link.path.partition("?")[0], response(404, b"nothing here"))
        if isinstance(page, bytes):
            await link.say(page)
        else:
            await page(link)


def response(
    status: int = 200,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    kind: str = "application/json",
) -> bytes:
    """A whole answer of HTTP."""
    given = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} So\r\n{lines}\r\n".encode() + body


async def _head(reader: asyncio.StreamReader) -> bytes:
    """What a client sends first: the head of a request, or a first piece of something else."""
    head = await reader.read(_CHUNK)
    while re.match(rb"[A-Z]+ ", head) and b"\r\n\r\n" not in head and len(head) < _MOST_OF_A_HEAD:
        more = await reader.read(_CHUNK)
        if not more:
            break
        head += more
    return head


def _one_request_only(head: bytes) -> bytes:
    """The request, asking for the connection's end after it, so that each request is a connection."""
    if re.search(rb"(?im)^upgrade:", head):
        return head
    return re.sub(rb"(?im)^connection:.*\r\n", b"", head, count=1).replace(
        b"\r\n", b"\r\nConnection: close\r\n", 1
    )


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None = None) -> None:
    """Hand bytes on until their end, or until there were so many."""
    left = most
    while left is None or left > 0:
        data = await reader.read(_CHUNK if left is None else min(_CHUNK, left))
        if not data:
            return
        writer.write(data)
        await writer.drain()
        left = None if left is None else left - len(data)
