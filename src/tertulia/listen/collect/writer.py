"""The one thread that writes what all sources bring, page by page, in the order in which it comes.

Its queue is short: where the store is slower than the networks, those who digest pages wait for it, and so do
the networks. A page counts as read when its batch is written, never before.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from tertulia.listen.collect.digest import Digested
from tertulia.posts.api import Store, Written

WAITING = 64  # pages
_MOST_POSTS = 4000  # of one transaction
log = logging.getLogger("tertulia.collect")


@dataclass
class _Job:
    digested: Digested
    outcome: Future[Written | None] = field(default_factory=Future)


class Writer:
    """`after` is told of every page that was written, in the writer's thread, before its reader is."""

    def __init__(self, store: Store, after: Callable[[Digested, Written], None]) -> None:
        self._store, self._after = store, after
        self._jobs: queue.Queue[_Job | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._write_on, name="collect-writer", daemon=True)
        self.seconds = 0.0  # spent writing
        self._thread.start()

    def put(self, digested: Digested) -> Future[Written | None]:
        """Have it written; waits while the queue is full."""
        job = _Job(digested)
        job.outcome.set_running_or_notify_cancel()  # from here on nobody can call it off
        self._jobs.put(job)
        return job.outcome

    def close(self) -> None:
        """Write what is waiting, then end."""
        self._jobs.put(None)
        self._thread.join()

    def _write_on(self) -> None:
        while True:
            jobs, ended = self._waiting()
            began = time.perf_counter()
            if jobs:
                self._write(jobs)
            self.seconds += time.perf_counter() - began
            if ended:
                return

    def _waiting(self) -> tuple[list[_Job], bool]:
        """All that waits at the moment, or the first that comes; and whether that is the end."""
        jobs: list[_Job] = []
        job = self._jobs.get()
        posts = 0
        while job is not None:
            jobs.append(job)
            posts += len(job.digested.batch.posts)
            if posts >= _MOST_POSTS or len(jobs) >= WAITING:
                return jobs, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, False
        return jobs, True

    def _write(self, jobs: list[_Job]) -> None:
        """All in one transaction; where that fails, each for itself, so that one cannot hurt the others."""
        try:
            written = self._store.write_many([job.digested.batch for job in jobs])
        except Exception as fault:
            if len(jobs) == 1:
                # The source that brought it tells it as its problem.
                log.debug("a page of %s was not written", jobs[0].digested.batch.source, exc_info=True)
                jobs[0].outcome.set_exception(fault)
                return
            for job in jobs:
                self._write([job])
            return
        for job, each in zip(jobs, written, strict=True):
            self._tell(job, each)

    def _tell(self, job: _Job, written: Written) -> None:
        try:
            self._after(job.digested, written)
        except Exception as fault:
            job.outcome.set_exception(fault)
        else:
            job.outcome.set_result(written)
