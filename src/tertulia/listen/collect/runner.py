"""The collector: every source in its turn, every stream all the time, until it is told to stop.

One event loop. Whatever fails in one source is that source's problem; the others never wait for it: each
reading has a time limit, each host a few places, and digesting and writing happen in threads of their own.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from django.db import close_old_connections, connection

from tertulia.home import Home
from tertulia.listen.collect import entries, gapping, plans
from tertulia.listen.collect.alarms import Alarms
from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.figures import Figures
from tertulia.listen.collect.filling import Filler
from tertulia.listen.collect.hosts import keep_hosts, known_hosts
from tertulia.listen.collect.lease import lease
from tertulia.listen.collect.polling import Outcome, poll
from tertulia.listen.collect.refreshing import Channels, Counters
from tertulia.listen.collect.streaming import Stream
from tertulia.listen.collect.tools import Tools
from tertulia.listen.collect.turns import Turns
from tertulia.listen.sources import waking
from tertulia.outbound.api import open_client
from tertulia.outbound.hosts import Hosts
from tertulia.outbound.isolated import Isolated
from tertulia.posts.api import Store

AT_ONCE = 40  # sources
LOOK_EVERY_S = 1.0
_KNOWN_AHEAD = 400
_HOSTS_EVERY, _GAPS_EVERY = 30, 5  # looks
log = logging.getLogger("tertulia.collect")


class Collector:
    """`networks` (none: all) narrows what is read. `told` hears of every reading. Use `run` or `once`, in an
    event loop, once; `stop` may be called in any thread."""

    def __init__(
        self,
        home: Home,
        store: Store,
        *,
        networks: Collection[str] = (),
        told: Callable[[Outcome], None] = lambda outcome: None,
        desk: Executor | None = None,
    ) -> None:
        self._home, self._store = home, store
        self._networks, self._told = networks, told
        self._desk = desk or ThreadPoolExecutor(1, "collect-desk")
        self._hosts, self._alarms = Hosts(), Alarms()
        self.figures = Figures()
        self._turns = Turns()
        self._busy: set[int] = set()  # sources that are being read
        self._streams: dict[int, tuple[Stream, asyncio.Task[None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent: set[int] = set()  # sources that were sent off since the desk was asked
        self._looks = 0
        self._ended = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, ended: threading.Event | None = None) -> None:
        """Collect until `stop` is called, or not at all where it `ended` before. Raises `Problem`
        ("already-collecting")."""
        self._ended = ended or threading.Event()
        await self._with_everything(self._go_on)

    async def once(self) -> list[Outcome]:
        """Read every source once, streams left out. Raises `Problem` ("already-collecting")."""
        outcomes: list[Outcome] = []
        told = self._told

        def both(outcome: Outcome) -> None:
            outcomes.append(outcome)
            told(outcome)

        self._told = both
        await self._with_everything(self._read_all)
        return outcomes

    def stop(self) -> None:
        """Have it return within seconds."""
        self._ended.set()
        self.wake()

    @property
    def tools(self) -> Tools:
        return self._tools

    async def _with_everything(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._loop, self._woken, self._idle = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        with ExitStack() as stack:
            stack.enter_context(lease(self._home))
            self._tools = tools = Tools(self._store, self._desk, self.figures)
            stack.callback(self._end_desk)
            stack.callback(tools.close)
            tools.isolated = stack.enter_context(Isolated())
            self._hosts.restore(await tools.ask_desk(known_hosts))
            stack.enter_context(waking.listening(self.wake))
            async with open_client(hosts=self._hosts) as http:
                tools.http = http
                try:
                    await work()
                finally:
                    await self._cancel_all()

    def wake(self) -> None:
        """Look at the sources at once; may be called in any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def _go_on(self) -> None:
        tools = self._tools
        for work in (Filler(tools).run(), Counters(tools).run(), Channels(tools).run()):
            self._begin(work)
        while not self._ended.is_set():
            self._woken.clear()
            await self._look()
            self._send_off()
            try:
                await asyncio.wait_for(self._woken.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue

    async def _read_all(self) -> None:
        await self._tools.ask_desk(self._refresh)
        found = await self._tools.ask_desk(
            lambda: entries.due(datetime.now(UTC), networks=self._networks, most=10**6, all_of_them=True)
        )
        self._turns.renew(found)
        while (len(self._turns) or self._busy) and not self._ended.is_set():
            self._idle.clear()
            self._send_off()
            await self._idle.wait()
        await Filler(self._tools).round()

    async def _look(self) -> None:
        """Ask the desk what there is to do, and write the books."""
        self._sent.clear()
        try:
            found, streams = await self._tools.ask_desk(self._asked, list(self._busy))
        except Exception:
            # The desk is busy or away: what is running goes on, and the books are written the next time.
            log.exception("the desk could not be asked; it is tried again")
            return
        self._turns.renew(entry for entry in found if entry.id not in self._sent)
        await self._tend_streams(streams)
        if self._looks % _GAPS_EVERY == 1:
            await self._tend_gaps()

    def _asked(self, busy: list[int]) -> tuple[list[Entry], list[Entry]]:
        """In the desk's thread. `busy` sources were being read before the books were written."""
        close_old_connections()
        self._tools.books.flush()
        self._refresh()
        self._alarms.look()
        self._looks += 1
        if self._looks % _HOSTS_EVERY == 0:
            keep_hosts(self._hosts.snapshot())
        found = entries.due(datetime.now(UTC), networks=self._networks, without=busy, most=_KNOWN_AHEAD)
        return found, entries.streams(self._networks)

    def _refresh(self) -> None:
        if self._tools.rulebook.refresh():
            plans.follow_monitors()
            self._tools.words = plans.stream_words()

    def _send_off(self) -> None:
        """Read what is waiting, as far as there are places."""
        while len(self._busy) < AT_ONCE and not self._ended.is_set() and (entry := self._turns.take()):
            self._busy.add(entry.id)
            self._sent.add(entry.id)
            self._begin(self._poll(entry))

    async def _poll(self, entry: Entry) -> None:
        try:
            self._told(await poll(entry, self._tools))
        finally:
            self._busy.discard(entry.id)
            self._turns.done(entry)
            self._send_off()
            if not self._busy:
                self._idle.set()

    async def _tend_streams(self, wanted: list[Entry]) -> None:
        """Begin streams that are new or asked otherwise now, end those that are not wanted any more."""
        by_id = {entry.id: entry for entry in wanted}
        for number, (stream, task) in list(self._streams.items()):
            entry = by_id.get(number)
            if entry is None or task.done() or stream.asked != self._tools.ask(entry):
                await self._end(task)
                del self._streams[number]
        for number, entry in by_id.items():
            if number not in self._streams:
                stream = Stream(entry, self._tools)
                self._streams[number] = stream, self._begin(stream.run())
        for stream, _task in self._streams.values():
            await stream.tick()

    async def _tend_gaps(self) -> None:
        """Sources at rest have a gap from when they were last read; deleted ones miss nothing any more."""
        gaps, now = self._tools.gaps, datetime.now(UTC)
        known, resting = await self._tools.ask_desk(_known_and_resting)
        await self._tools.in_thread(gaps.close, gaps.keys() - known, now)
        for key, network, since in resting:
            if gaps.of(key) is None:
                gap = gapping.opened(network, since, gapping.PAUSED)
                await self._tools.in_thread(gaps.keep, key, gap)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("a part of the collector failed", exc_info=fault)

    async def _end(self, task: asyncio.Task[None]) -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _cancel_all(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _end_desk(self) -> None:
        """Write the last of the books, when all that was on its way is in the store."""
        self._desk.submit(self._last_words).result()
        self._desk.shutdown()

    def _last_words(self) -> None:
        try:
            self._tools.books.flush()
            keep_hosts(self._hosts.snapshot())
        except Exception:
            log.exception("the last notes on the sources could not be written")
        finally:
            connection.close()


def _known_and_resting() -> tuple[set[str], list[tuple[str, str, datetime]]]:
    return entries.keys(), entries.resting()
