"""A word from one part of this process to another that there is something to do, so that nobody waits for it.

CLOCK = Waker()
with CLOCK.listening(look): …      # in the thread that does it
CLOCK.wake()                       # from any other; nothing happens where nobody listens
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Waker:
    """Any number may listen; each listener is called in the thread that wakes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def wake(self) -> None:
        """Call whoever listens."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    @contextmanager
    def listening(self, listener: Callable[[], None]) -> Iterator[None]:
        """While the block runs, `listener` is called whenever there is something to do."""
        with self._lock:
            self._listeners.append(listener)
        try:
            yield
        finally:
            with self._lock:
                self._listeners.remove(listener)
