"""The gaps that are known, kept beside the store so that nobody asks it again for each source."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime

from tertulia.listen.collect import gapping
from tertulia.listen.collect.health import gap_of, open_gaps
from tertulia.listen.sources.keys import PREFIX
from tertulia.posts.api import Batch, Gap, Store
from tertulia.posts.schema import POSTS

_UNFILLED = """
SELECT source, network, since, until, reason, filled_at FROM gaps
WHERE filled_at IS NULL AND until IS NOT NULL AND until > $after AND starts_with(source, $prefix)
ORDER BY since DESC
"""


class Gaps:
    """The open gap of each source, at most one each."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._open = {key: found[-1] for key, found in open_gaps(store).items()}

    def of(self, key: str) -> Gap | None:
        return self._open.get(key)

    def keys(self) -> set[str]:
        with self._lock:
            return set(self._open)

    def keep(self, key: str, gap: Gap) -> None:
        """Write a gap, and remember whether it is open."""
        self._store.write(gap_batch(key, [gap]))
        self.learn(key, gap)

    def learn(self, key: str, gap: Gap) -> None:
        """A gap was written by someone else."""
        with self._lock:
            if gap.until is None:
                self._open[key] = gap
            elif (known := self._open.get(key)) and known.since == gap.since:
                del self._open[key]

    def close(self, keys: Iterable[str], now: datetime) -> None:
        """Close the gaps of sources that nobody reads any more: nothing is missing after that."""
        for key in keys:
            if gap := self.of(key):
                self.keep(key, gapping.closed(gap, now))


def unfilled(store: Store, after: datetime) -> list[tuple[str, Gap]]:
    """Closed gaps of live sources that were not filled and end after a moment, with their sources' keys."""
    rows = store.query(_UNFILLED, {"after": after, "prefix": PREFIX}).to_pylist()
    return [(row["source"], gap_of(row)) for row in rows]


def gap_batch(key: str, gaps: list[Gap]) -> Batch:
    """A batch that says nothing but these gaps."""
    return Batch(POSTS.empty_table(), key, gaps=gaps)
