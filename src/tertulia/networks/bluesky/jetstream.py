"""Jetstream: Bluesky's stream of events as JSON, in its first form (`/subscribe`) and its second
(`network.bsky.jetstream.subscribeEvents`); the address says which.

Positions are times, which hold on every server of the kind. A server replays the last day and a half. Asked
for more, the second form says so; the first begins later without a word, so a leap is taken for it.
https://github.com/bluesky-social/jetstream
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from tertulia.networks.base import Record
from tertulia.networks.bluesky.cursors import now, time_in
from tertulia.networks.bluesky.names import POST
from tertulia.networks.bluesky.shapes import number, table, word
from tertulia.networks.bluesky.streams import Event, Position, account, commit, us_of

PUBLIC = "wss://jetstream2.us-east.bsky.network/subscribe"
LOOK_BACK = timedelta(hours=36)
_SECOND = "network.bsky.jetstream.subscribeEvents"
_REWIND_US = 5_000_000  # servers of the kind see an event at slightly different times
_OLD = timedelta(hours=12)  # below this every server still has it
_LEAP_US = 600_000_000
_SHOWN = 4000


@dataclass(frozen=True)
class Jetstream:
    """See `streams.Wire`."""

    server: str = PUBLIC
    host: str = ""

    @property
    def _is_second(self) -> bool:
        return _SECOND in self.server

    def address(self, after: Position) -> str:
        parts = urlsplit(self.server)
        base = self.server if parts.path.strip("/") else f"{parts.scheme}://{parts.netloc}/subscribe"
        asked: Record = {"collections" if self._is_second else "wantedCollections": POST}
        if after.at_us:
            asked["cursor"] = after.at_us - _REWIND_US
        return f"{base}{'&' if parts.query else '?'}{urlencode(asked)}"

    def events(self, message: str | bytes) -> Sequence[Event]:
        written = message if isinstance(message, str) else message.decode("utf-8", "replace")
        try:
            told = table(json.loads(written))
        except (ValueError, RecursionError):
            told = {}
        if not told:
            return [Event(item={"unreadable": written[:_SHOWN]})]
        if told.get("$type") == "error":
            return [Event(refused=word(told.get("error")) or "?")]
        return [_second(table(told.get("payload"))) if told.get("$type") == "message" else _first(told)]

    def is_cut(self, after: Position, first: Event) -> bool:
        if self._is_second or after.time is None or first.at_us is None or after.at_us is None:
            return False
        return now() - after.time > _OLD and first.at_us - after.at_us > _LEAP_US


def _first(told: Record) -> Event:
    """{"did", "time_us", "kind": "commit", "commit": {…}}, and `identity` and `account` likewise."""
    did, at_us = told.get("did"), number(told.get("time_us"))
    match told.get("kind"):
        case "commit":
            return commit(did, at_us, None, table(told.get("commit")))
        case "account":
            return account(did, at_us, None, table(told.get("account")))
        case "identity":
            return Event(at_us, renamed=str(did))
    return Event(at_us)


def _second(told: Record) -> Event:
    """{"$type": "…#commit", "seq", "did", "time", "witnessedAt", …}."""
    did, seq = told.get("did"), number(told.get("seq"))
    at_us = us_of(time_in(told.get("witnessedAt")) or time_in(told.get("time")))
    match str(told.get("$type", "")).rpartition("#")[2]:
        case "commit":
            names = ("rev", "operation", "collection", "rkey", "cid", "record")
            return commit(did, at_us, seq, {name: told[name] for name in names if name in told})
        case "account":
            return account(did, at_us, seq, table(told.get("account")))
        case "identity":
            return Event(at_us, seq, renamed=str(did))
        case "info":
            return Event(cut=told.get("name") == "OutdatedCursor")
    return Event(at_us, seq)
