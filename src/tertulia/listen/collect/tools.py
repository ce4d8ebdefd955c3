"""What every reading of a source works with, and a page's way from it to the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.collect.books import Books
from tertulia.listen.collect.digest import Digested, Origin
from tertulia.listen.collect.digesting import Digesters, Stored
from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.figures import Figures
from tertulia.listen.collect.gaps import Gaps
from tertulia.listen.collect.repeats import Repeats
from tertulia.listen.collect.rulebook import Rulebook
from tertulia.listen.collect.writer import Writer
from tertulia.listen.sources.access import access_with
from tertulia.listen.sources.keys import PREFIX
from tertulia.networks.base import Access, Ask, Isolated, Kind, Live, Page, Readable, live
from tertulia.outbound.api import Client
from tertulia.posts.api import Store, Written

T = TypeVar("T")
_POSITIONS = "SELECT source, position FROM positions WHERE starts_with(source, $prefix)"
log = logging.getLogger("tertulia.collect")


class Tools:
    """`desk` runs what asks the desk, one thing after the other. `http` and `isolated` are set when the event
    loop runs."""

    http: Client
    isolated: Isolated

    def __init__(self, store: Store, desk: Executor, figures: Figures) -> None:
        self.store, self._desk = store, desk
        self.books, self.figures = Books(), figures
        self.rulebook, self.gaps = Rulebook(store), Gaps(store)
        self.repeats = Repeats()
        self.words: tuple[str, ...] = ()  # what every post that a monitor matches has one of
        self._positions = _positions(store)
        self._newest: dict[str, datetime] = {}
        self._entries: dict[str, Entry] = {}
        self._threads = ThreadPoolExecutor(1, "collect-store")
        self._writer = Writer(store, self._wrote)
        self._digesters = Digesters(lambda: self.rulebook.rules, self._digested)

    def close(self) -> None:
        """Write what is on its way."""
        self._digesters.close()
        self._writer.close()
        self._threads.shutdown()

    async def ask_desk(self, question: Callable[..., T], *given: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._desk, question, *given)

    async def in_thread(self, work: Callable[..., T], *given: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    def position(self, entry: Entry) -> str | None:
        return self._positions.get(entry.key)

    def is_newer(self, key: str, moment: datetime) -> bool:
        """Whether the source has brought a post that was published after a moment."""
        newest = self._newest.get(key)
        return newest is not None and newest >= moment

    def ask(self, entry: Entry) -> Ask:
        """What the network is asked. A stream of which only matches are kept is narrowed by the monitors."""
        words = self.words if entry.matched_only else ()
        return Ask(Kind(entry.kind), entry.target, dict(entry.options), words)

    def access(self, entry: Entry) -> Access:
        """What it is read with. Raises `Problem` ("cannot-unseal")."""
        return replace(access_with(self.http, entry.channel), isolated=self.isolated)

    async def take(self, entry: Entry, page: Page) -> Written | None:
        """Bring a page into the store; returns when it is there. None where it holds nothing new to say."""
        return await asyncio.wrap_future(await self.hand_over(entry, page))

    async def hand_over(self, entry: Entry, page: Page) -> Stored:
        """Digest a page and put it in the writer's queue; the answer tells when it is in the store."""
        if not (page.items or page.gone or page.missed) and self._is_known(entry.key, page.cursor):
            return _nothing()  # most looks bring nothing new
        _manifest, network = live(entry.network)
        origin = Origin(entry.key, entry.network, network.map_item, entry.own, entry.matched_only)
        self._entries[entry.key] = entry
        return await asyncio.wrap_future(self._digesters.put(page, origin))

    def _digested(self, digested: Digested) -> Stored:
        batch = digested.batch
        if digested.is_empty and self._is_known(batch.source, batch.position):
            entry = self._entries[batch.source]
            self._count(entry, items=digested.items, left_out=digested.left_out)
            self._look_at(digested)
            return _nothing()
        return self._writer.put(digested)

    def _is_known(self, key: str, position: str | None) -> bool:
        return position in (None, self._positions.get(key))

    def _wrote(self, digested: Digested, written: Written) -> None:
        batch, now = digested.batch, datetime.now(UTC)
        is_first = batch.source not in self._positions
        if batch.position is not None:
            self._positions[batch.source] = batch.position
        self._look_at(digested)
        for gap in batch.gaps:
            self.gaps.learn(batch.source, gap)
        self.rulebook.wrote(digested, written)
        entry = self._entries[batch.source]
        self.figures.wrote(entry.network, digested, written)
        left_out = digested.left_out
        self._count(entry, items=digested.items, new=written.new, dead=written.dead, left_out=left_out)
        if written.new and entry.id:
            self.books.tell(entry.id, item_at=now)
            if digested.newest and not is_first:  # a first reading brings what is old, not what is late
                self.books.tell(entry.id, lag_s=max(0.0, (now - digested.newest).total_seconds()))

    def _count(self, entry: Entry, **counts: int) -> None:
        if entry.id:  # observations come from no source of the desk's
            self.books.count(entry.id, datetime.now(UTC), **counts)

    def _look_at(self, digested: Digested) -> None:
        key = digested.batch.source
        if digested.newest:
            self._newest[key] = max(digested.newest, self._newest.get(key, digested.newest))


def _nothing() -> Stored:
    nothing: Stored = Future()
    nothing.set_result(None)
    return nothing


def way_of(entry: Entry) -> tuple[Readable, Live]:
    """How the entry's network reads it. Raises `Problem` (unknown-network, cannot-read)."""
    manifest, network = live(entry.network)
    way = manifest.readable(entry.kind)
    if way is None:
        cause = Text("{network} has no “{kind}” to read.", network=manifest.title, kind=entry.kind)
        raise Problem("cannot-read", cause, Text("Delete the source and follow it in another way."))
    return way, network


def as_problem(fault: BaseException, entry: Entry) -> Problem:
    """What people are told of anything that went wrong; what is our own fault goes to the log."""
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, TimeoutError):
        cause = Text("Reading it took too long and was broken off.")
        return Problem("timeout", cause, Text("It is tried again by itself."), permanent=False)
    log.error("reading %s failed", entry.key, exc_info=fault)
    cause = Text("Something failed inside Tertulia ({name}).", name=type(fault).__name__)
    remedy = Text("It is tried again by itself; if it goes on, look at the log of `tertulia up`.")
    return Problem("internal", cause, remedy, permanent=False)


def _positions(store: Store) -> dict[str, str]:
    rows = store.query(_POSITIONS, {"prefix": PREFIX})
    return dict(zip(rows["source"].to_pylist(), rows["position"].to_pylist(), strict=True))
