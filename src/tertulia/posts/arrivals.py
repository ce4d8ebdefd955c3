"""News in this process that posts have come in, so that nobody has to ask the store again and again.

Only the process that owns the posts hears of them, whoever wrote them. The news is a number, that of the
newest post: a listener that was busy hears of several batches as one, and asks the store for what is after
the last it saw.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Arrivals:
    """Who writes tells; any number of threads and event loops listen."""

    def __init__(self) -> None:
        self._told = threading.Condition()
        self._newest = 0
        self._listeners: set[Listener] = set()

    @property
    def newest(self) -> int:
        """The number of the newest post told of in this process; 0 before the first."""
        return self._newest

    def tell(self, first: int, count: int) -> None:
        """`count` posts came in, numbered from `first`, and are there for everyone to read."""
        if not count:
            return
        with self._told:
            self._newest = first + count - 1
            self._told.notify_all()
            listeners = list(self._listeners)
        for listener in listeners:
            listener.wake()

    def wait(self, seen: int, timeout_s: float | None = None) -> int:
        """Wait in a thread until the newest post is another than `seen`; returns its number, or `seen` where
        none came in time."""
        with self._told:
            self._told.wait_for(lambda: self._newest != seen, timeout_s)
            return self._newest

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """A listener for the event loop that runs now; it hears of everything from here on."""
        listener = Listener(self, asyncio.get_running_loop())
        with self._told:
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            with self._told:
                self._listeners.discard(listener)


class Listener:
    """One reader of the news, in an event loop."""

    def __init__(self, arrivals: Arrivals, loop: asyncio.AbstractEventLoop) -> None:
        self._arrivals = arrivals
        self._loop = loop
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Called from any thread. A loop that has ended listens no more."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)

    async def next(self) -> int:
        """The number of the newest post, as soon as one came in since the last call."""
        await self._news.wait()
        self._news.clear()
        return self._arrivals.newest


ARRIVALS = Arrivals()
