"""A host's circuit breaker: who fails again and again is left to rest, longer each time. A memory's steps are
pure, their clock and chance given.

Weights after Media Cloud's rss-fetcher: what is sure counts whole, what may pass counts less, so that a short
trouble does not shut a host off. Any answer proves that a host lives: that a page is missing is no failure of
it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tertulia.outbound import problems
from tertulia.outbound.api import OutboundProblem

HARD, SOFT, TEMPORARY = 1.0, 0.5, 0.25
OPENS_AT = 3.0  # failures, weighed
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)
TRIAL = timedelta(seconds=5)  # until the outcome of a trial is known, as a rule
_MOST_FAILURES = 20.0

WEIGHTS = {
    "unreachable": HARD,
    "timeout": SOFT,
    "server-error": SOFT,
    "bad-answer": SOFT,
    "rate-limited": TEMPORARY,
}
# Never sent, so that they say nothing of the host.
_UNSENT = ("bad-address", "address-refused", "cancelled")


@dataclass(frozen=True)
class HostMemory:
    """What is remembered of a host (its port named where it is not the usual one): failures since it last
    answered, weighed, and until when it rests. `trying`: one request is finding out whether it is well."""

    host: str
    failures: float = 0.0
    resting_until: datetime | None = None
    trying: bool = False

    def refuses_until(self, now: datetime) -> datetime | None:
        """Until when the host is not to be asked; None where it may be."""
        if self.resting_until is None:
            return None
        if now < self.resting_until:
            return self.resting_until
        return now + TRIAL if self.trying else None

    def asked(self) -> HostMemory:
        """A request goes out. After a rest it is the only one until its outcome is known."""
        return replace(self, trying=self.resting_until is not None)

    def let_go(self) -> HostMemory:
        """A request ended without an outcome that says anything of the host."""
        return replace(self, trying=False)

    def failed(
        self, weight: float, now: datetime, chance: float, retry_at: datetime | None = None
    ) -> HostMemory:
        """A request failed. `chance`, 0 to 1, spreads the rests of hosts; `retry_at` is the host's wish."""
        failures = min(self.failures + weight, _MOST_FAILURES)
        if failures < OPENS_AT:
            return HostMemory(self.host, failures)
        rest = min(FIRST_REST * 2 ** (failures - OPENS_AT), LONGEST_REST) * (0.75 + 0.25 * chance)
        wished = min(retry_at - now, LONGEST_REST) if retry_at else timedelta()
        return HostMemory(self.host, failures, now + max(rest, wished))


class Hosts:
    """The breakers of all hosts. One may outlive many clients; it belongs to one event loop at a time."""

    def __init__(self) -> None:
        self._memories: dict[str, HostMemory] = {}

    def snapshot(self) -> tuple[HostMemory, ...]:
        """What to keep for the next start: the hosts that fail. Those that answer are forgotten."""
        return tuple(memory.let_go() for memory in self._memories.values() if memory.failures)

    def restore(self, memories: Iterable[HostMemory]) -> None:
        """Remember what an earlier run kept."""
        self._memories |= {memory.host: memory.let_go() for memory in memories}

    @contextmanager
    def asking(self, host: str) -> Iterator[None]:
        """Around one request, to learn from its outcome. Raises OutboundProblem ("host-resting")."""
        memory = self._memories.get(host, HostMemory(host))
        if until := memory.refuses_until(datetime.now(UTC)):
            raise problems.resting(host, until)
        if memory.failures:
            self._memories[host] = memory.asked()
        code, wished = "cancelled", None
        try:
            yield
            code = "answered"
        except OutboundProblem as problem:
            code, wished = problem.code, problem.retry_at
            raise
        finally:
            self._learn(host, code, wished)

    def _learn(self, host: str, code: str, retry_at: datetime | None) -> None:
        memory = self._memories.get(host, HostMemory(host))
        if code in WEIGHTS:
            chance = random.random()  # noqa: S311  (no secret)
            self._memories[host] = memory.failed(WEIGHTS[code], datetime.now(UTC), chance, retry_at)
        elif code not in _UNSENT:
            self._memories.pop(host, None)
        elif memory.failures:
            self._memories[host] = memory.let_go()
