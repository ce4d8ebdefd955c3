"""How far a site was read. The interface tells neither what was deleted nor, of comments, what was edited:
both show by holding its newest items against those that were there the last time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tertulia.networks.wordpress.locating import Place

EARLIEST = "1980-01-01T00:00:00"  # a site that had nothing yet was read up to here
WINDOW = 100  # items that are held against the last time; the most that the interface lists at once


@dataclass(frozen=True)
class Seen:
    """An item by its number: when it was published, and a mark that changes with it. A mark may be the
    beginning of a fuller one, where not all of the item was asked for."""

    number: str
    date: str
    mark: str


@dataclass(frozen=True)
class Known:
    """Of posts or of comments: `items` the newest, number to date and mark; `at` the latest change (posts) or
    publication (comments) that was read."""

    items: dict[str, list[str]] = field(default_factory=dict)
    at: str = ""

    def has(self, one: Seen) -> bool:
        held = self.items.get(one.number, ["", ""])[1]
        return bool(held) and (held.startswith(one.mark) or one.mark.startswith(held))

    def learned(self, seen: Iterable[Seen], at: str = "") -> Known:
        """With these items as they are now, and the latest time moved on."""
        return Known({**self.items, **{one.number: [one.date, one.mark] for one in seen}}, max(self.at, at))

    def within(self, window: Sequence[Seen], more: Iterable[str], without: Iterable[str]) -> Known:
        """With the items of the window (newest first) only, all of its last second, and these more."""
        numbers, out = {*(one.number for one in window), *more}, set(without)
        oldest = window[-1].date if window else "9"
        kept = {
            number: seen
            for number, seen in self.items.items()
            if (number in numbers or seen[0] >= oldest) and number not in out
        }
        return replace(self, items=kept)

    def vanished(self, window: Sequence[Seen]) -> list[str]:
        """Numbers of known items that should stand in the window (newest first) and do not. Of the last
        second of a full window, which it may hold in part, nothing can be said."""
        there = {one.number for one in window}
        oldest = window[-1].date if len(window) >= WINDOW else ""
        return [number for number, (date, _) in self.items.items() if number not in there and date > oldest]


@dataclass(frozen=True)
class Cursor:
    """`feeds` holds the cursors of the site's feeds by address, where those are read instead."""

    place: Place
    posts: Known = Known()
    comments: Known = Known()
    feeds: dict[str, str] = field(default_factory=dict)

    def written(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def opened(cursor: str | None) -> Cursor | None:
    """The cursor as it was written; None where there is none or it is of another version."""
    try:
        given: Any = json.loads(cursor or "null")
        place = Place(**{**given["place"], "feeds": tuple(given["place"]["feeds"])})
        return Cursor(place, Known(**given["posts"]), Known(**given["comments"]), dict(given["feeds"]))
    except (ValueError, TypeError, KeyError):
        return None
