"""The rules in force, read again when monitors or lists change, so that no post misses a monitor saved
meanwhile.

A monitor that is saved searches the posts stored until then; posts that were digested before the collector
knew of it and are stored after that search are matched with it here, once more.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime

import pyarrow as pa

from tertulia.listen.collect.digest import Digested, Rules
from tertulia.listen.digest import matched
from tertulia.listen.monitors.api import exclusions, searches, subjects, tell_apart
from tertulia.listen.monitors.models import Monitor, ReusableList
from tertulia.posts.api import Store, Written

_NUMBERS = "SELECT post, id FROM posts WHERE network = $network AND id IN (SELECT unnest($ids))"


class Rulebook:
    """`rules` may be read in any thread; `refresh` asks the desk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp: list[datetime] | None = None
        self._written: list[Digested] = []
        self._lock = threading.Lock()
        self.rules = Rules()

    def wrote(self, digested: Digested, written: Written) -> None:
        """A page is in the store: it is held until it is known that no monitor was saved meanwhile."""
        if len(digested.batch.posts):
            with self._lock:
                self._written.append(digested)

    def refresh(self) -> bool:
        """Read the rules again if they changed; whether the searches did."""
        before = self.rules.searches
        with self._lock:
            written, self._written = self._written, []
        stamp = _stamp()
        if stamp != self._stamp:
            self.rules = Rules(tuple(searches().items()), exclusions(), subjects())
            self._stamp = stamp
        for digested in written:
            if digested.rules.searches != self.rules.searches:
                self._match_again(digested)
        return before != self.rules.searches

    def _match_again(self, digested: Digested) -> None:
        known = dict(digested.rules.searches)
        newer = tuple((number, text) for number, text in self.rules.searches if known.get(number) != text)
        posts = digested.batch.posts
        mentions = matched(posts, digested.batch.readings, newer)
        for monitor, rows in _by_monitor(mentions):
            # By what the store has now: a post that was taken back meanwhile stays away.
            numbers = _numbers(self._store, posts.take(rows))
            if len(numbers):
                self._store.set_mentions(monitor, numbers, replace=False)
                tell_apart(self._store, numbers.to_pylist())


def _stamp() -> list[datetime]:
    """When each monitor and list was last changed: another list means that something did."""
    return [
        *Monitor.objects.order_by("pk").values_list("changed_at", flat=True),
        *ReusableList.objects.order_by("pk").values_list("changed_at", flat=True),
    ]


def _by_monitor(mentions: pa.Table) -> Iterable[tuple[int, pa.Array]]:
    found: dict[int, list[int]] = {}
    for row, monitor in zip(mentions["row"].to_pylist(), mentions["monitor"].to_pylist(), strict=True):
        found.setdefault(monitor, []).append(row)
    return ((monitor, pa.array(rows)) for monitor, rows in found.items())


def _numbers(store: Store, posts: pa.Table) -> pa.Array:
    networks: dict[str, list[str]] = {}
    for network, name in zip(posts["network"].to_pylist(), posts["id"].to_pylist(), strict=True):
        networks.setdefault(network, []).append(name)
    found = [
        store.query(_NUMBERS, {"network": network, "ids": ids})["post"] for network, ids in networks.items()
    ]
    return pa.concat_arrays(
        [chunk for column in found for chunk in column.chunks] or [pa.array([], pa.int64())]
    )
