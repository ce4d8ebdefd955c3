"""Threads that digest pages: all that wait are taken together, so that many small pages cost little more than
one."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from tertulia.listen.collect.digest import Digested, Origin, Rules, digest
from tertulia.networks.base import Page
from tertulia.posts.api import Written

THREADS = 2
_MOST_PAGES, _MOST_ITEMS = 64, 1000  # taken together
_MOMENT_S = 0.05
Stored = Future[Written | None]  # resolved when it is in the store; None: there was nothing to store


@dataclass
class _Task:
    page: Page
    origin: Origin
    handed_over: Future[Stored] = field(default_factory=Future)


class Digesters:
    """`rules` gives those in force; `store` hands a digested page to the writer, and may wait for it."""

    def __init__(self, rules: Callable[[], Rules], store: Callable[[Digested], Stored]) -> None:
        self._rules, self._store = rules, store
        self._tasks: queue.Queue[_Task | None] = queue.Queue()
        self._taking = threading.Lock()
        self._threads = [
            threading.Thread(target=self._work, name=f"collect-digest-{n}", daemon=True)
            for n in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, page: Page, origin: Origin) -> Future[Stored]:
        """Have it digested; the answer is when it was handed to the writer."""
        task = _Task(page, origin)
        task.handed_over.set_running_or_notify_cancel()  # from here on nobody can call it off
        self._tasks.put(task)
        return task.handed_over

    def close(self) -> None:
        """Digest what is waiting, then end."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while tasks := self._next():
            self._digest(tasks)

    def _next(self) -> list[_Task]:
        """What waits next, and all that comes within a moment; nothing at the end."""
        with self._taking:
            first = self._tasks.get()
            if first is None:
                return []
            if first.page.delivered_at is None:  # a stream has gathered already, and is waited for
                time.sleep(_MOMENT_S)
            return self._with_others(first)

    def _with_others(self, first: _Task) -> list[_Task]:
        tasks, items = [first], len(first.page.items)
        while len(tasks) < _MOST_PAGES and items < _MOST_ITEMS:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                break
            if task is None:
                self._tasks.put(None)
                break
            tasks.append(task)
            items += len(task.page.items)
        return tasks

    def _digest(self, tasks: list[_Task]) -> None:
        """All together; where that fails, each for itself, so that one cannot hurt the others."""
        try:
            found = digest([(task.page, task.origin) for task in tasks], self._rules())
        except Exception as fault:
            if len(tasks) == 1:
                tasks[0].handed_over.set_exception(fault)
                return
            for task in tasks:
                self._digest([task])
            return
        for task, digested in zip(tasks, found, strict=True):
            try:
                task.handed_over.set_result(self._store(digested))
            except Exception as fault:
                task.handed_over.set_exception(fault)
