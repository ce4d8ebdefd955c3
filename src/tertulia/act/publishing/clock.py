"""The clock: looks what is due every second, and has it published, one publication a channel at a time.

One event loop; the desk is asked in one thread. One clock a data folder, known by a lock that ends with its
process; the ledger keeps two of them from sending the same, too.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import close_old_connections, connection
from django.utils import timezone

from tertulia.act.publishing import waking
from tertulia.act.publishing.claiming import Claim, claim, look
from tertulia.act.publishing.lease import lease
from tertulia.act.publishing.matching import Matcher
from tertulia.act.publishing.sending import carry_out
from tertulia.act.publishing.telling import told
from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.sources.access import access_with
from tertulia.outbound.api import Client, open_client
from tertulia.posts.api import store

LOOK_EVERY_S = 1.0
AT_ONCE = 8  # channels
AGAIN_AFTER_S = 10.0
STOPS_WITHIN_S = 20.0
T = TypeVar("T")
log = logging.getLogger("tertulia.publish")


class Clock:
    """Use `run` or `once`, in an event loop, once; `stop` may be called in any thread. `desk` runs what asks
    the desk."""

    def __init__(self, desk: Executor | None = None, matcher: Matcher | None = None) -> None:
        self._desk = desk or ThreadPoolExecutor(1, "publish-desk")
        self._matcher = matcher
        self._busy: dict[int, int] = {}  # publication → channel, in this worker's hands
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.acted = 0  # publications that the network was asked about

    async def run(self, ended: threading.Event | None = None) -> None:
        """Publish until `stop` is called, or not at all where it `ended` before."""
        self._ended = ended or self._ended
        await self._with_everything(self._go_on)

    async def once(self) -> int:
        """Publish all that is due, and end; returns about how many the network was asked."""
        await self._with_everything(self._round)
        return self.acted

    def stop(self) -> None:
        """Have it return when what is being sent has ended."""
        self._ended.set()
        self.wake()

    def wake(self) -> None:
        """Look at once; may be called in any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    async def _with_everything(self, work: Callable[[Client], Coroutine[Any, Any, None]]) -> None:
        self._loop, self._woken = asyncio.get_running_loop(), asyncio.Event()
        try:
            with waking.listening(self.wake):
                async with open_client() as http:
                    try:
                        await work(http)
                    finally:
                        # What is being sent is waited for: broken off, nobody would know what became of it.
                        await asyncio.gather(*self._tasks, return_exceptions=True)
        finally:
            self._desk.submit(_leave).result()
            self._desk.shutdown()

    async def _go_on(self, http: Client) -> None:
        while not self._ended.is_set():
            self._woken.clear()
            try:
                await self._look(http)
            except Exception:
                # The desk is busy, away or full: what is due stays due.
                log.exception("the clock could not look at what is due; it is tried again")
            try:
                await asyncio.wait_for(self._woken.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue

    async def _round(self, http: Client) -> None:
        while await self._look(http) or self._tasks:
            await asyncio.gather(*self._tasks)

    async def _look(self, http: Client) -> int:
        """Send off what is due; returns how many."""
        found = await self._ask(_looked, dict(self._busy))
        begun = 0
        for number, channel in found:
            if len(self._busy) >= AT_ONCE or channel in self._busy.values() or self._ended.is_set():
                continue
            self._busy[number] = channel
            begun += 1
            task = asyncio.create_task(self._publish(number, http))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._matcher is not None:
            await self._ask(self._matcher.look)
        return begun

    async def _publish(self, number: int, http: Client) -> None:
        try:
            taken = await self._ask(_claimed, number)
            if taken is not None:
                self.acted += 1
                ending = await carry_out(taken, access_with(http, taken.channel))
                await self._ask(ending)
        except Exception:
            # It stays claimed until the claim ends; then the own timeline is looked at.
            log.exception("publication %s: how it ended could not be written down", number)
        finally:
            del self._busy[number]
            self.wake()

    async def _ask(self, question: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._desk, question, *given)


def _leave() -> None:
    """Close this thread's connection: `connection.close` itself would be that of whoever names it."""
    connection.close()


def _looked(busy: dict[int, int]) -> list[tuple[int, int]]:
    close_old_connections()
    return look(timezone.now(), busy)


def _claimed(number: int) -> Claim | None:
    taken = claim(number, timezone.now())
    if taken is not None and taken.sends:
        told(number)
    return taken


def is_switched_off() -> bool:
    """Whether this process shall not publish (TERTULIA_PUBLISH=0)."""
    return os.environ.get("TERTULIA_PUBLISH") == "0"


@contextmanager
def publishing() -> Iterator[None]:
    """Publish what is due in a thread of its own while the block runs."""
    if is_switched_off():
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_keep_going, args=(ended,), name="publish", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        waking.wake()
        thread.join(STOPS_WITHIN_S)


def _keep_going(ended: threading.Event) -> None:
    """Until the end: where another process publishes, wait for its end; after a fault, begin again."""
    while not ended.is_set():
        try:
            with lease(Home.of()):
                asyncio.run(Clock(matcher=Matcher(store())).run(ended))
        except Problem as problem:
            log.warning("%s", problem)
        except Exception:
            log.exception("the clock failed; it begins again")
        ended.wait(AGAIN_AFTER_S)
