"""Whose turn it is: every host in turn, and none with more than a few sources at once."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from tertulia.listen.collect.entries import Entry

OF_A_HOST = 4  # sources at once that ask the same machine


class Turns:
    """Sources that wait, by host; and how many of each host are being read."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Entry]] = {}
        self._reading: Counter[str] = Counter()
        self._next: deque[str] = deque()  # hosts with a source that waits; some perhaps twice, or in vain

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def renew(self, waiting: Iterable[Entry]) -> None:
        """These wait now, and no others; the first of them first."""
        by_host: dict[str, deque[Entry]] = defaultdict(deque)
        for entry in waiting:
            by_host[entry.host].append(entry)
        self._waiting = dict(by_host)
        self._next = deque(by_host)

    def take(self) -> Entry | None:
        """The source to read next, its host a place fewer until it is `done`; None where nobody may go."""
        while self._next:
            host = self._next.popleft()
            waiting = self._waiting.get(host)
            if waiting and self._reading[host] < OF_A_HOST:
                self._reading[host] += 1
                self._next.append(host)
                return waiting.popleft()
        return None

    def done(self, entry: Entry) -> None:
        self._reading[entry.host] -= 1
        if self._waiting.get(entry.host):
            self._next.append(entry.host)
