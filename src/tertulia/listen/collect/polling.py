"""One reading of a source that is asked from time to time, from its gap before to its pace after."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tertulia.errors import Problem
from tertulia.listen.collect import gapping, pace
from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.giving_up import give_up
from tertulia.listen.collect.pace import Bounds
from tertulia.listen.collect.pages import reading
from tertulia.listen.collect.tools import Tools, as_problem, way_of
from tertulia.listen.sources.problems import kept
from tertulia.networks.base import Kind, Readable
from tertulia.posts.api import Gap

WITHIN_S = 180.0  # for all pages of a reading
log = logging.getLogger("tertulia.collect")


@dataclass
class Outcome:
    """What a reading did."""

    entry: Entry
    new: int = 0
    dead: int = 0
    gone: int = 0
    pages: int = 0
    problem: Problem | None = None


async def poll(entry: Entry, tools: Tools) -> Outcome:
    """Read a source from where it stands, and say when it is read next. Raises nothing that a source can
    cause."""
    outcome = Outcome(entry)
    tools.books.tell(entry.id, tried_at=datetime.now(UTC), running=True)
    try:
        bounds = await _read(entry, tools, outcome)
    except asyncio.CancelledError:
        tools.books.tell(entry.id, running=False)
        raise
    except Exception as fault:
        outcome.problem = as_problem(fault, entry)
        await _failed(entry, tools, outcome.problem)
    else:
        _succeeded(entry, tools, outcome, bounds)
    return outcome


async def _read(entry: Entry, tools: Tools, outcome: Outcome) -> Bounds:
    way, network = way_of(entry)
    bounds, missed = Bounds.of(way), list[Gap]()
    await _open_gap(entry, tools, way, gapping.STOPPED)
    searches = tools.rulebook.rules.searches
    said = tools.repeats.begin(entry.key, searches)
    found = network.read(tools.ask(entry), tools.position(entry), tools.access(entry))
    async with asyncio.timeout(WITHIN_S), reading(found) as pages:
        async for page in pages:
            bounds = bounds.asked(page.every_s)
            missed += [page.missed] if page.missed else []
            outcome.pages += 1
            new = said.new_of(page.items)
            tools.books.count(entry.id, datetime.now(UTC), items=len(page.items) - len(new))
            if written := await tools.take(entry, replace(page, items=new)):
                outcome.new += written.new
                outcome.dead += written.dead
                outcome.gone += written.gone
    tools.repeats.end(entry.key, said, searches)
    await _settle_gap(entry, tools, missed)
    return bounds


async def _open_gap(entry: Entry, tools: Tools, way: Readable, reason: str) -> None:
    """Write down that the source was left too long, as soon as it is known."""
    interval = entry.pace.interval_s or Bounds.of(way).usual
    now = datetime.now(UTC)
    if tools.gaps.of(entry.key) is None and gapping.overdue(entry.succeeded_at, interval, now):
        gap = gapping.opened(entry.network, entry.well_at, reason)
        await tools.in_thread(tools.gaps.keep, entry.key, gap)


async def _settle_gap(entry: Entry, tools: Tools, missed: list[Gap]) -> None:
    gap = tools.gaps.of(entry.key)
    if gap and (done := gapping.settled(gap, missed, datetime.now(UTC))):
        await tools.in_thread(tools.gaps.keep, entry.key, done)


def _succeeded(entry: Entry, tools: Tools, outcome: Outcome, bounds: Bounds) -> None:
    now = datetime.now(UTC)
    after = pace.succeeded(entry.pace, outcome.new, bounds, now, random.random())  # noqa: S311  (no secret)
    tools.figures.read(entry.network)
    tools.books.count(entry.id, now, reads=1)
    tools.books.tell(
        entry.id,
        running=False,
        succeeded_at=now,
        interval_s=after.interval_s,
        failures=0.0,
        next_at=after.next_at,
        problem={},
    )


async def _failed(entry: Entry, tools: Tools, problem: Problem) -> None:
    now = datetime.now(UTC)
    way = _some_way(entry)
    after = pace.failed(entry.pace, problem, Bounds.of(way), now, random.random())  # noqa: S311
    tools.figures.failed(entry.network, problem.code)
    tools.books.count(entry.id, now, failures=1)
    tools.books.tell(
        entry.id, running=False, failures=after.failures, next_at=after.next_at, problem=kept(problem)
    )
    log.info("%s: %s", entry.key, problem)
    try:
        await _open_gap(entry, tools, way, problem.code)
    except Problem as trouble:  # the store itself is in trouble: the next reading tries again
        log.warning("the gap of %s could not be written: %s", entry.key, trouble)
    if pace.is_hopeless(after, problem, entry.well_at, now):
        await give_up(entry, tools, problem)


def _some_way(entry: Entry) -> Readable:
    """The way it is read, or any where its network no longer has that one."""
    try:
        return way_of(entry)[0]
    except Problem as problem:
        return Readable(Kind.SEARCH, problem.cause)
