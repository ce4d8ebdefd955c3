"""A stream, kept running: connected again after every break, its pages gathered for a moment and written in
order, its gaps written down.

The reader of the network fills a short buffer, and one consumer empties it into the store; where the store is
slower, the reader waits, and with it the network.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from tertulia.errors import Problem
from tertulia.listen.collect import gapping, pace
from tertulia.listen.collect.digest import joined
from tertulia.listen.collect.digesting import Stored
from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.giving_up import give_up
from tertulia.listen.collect.pace import Bounds, Pace
from tertulia.listen.collect.pages import reading
from tertulia.listen.collect.tools import Tools, as_problem, way_of
from tertulia.listen.sources.problems import kept
from tertulia.networks.base import Page
from tertulia.posts.api import Gap

GATHER_S = 0.25
ENOUGH = 500  # items that wait for no others
_MOST_TAKEN = 2000  # items of a batch, where the store is behind
_BUFFER = 4000  # items after which the network waits
_ON_THEIR_WAY = 4  # batches that may wait to be written
_TAKEN_FOR_WELL_S = 20.0  # a stream that says nothing is connected after so long without a failure
_STEADY_S = 60.0  # after which earlier breaks are forgotten
_SILENCE = timedelta(seconds=90)  # after which the client takes a dead connection for dead
_CAUGHT_UP = timedelta(seconds=10)
_QUIET_S = 10.0
log = logging.getLogger("tertulia.collect")


class Stream:
    """One stream's life. `run` never ends by itself; cancel it. `tick` is called about once a second."""

    def __init__(self, entry: Entry, tools: Tools) -> None:
        self.entry, self._tools = entry, tools
        self.asked = tools.ask(entry)  # another question is another stream
        self._pace = entry.pace
        self._attempts = 0
        self._heard_at = entry.succeeded_at
        self._reason = gapping.STOPPED
        self._connected_at: datetime | None = None
        self._page_at: datetime | None = None
        self._missed: list[Gap] = []
        self._on_its_way: deque[Stored] = deque()

    async def run(self) -> None:
        """Read for ever, whatever breaks."""
        try:
            while True:
                await self.tick()
                pause = await self._once()
                await asyncio.sleep(pause)
        finally:
            self._tools.books.tell(self.entry.id, running=False)

    async def tick(self) -> None:
        """Note that it is heard, or write down that it is not."""
        now = datetime.now(UTC)
        if self._connected_at:
            self._heard_at = now
            self._tools.books.tell(self.entry.id, succeeded_at=now)
            await self._settle(now)
        elif gapping.cut_too_long(self._heard_at, now) and self._tools.gaps.of(self.entry.key) is None:
            gap = gapping.opened(self.entry.network, self._heard_at or now, self._reason)
            await self._keep(gap)

    async def _once(self) -> float:
        """One connection, until it breaks; returns the seconds to wait before the next."""
        began = datetime.now(UTC)
        self._tools.books.tell(self.entry.id, tried_at=began, next_at=None)
        try:
            await self._listen()
        except asyncio.CancelledError:
            raise
        except Exception as fault:
            return await self._broke(as_problem(fault, self.entry), began)
        return await self._broke(None, began)

    async def _listen(self) -> None:
        """Hand on what the network says; ends with the connection. Raises what the network or the store
        do."""
        buffer = _Buffer()
        reader = asyncio.create_task(self._fill(buffer))
        consumer = asyncio.create_task(self._empty(buffer))
        well = asyncio.get_running_loop().call_later(_TAKEN_FOR_WELL_S, self._connected)
        try:
            await asyncio.wait((reader, consumer), return_when=asyncio.FIRST_COMPLETED)
            if reader.done():
                buffer.end()
                await consumer
                await reader
            else:
                await consumer  # it ends first only by a fault
        finally:
            well.cancel()
            for task in (reader, consumer):
                task.cancel()
            await asyncio.gather(reader, consumer, return_exceptions=True)

    async def _fill(self, buffer: _Buffer) -> None:
        _way, network = way_of(self.entry)
        tools, entry = self._tools, self.entry
        async with reading(network.read(self.asked, tools.position(entry), tools.access(entry))) as pages:
            async for page in pages:
                self._connected()
                self._page_at = datetime.now(UTC)
                await buffer.put(page)

    async def _empty(self, buffer: _Buffer) -> None:
        self._on_its_way.clear()
        while pages := await buffer.take():
            page = joined(pages)
            self._missed += [page.missed] if page.missed else []
            self._on_its_way.append(await self._tools.hand_over(self.entry, page))
            while len(self._on_its_way) > _ON_THEIR_WAY or (self._on_its_way and self._on_its_way[0].done()):
                await asyncio.wrap_future(self._on_its_way.popleft())
        for future in self._on_its_way:
            await asyncio.wrap_future(future)

    def _connected(self) -> None:
        if self._connected_at is None:
            self._connected_at = self._heard_at = datetime.now(UTC)
            self._pace = Pace()
            self._tools.figures.read(self.entry.network)
            self._tools.books.count(self.entry.id, self._connected_at, reads=1)
            self._tools.books.tell(
                self.entry.id, running=True, succeeded_at=self._connected_at, failures=0.0, problem={}
            )

    async def _settle(self, now: datetime) -> None:
        """Close the gap before the connection, and take it for filled once the present is reached."""
        gap = self._tools.gaps.of(self.entry.key)
        if gap is None or self._connected_at is None:
            self._missed.clear()
            return
        quiet_since = max(filter(None, (self._page_at, self._connected_at)))
        if (now - quiet_since).total_seconds() < _QUIET_S and not self._tools.is_newer(
            self.entry.key, self._connected_at - _CAUGHT_UP
        ):
            return
        if done := gapping.settled(gapping.closed(gap, self._connected_at), self._missed, now):
            await self._keep(done)
        self._missed.clear()

    async def _keep(self, gap: Gap) -> None:
        try:
            await self._tools.in_thread(self._tools.gaps.keep, self.entry.key, gap)
        except Problem as trouble:  # the store itself is in trouble: the next tick tries again
            log.warning("the gap of %s could not be written: %s", self.entry.key, trouble)

    async def _broke(self, problem: Problem | None, began: datetime) -> float:
        """Note the break; the pause is longer each time, until a connection lasts."""
        now = datetime.now(UTC)
        if self._connected_at and (now - began).total_seconds() > _STEADY_S:
            self._attempts = 0
        if self._connected_at and problem and problem.code == "timeout":
            self._heard_at = max(now - _SILENCE, self._page_at or self._connected_at)
        self._connected_at = None
        pause = pace.reconnecting_s(self._attempts, random.random())  # noqa: S311  (no secret)
        self._attempts += 1
        self._tools.books.tell(self.entry.id, running=False, next_at=now + timedelta(seconds=pause))
        return pause if problem is None else max(pause, await self._note(problem, now))

    async def _note(self, problem: Problem, now: datetime) -> float:
        """Tell people of the problem; returns how long it asks to wait at least."""
        tools, entry = self._tools, self.entry
        if problem.code != "host-resting":  # that it rests is for another reason
            self._reason = problem.code
        self._pace = pace.failed(self._pace, problem, _BOUNDS, now, random.random())  # noqa: S311
        tools.figures.failed(entry.network, problem.code)
        tools.books.count(entry.id, now, failures=1)
        tools.books.tell(entry.id, failures=self._pace.failures, problem=kept(problem))
        log.info("%s: %s", entry.key, problem)
        if pace.is_hopeless(self._pace, problem, self._heard_at or entry.created_at, now):
            await give_up(entry, tools, problem)
        until = pace.wished(problem, now)
        if problem.permanent and self._pace.next_at:
            until = self._pace.next_at
        tools.books.tell(entry.id, next_at=max(until, now))
        return (until - now).total_seconds()


