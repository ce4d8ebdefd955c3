"""What the collector of this process has done since it began, for its metrics."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tertulia.listen.collect.digest import Digested
from tertulia.posts.api import Written

# Upper bounds of the classes in which times from delivery to the store are counted, in seconds.
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0)


class Figures:
    """Counts by network, and how long what streams delivered took into the store. Any thread may add."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.began_at = datetime.now(UTC)
        self.posts: Counter[str] = Counter()
        self.dead: Counter[str] = Counter()
        self.gone: Counter[str] = Counter()
        self.reads: Counter[str] = Counter()
        self.failures: Counter[tuple[str, str]] = Counter()  # by network and code
        self.delays: Counter[float] = Counter()  # pages by class, the upper bound
        self.delay_s = 0.0

    def wrote(self, network: str, digested: Digested, written: Written) -> None:
        with self._lock:
            self.posts[network] += written.new
            self.dead[network] += written.dead
            self.gone[network] += written.gone
            if digested.delivered_at:
                self._took(datetime.now(UTC) - digested.delivered_at)

    def read(self, network: str) -> None:
        with self._lock:
            self.reads[network] += 1

    def failed(self, network: str, code: str) -> None:
        with self._lock:
            self.failures[network, code] += 1

    def classes(self) -> Sequence[tuple[str, float]]:
        """How many pages were in the store within each bound, as a histogram counts them."""
        with self._lock:
            total, made = 0.0, []
            for bound in (*BOUNDS, float("inf")):
                total += self.delays[bound]
                made.append(("+Inf" if bound == float("inf") else str(bound), total))
            return made

    def _took(self, time: timedelta) -> None:
        seconds = max(0.0, time.total_seconds())
        self.delay_s += seconds
        self.delays[next((bound for bound in BOUNDS if seconds <= bound), float("inf"))] += 1
