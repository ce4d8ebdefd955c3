"""What a source said the last time, so that what it merely repeats is not read, matched and compared once
more.

A feed with one new entry brings all the others again. Only what is in the store counts as said, and only
while the searches stay the same: another search may keep what the one before left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tertulia.listen.digest import Searches
from tertulia.networks.base import Record

MOST = 500  # items that are remembered of a source


@dataclass
class Reading:
    """One reading of a source: what it said before, and what it says now."""

    before: frozenset[int]
    now: set[int] = field(default_factory=set)

    def new_of(self, items: Sequence[Record]) -> list[Record]:
        """The items that are not just as they were."""
        marks = [hash(repr(item)) for item in items]
        self.now.update(marks)
        return [item for item, mark in zip(items, marks, strict=True) if mark not in self.before]


class Repeats:
    """What each source said in its last whole reading."""

    def __init__(self) -> None:
        self._said: dict[str, frozenset[int]] = {}
        self._searches: Searches = ()

    def begin(self, key: str, searches: Searches) -> Reading:
        """A reading begins, with these searches."""
        if searches != self._searches:
            self._said.clear()
            self._searches = searches
        return Reading(self._said.get(key, frozenset()))

    def end(self, key: str, reading: Reading, searches: Searches) -> None:
        """It has ended, and all of it is in the store."""
        if searches != self._searches or len(reading.now) > MOST:
            self._said.pop(key, None)
        elif reading.now:  # nothing said: all is as it was
            self._said[key] = frozenset(reading.now)
