"""How far a list or a stream was read, as the text that is kept beside the posts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tertulia.networks.base import Record
from tertulia.networks.bluesky.shapes import table, word, words
from tertulia.posts.formats.values import BadValue, moment

_KEPT = 300  # ids of the newest items


@dataclass(frozen=True)
class Mark:
    """How far a list was read: the time of its newest item, the ids of the last ones, and the DID of the
    account that is read, which stays its own when the handle changes."""

    newest: datetime | None = None
    recent: tuple[str, ...] = ()
    did: str = ""

    @classmethod
    def of(cls, cursor: str | None) -> Mark:
        kept = decoded(cursor)
        return cls(time_in(kept.get("newest")), tuple(words(kept.get("recent"))), word(kept.get("did")) or "")

    def after(self, items: Iterable[tuple[str, datetime | None]]) -> Mark:
        """The mark behind these items (id, time) too."""
        seen = list(items)
        times = [when for _, when in seen if when] + ([self.newest] if self.newest else [])
        recent = tuple(dict.fromkeys([*self.recent, *(key for key, _ in seen)]))[-_KEPT:]
        return replace(self, newest=max(times, default=None), recent=recent)

    def __str__(self) -> str:
        newest = self.newest.isoformat() if self.newest else None
        return encoded({"newest": newest, "recent": list(self.recent), "did": self.did})


def decoded(cursor: str | None) -> Record:
    """What a cursor holds; {} where there is none, or one of an older form."""
    try:
        return table(json.loads(cursor or "{}"))
    except ValueError:
        return {}


def encoded(kept: Record) -> str:
    return json.dumps({name: value for name, value in kept.items() if value}, separators=(",", ":"))


def time_in(value: object) -> datetime | None:
    try:
        return moment(value)
    except BadValue:
        return None


def now() -> datetime:
    return datetime.now(UTC)
