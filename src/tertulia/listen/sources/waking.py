"""A word to the collector of this process that there is something to do, so that nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_listeners: list[Callable[[], None]] = []


def wake() -> None:
    """Have whoever collects here look at the sources at once. Nothing happens where nobody does."""
    with _lock:
        listeners = list(_listeners)
    for listener in listeners:
        listener()


@contextmanager
def listening(listener: Callable[[], None]) -> Iterator[None]:
    """While the block runs, `listener` is called, in any thread, whenever there is something to do."""
    with _lock:
        _listeners.append(listener)
    try:
        yield
    finally:
        with _lock:
            _listeners.remove(listener)
