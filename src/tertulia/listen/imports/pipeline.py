"""A file into the store: cut into blocks here, read and matched in worker processes, written here in order.

How far the file was read is written with the posts, so an import that was interrupted goes on where it
stopped and nothing comes in twice.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.digest import Subjects
from tertulia.listen.imports.plan import Plan
from tertulia.listen.imports.work import Digest, Searches, digest, start_worker
from tertulia.posts.api import Batch, DeadLetter, Store
from tertulia.posts.formats.api import Block, blocks_of

PROCESSES = 2
SHOWN_LETTERS = 10
_HEAD = 1 << 20
_SMALL = 1 << 20  # bytes: a file below this is not worth starting processes for


@dataclass
class Summary:
    """What an import did. `read` counts items of the file, of which `dead` were set aside (`letters`
    shows the first); `resumed_at` is the line or row it went on from. `whole` says that the end of the
    file was reached; `known` that it had been before, and nothing was read."""

    source: str
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    erased: int = 0
    dead: int = 0
    letters: list[DeadLetter] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    resumed_at: int = 0
    bytes_read: int = 0
    whole: bool = False
    known: bool = False

    def as_json(self) -> dict[str, Any]:
        letters = [{"place": x.place, "code": x.code, "reason": x.reason} for x in self.letters]
        return {**vars(self), "letters": letters, "codes": dict(self.codes)}


Progress = Callable[[Summary], None]


@dataclass(frozen=True)
class Job:
    """An import to do. `searches` gives the monitors of the moment, `subjects` those of companies; `stopped`
    is asked between blocks. `processes` 0 does all the work in this process."""

    store: Store
    path: Path
    name: str
    plan: Plan
    searches: Callable[[], Searches]
    subjects: Callable[[], Subjects] = frozenset
    processes: int = PROCESSES
    again: bool = False
    progress: Progress = lambda summary: None
    stopped: Callable[[], bool] = lambda: False


def source_of(path: Path, name: str) -> str:
    """The name under which the store knows the file: by what it is called, its size and how it begins."""
    with path.open("rb") as file:
        mark = hashlib.sha256(file.read(_HEAD))
    mark.update(str(path.stat().st_size).encode())
    return f"import:{name}:{mark.hexdigest()[:16]}"


def processes_for(path: Path) -> int:
    return 0 if path.stat().st_size < _SMALL else PROCESSES


def run(job: Job) -> Summary:
    """Bring the file in; goes on from where an earlier run of the same file and plan stopped.

    Raises Problem where the file breaks off or the store refuses; what was written until then stays.
    """
    source = source_of(job.path, job.name)
    summary = Summary(source)
    reached = Reached.load(job.store.position(source))
    fresh = job.again or reached.plan != job.plan
    if reached.whole and not fresh:
        summary.known = summary.whole = True
        return summary
    if fresh:
        forget_letters(job.store, source)
    summary.resumed_at = 0 if fresh else reached.row
    _bring_in(job, summary)
    return summary


@dataclass(frozen=True)
class Reached:
    """How far a file was read, and how: what the store keeps as the source's position."""

    row: int = 0
    whole: bool = False
    plan: Plan | None = None

    @classmethod
    def load(cls, position: str | None) -> Reached:
        if position is None:
            return cls()
        given = json.loads(position)
        return cls(given["row"], given["whole"], Plan.from_json(given["plan"]))

    def dump(self) -> str:
        plan = self.plan.as_json() if self.plan else None
        return json.dumps({"row": self.row, "whole": self.whole, "plan": plan}, sort_keys=True)


def _bring_in(job: Job, summary: Summary) -> None:
    blocks = blocks_of(
        job.path,
        start=summary.resumed_at,
        format=job.plan.format,
        columns=job.plan.columns or None,
    )
    row = summary.resumed_at
    with _workers(job.processes) as pool:
        for found, used in _digests(blocks, job, pool):
            _store(job, summary, found, used)
            row = found.next_position
            if job.stopped():
                return
    job.store.write(_nothing(summary.source, Reached(row, True, job.plan).dump()))
    summary.whole = True
    summary.bytes_read = job.path.stat().st_size
    job.progress(summary)


def _nothing(source: str, position: str) -> Batch:
    from tertulia.posts.schema import POSTS

    return Batch(POSTS.empty_table(), source=source, position=position)


