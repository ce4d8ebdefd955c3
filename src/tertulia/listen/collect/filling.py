"""Reading later what was missed, where the network still gives it: in the background, a gap at a time."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tertulia.errors import Problem
from tertulia.listen.collect import entries, gapping
from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.gaps import unfilled
from tertulia.listen.collect.pages import reading
from tertulia.listen.collect.tools import Tools, as_problem, way_of
from tertulia.posts.api import Gap

EVERY_S = 60.0
WITHIN_S = 600.0  # for all pages of a gap
MOST_PAGES = 500
_NOT_OLDER = timedelta(days=30)
_AGAIN_AFTER = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
log = logging.getLogger("tertulia.collect")
Name = tuple[str, datetime]  # a gap's source and beginning


@dataclass
class _Try:
    """How often a gap was tried in vain, and when it may be tried again; None: never in this process."""

    count: int
    again_at: datetime | None


class Filler:
    """Remembers what cannot be filled, so that no network is asked in vain for ever."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._tries: dict[Name, _Try] = {}

    async def run(self) -> None:
        """Fill for ever."""
        while True:
            try:
                await self.round()
            except Problem as trouble:
                log.warning("gaps cannot be filled for now: %s", trouble)
            await asyncio.sleep(EVERY_S)

    async def round(self) -> int:
        """Try every gap whose turn it is, newest first; returns how many were filled."""
        after = datetime.now(UTC) - _NOT_OLDER
        found = await self._tools.in_thread(unfilled, self._tools.store, after)
        done = 0
        for key, gap in found:
            if self._may_be_tried((key, gap.since)) and (entry := await self._entry(key)):
                done += await self._fill(entry, gap)
        return done

    async def _entry(self, key: str) -> Entry | None:
        return await self._tools.ask_desk(entries.find, key)

    def _may_be_tried(self, name: Name) -> bool:
        known = self._tries.get(name)
        return known is None or bool(known.again_at and known.again_at <= datetime.now(UTC))

    async def _fill(self, entry: Entry, gap: Gap) -> bool:
        """Whether all that the network still had has come in."""
        try:
            async with asyncio.timeout(WITHIN_S):
                missed = await self._read(entry, gap)
        except Exception as fault:
            self._note(entry, gap, as_problem(fault, entry))
            return False
        done = gapping.settled(gap, missed, datetime.now(UTC))
        if done:
            await self._tools.in_thread(self._tools.gaps.keep, entry.key, done)
        for each in (gap, *missed):  # what a filling misses is not given by another one
            self._tries[entry.key, each.since] = _Try(0, None)
        return done is not None

    async def _read(self, entry: Entry, gap: Gap) -> list[Gap]:
        """Bring in what was published meanwhile; returns what is missed even so."""
        _way, network = way_of(entry)
        tools, missed, pages = self._tools, list[Gap](), 0
        async with reading(network.fill(tools.ask(entry), gap, tools.access(entry))) as found:
            async for page in found:
                await tools.take(entry, replace(page, cursor=None))  # it stands nowhere in the source
                missed += [page.missed] if page.missed else []
                pages += 1
                if pages >= MOST_PAGES:
                    log.warning("%s: the gap since %s is too large to be filled", entry.key, gap.since)
                    return [gap]
        return missed

    def _note(self, entry: Entry, gap: Gap, problem: Problem) -> None:
        name = entry.key, gap.since
        count = self._tries[name].count if name in self._tries else 0
        wait = None if problem.code == "cannot-fill" or count >= len(_AGAIN_AFTER) else _AGAIN_AFTER[count]
        self._tries[name] = _Try(count + 1, datetime.now(UTC) + wait if wait else None)
        log.info("%s: the gap since %s was not filled: %s", entry.key, gap.since, problem)
