"""How far a feed was read: what its server said of the last answer, and which entries that held."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from tertulia.networks.base import Record
from tertulia.networks.rss.document import entry_hash, entry_key


@dataclass(frozen=True)
class Cursor:
    """`url` is where the feed is asked for now; `etag`, `modified`, `body` (a hash) tell an unchanged answer;
    `entries` are those of the last answer: key to hash, with the time at which it was seen first where it has
    no date of its own; `newest` is the latest date of any. `hub` tells news of `topic` (WebSub)."""

    url: str
    etag: str = ""
    modified: str = ""
    body: str = ""
    newest: str = ""
    entries: dict[str, list[str]] = field(default_factory=dict)
    hub: str = ""
    topic: str = ""

    def written(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def opened(cursor: str | None, url: str) -> Cursor:
    """The cursor as it was written; a fresh one where there is none or where it is of another version."""
    try:
        return Cursor(**json.loads(cursor)) if cursor else Cursor(url)
    except (ValueError, TypeError):
        return Cursor(url)


@dataclass(frozen=True)
class News:
    """What an answer holds that the last one did not: entries (oldest first); all of its entries for the next
    cursor, the bounds of their dates, and whether nothing of it was known."""

    entries: list[Record]
    known: dict[str, list[str]]
    oldest: datetime | None
    newest: datetime | None
    all_new: bool


def news(entries: list[Record], before: Cursor, now: datetime) -> News:
    """Entries that are new or changed, each with `seen_at`. One without a date keeps the time at which it was
    seen first, so that a change does not make it young."""
    fresh: dict[str, Record] = {}
    known: dict[str, list[str]] = {}
    for entry in entries:
        key, mark = entry_key(entry), entry_hash(entry)
        old = before.entries.get(key, [])
        first_seen = old[1] if len(old) > 1 else now.isoformat()
        known[key] = [mark] if date_of(entry) else [mark, first_seen]
        if old[:1] != [mark]:
            fresh[key] = {**entry, "seen_at": first_seen}
    dates = sorted(date for entry in entries if (date := date_of(entry)) and date <= now)
    all_new = bool(before.entries) and not before.entries.keys() & known.keys()
    oldest, newest = (dates[0], dates[-1]) if dates else (None, None)
    return News(list(fresh.values())[::-1], known, oldest, newest, all_new)


def date_of(entry: Record) -> datetime | None:
    """When an entry says that it was published, else changed."""
    for name in ("published", "updated"):
        try:
            found = datetime.fromisoformat(entry.get(name, ""))
            if found.tzinfo:
                return found.astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            continue
    return None
