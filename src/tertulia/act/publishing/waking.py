"""A word to the clock of this process that something may be due."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_listeners: list[Callable[[], None]] = []


def wake() -> None:
    """Have the clock look at once. Nothing happens where none runs here."""
    with _lock:
        listeners = list(_listeners)
    for listener in listeners:
        listener()


@contextmanager
def listening(listener: Callable[[], None]) -> Iterator[None]:
    """While the block runs, `listener` is called, in any thread, whenever something may be due."""
    with _lock:
        _listeners.append(listener)
    try:
        yield
    finally:
        with _lock:
            _listeners.remove(listener)
