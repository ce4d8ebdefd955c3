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

WAITING = 32  # pages
log = logging.getLogger("tertulia.collect")


@dataclass
class _Job:
    digested: Digested
    outcome: Future[Written] = field(default_factory=Future)


class Writer:
    """`after` is told of every page that was written, in the writer's thread, before its reader is."""

    def __init__(self, store: Store, after: Callable[[Digested, Written], None]) -> None:
        self._store, self._after = store, after
        self._jobs: queue.Queue[_Job | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._write_on, name="collect-writer", daemon=True)
        self.seconds = 0.0  # spent writing
        self._thread.start()

    def put(self, digested: Digested) -> Future[Written]:
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
        while (job := self._jobs.get()) is not None:
            began = time.perf_counter()
            self._write(job)
            self.seconds += time.perf_counter() - began

    def _write(self, job: _Job) -> None:
        try:
            written = self._store.write(job.digested.batch)
            self._after(job.digested, written)
        except Exception as fault:  # the source that brought it tells it as its problem
            log.debug("a page of %s was not written", job.digested.batch.source, exc_info=True)
            job.outcome.set_exception(fault)
        else:
            job.outcome.set_result(written)