_BOUNDS = Bounds(60.0, 60.0, 3600.0)


class _Buffer:
    """Pages between the network and the store: taken all at once, a moment after the first came."""

    def __init__(self) -> None:
        self._pages: deque[Page] = deque()
        self._items = 0
        self._first_at = 0.0
        self._ended = False
        self._some, self._enough, self._room = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def put(self, page: Page) -> None:
        """Add a page; waits while there are too many."""
        while self._items >= _BUFFER:
            self._room.clear()
            await self._room.wait()
        if not self._pages:
            self._first_at = asyncio.get_running_loop().time()
        self._pages.append(page)
        self._items += len(page.items)
        self._tell()

    def end(self) -> None:
        """Nothing more comes."""
        self._ended = True
        self._tell()

    async def take(self) -> list[Page]:
        """Pages that follow each other, the first of which alone may tell of something missed; none at the
        end."""
        await self._some.wait()
        left = self._first_at + GATHER_S - asyncio.get_running_loop().time()
        if left > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), left)
        taken: list[Page] = []
        items = 0
        while self._pages and items < _MOST_TAKEN and not (taken and self._pages[0].missed):
            taken.append(self._pages.popleft())
            items += len(taken[-1].items)
        self._items -= items
        self._some.clear()
        self._enough.clear()
        self._tell()
        self._room.set()
        return taken

    def _tell(self) -> None:
        if self._pages or self._ended:
            self._some.set()
        if self._items >= ENOUGH or self._ended:
            self._enough.set()