@contextmanager
def _workers(processes: int) -> Iterator[Executor | None]:
    if not processes:
        yield None
        return
    # Fresh processes: the caller may have threads, which a fork would copy in the middle of their work.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=start_worker, initargs=(os.getpid(),)
    )
    try:
        yield pool
    except BrokenProcessPool as error:
        raise Problem(
            "worker_died",
            Text("A process that was reading the file ended suddenly; the computer may be short of memory."),
            Text("Close other programs and start the import again: it goes on where it stopped."),
            permanent=False,
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _digests(blocks: Iterator[Block], job: Job, pool: Executor | None) -> Iterator[tuple[Digest, Searches]]:
    """The blocks digested, in order, with the searches used; only a few are on their way at a time."""
    waiting: deque[tuple[Future[Digest], Searches]] = deque()
    for block in blocks:
        searches, subjects = dict(job.searches()), job.subjects()
        if pool is None:
            yield digest(block, job.plan, tuple(searches.items()), subjects), searches
            continue
        waiting.append((pool.submit(digest, block, job.plan, tuple(searches.items()), subjects), searches))
        if len(waiting) > job.processes:
            future, used = waiting.popleft()
            yield future.result(), used
    for future, used in waiting:
        yield future.result(), used


def _store(job: Job, summary: Summary, found: Digest, used: Searches) -> None:
    """Write a block. A monitor saved meanwhile searched what was stored before; it gets this block now."""
    position = Reached(found.next_position, False, job.plan).dump()
    for batch in _batches(found, summary.source, position):
        written = job.store.write(batch)
        for name in ("new", "updated", "unchanged", "erased"):
            setattr(summary, name, getattr(summary, name) + getattr(written, name))
    _match_newer(job, found, used)
    summary.read += found.items
    summary.dead += len(found.dead)
    summary.letters += found.dead[: SHOWN_LETTERS - len(summary.letters)]
    summary.codes.update(letter.code for letter in found.dead)
    summary.bytes_read = found.bytes_read
    job.progress(summary)


def _match_newer(job: Job, found: Digest, used: Searches) -> None:
    from tertulia.listen.digest import matched

    searches = job.searches()
    if any(used.get(number) != text for number, text in searches.items()):
        # By all of them: what is said of one depends on who else is named.
        mentions = matched(found.posts, found.readings, tuple(searches.items()), job.subjects())
        job.store.write(Batch(found.posts, source="import:late", mentions=mentions))


def _batches(found: Digest, source: str, position: str) -> Iterator[Batch]:
    """The block in as many batches as there are times at which its counters were true, the position in
    the last."""
    parts = _by_time(found)
    for number, (read_at, rows) in enumerate(parts, 1):
        last = number == len(parts)
        yield Batch(
            posts=found.posts if rows is None else found.posts.take(rows),
            readings=found.readings if rows is None or found.readings is None else found.readings.take(rows),
            mentions=found.mentions if rows is None else _renumbered(found.mentions, rows),
            source=source,
            position=position if last else None,
            dead=found.dead if last else (),
            read_at=read_at,
        )


def _by_time(found: Digest) -> list[tuple[datetime | None, pa.Array | None]]:
    """The times of the block's counters, oldest first, each with its rows (None: all rows)."""
    if found.counted_at is None or not len(found.posts):
        return [(None, None)]
    times = pc.unique(found.counted_at).to_pylist()
    if len(times) == 1:
        return [(times[0], None)]
    known = sorted(time for time in times if time is not None)
    parts = [(time, pc.indices_nonzero(pc.equal(found.counted_at, time))) for time in known]
    if None in times:
        parts.append((None, pc.indices_nonzero(pc.is_null(found.counted_at))))
    return parts


def _renumbered(mentions: pa.Table, rows: pa.Array) -> pa.Table:
    """The mentions of these rows, the rows counted anew."""
    places = pc.index_in(mentions["row"], rows.cast(pa.int32()))
    kept = mentions.set_column(0, mentions.schema.field("row"), places.cast(pa.int32()))
    return kept.filter(pc.is_valid(places))


def forget_letters(store: Store, source: str) -> None:
    """Drop the dead letters of a source that is about to be read again from its start."""
    found = store.query("SELECT letter FROM dead_letters WHERE source = $source", {"source": source})
    if len(found):
        store.drop_dead_letters(found["letter"].to_pylist())
