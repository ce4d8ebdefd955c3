"""The streams that are open in this process: a few for each person, and all of them ended when it stops."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts.api import arrivals
from tertulia.posts.arrivals import Listener

MOST = 5  # for each person: browsers open six connections to a host, and pages need one


class Streams:
    """Counts the open streams; hands each of them the listener that wakes it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._people: Counter[int] = Counter()
        self._listeners: set[Listener] = set()
        self.ended = False

    def open(self) -> int:
        """How many there are."""
        return self._people.total()

    def require_room(self, person: int) -> None:
        """Raises `Problem` ("too-many-streams") where the person has as many as they may have."""
        if self._people[person] >= MOST:
            raise Problem(
                "too-many-streams",
                Text("Too many pages are being followed live at once: {most} at most.", most=MOST),
                Text("Close one of them and try again."),
                permanent=False,
            )

    @contextmanager
    def joined(self, person: int) -> Iterator[Listener]:
        """A place for one stream, and what wakes it when posts come in or all must end."""
        with arrivals().listening() as listener:
            with self._lock:
                self._people[person] += 1
                self._listeners.add(listener)
            try:
                yield listener
            finally:
                with self._lock:
                    self._people[person] -= 1
                    self._listeners.discard(listener)

    def end(self) -> None:
        """End them all, for good: the process stops."""
        self.ended = True
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.wake()


STREAMS = Streams()
