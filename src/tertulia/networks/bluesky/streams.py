"""What the streams of Bluesky have in common: events, and the filter by words.

A stream's commits take the form that Jetstream gives them, so that one mapping reads them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from tertulia.networks.base import Record
from tertulia.networks.bluesky.embeds import carried
from tertulia.networks.bluesky.names import NETWORK, POST, of_account, uri_of
from tertulia.networks.bluesky.rich_text import marked
from tertulia.networks.bluesky.shapes import table
from tertulia.posts.api import Gone
from tertulia.posts.folding import fold

# The account is not there, for good or for now; "throttled" and "desynchronized" are troubles of its server.
_CLOSED = ("takendown", "suspended", "deleted", "deactivated", "")
_WORD = re.compile(r"\w+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class Event:
    """One thing that a stream told. `at_us` is when it happened in microseconds since 1970, `seq` its number;
    `cut` says that the stream began later than was asked, `refused` why it does not go on."""

    at_us: int | None = None
    seq: int | None = None
    item: Record | None = None
    gone: Gone | None = None
    renamed: str = ""  # the DID of an account whose handle may have changed
    cut: bool = False
    refused: str = ""

    @property
    def did(self) -> str:
        return str(table(self.item).get("did", ""))


@dataclass(frozen=True)
class Position:
    """Where a stream was left. `host` says whose numbers `seq` are."""

    at_us: int | None = None
    seq: int | None = None
    host: str = ""

    @property
    def time(self) -> datetime | None:
        return time_of_us(self.at_us)


class Wire(Protocol):
    """How one kind of stream is asked and what its messages mean."""

    @property
    def host(self) -> str:
        """Whose numbers it counts in, "" where positions are times, which hold everywhere."""

    def address(self, after: Position) -> str:
        """Where to connect for what comes after a position; one without a time or number is now."""

    def events(self, message: str | bytes) -> Sequence[Event]:
        """What a message tells. Never raises: what cannot be read is an item that no mapping accepts."""

    def is_cut(self, after: Position, first: Event) -> bool:
        """Whether the first event shows that the stream did not begin where it was asked to."""


def commit(did: object, at_us: int | None, seq: int | None, told: Record) -> Event:
    """A commit's event: a post, an edited post, or one that was deleted. Other records tell nothing."""
    if told.get("collection") != POST:
        return Event(at_us, seq)
    if told.get("operation") == "delete":
        uri = uri_of(f"at://{did}/{POST}/{told.get('rkey')}")
        return Event(at_us, seq, gone=Gone(NETWORK, id=str(uri)) if uri else None)
    return Event(at_us, seq, item={"did": did, "time_us": at_us, "kind": "commit", "commit": told})


def account(did: object, at_us: int | None, seq: int | None, told: Record) -> Event:
    """An account's event: what an account that is closed has published is to go."""
    closed = told.get("active") is False and (told.get("status") or "") in _CLOSED
    known = uri_of(f"at://{did}/{POST}/0")
    return Event(at_us, seq, gone=Gone(NETWORK, prefix=of_account(known.did)) if closed and known else None)


def time_of_us(at_us: int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(at_us / 1_000_000, UTC) if at_us else None
    except (ValueError, OverflowError, OSError):
        return None


def us_of(when: datetime | None) -> int | None:
    return int(when.timestamp() * 1_000_000) if when else None


class Wanted:
    """Whether a post may be one that is wanted: it holds all parts of one of the words. It lets through more
    than the words find, never less; without words, everything."""

    def __init__(self, words: Sequence[str]) -> None:
        self._parts = [_parts(word) for word in words]

    def __call__(self, record: Record) -> bool:
        if not self._parts:
            return True
        said = _plain(_said(record))
        return any(all(part in said for part in parts) for parts in self._parts)


def _parts(word: str) -> list[str]:
    plain = _plain(word)
    return _WORD.findall(plain) or [plain.strip(' "#@*?')]


def _plain(text: str) -> str:
    return _UNSEEN.sub("", fold(text))


def _said(record: Record) -> str:
    """Everything of a post that a search may find a word in."""
    parts, marks = carried(record.get("embed"), None, ""), marked(record, {})
    alts = [str(shown.get("alt", "")) for shown in parts.media]
    title = [part for part in (parts.title, parts.about, parts.link) if part]
    return "\n".join(
        [str(record.get("text", "")), *title, *marks.hashtags, *marks.handles, *marks.links, *alts]
    )
