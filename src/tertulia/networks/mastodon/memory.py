"""What is remembered of a server between readings: which posts its local ids mean, who it says it is, how it
streams.

All of it can be asked for again; nothing is lost with it. The collector's thread and the pages' share one.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from tertulia.networks.base import Record
from tertulia.networks.mastodon.client import Instance, Server

Value = TypeVar("Value")
_POSTS = 20_000  # local ids kept of a server: some 5 MB
_SERVERS = 500
_INSTANCE_S = 86_400.0
_ASKED, _PER_S = 30, 300.0  # parents looked up in five minutes: a tenth of what servers allow


class Lru(Generic[Value]):
    """The values that were used last, up to `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> Value | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: str, value: Value) -> None:
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)


@dataclass
class Allowance:
    """So many requests a span, in seconds."""

    most: int = _ASKED
    span_s: float = _PER_S
    spent: int = 0
    began: float = 0.0

    def take(self, now: float) -> bool:
        if now - self.began > self.span_s:
            self.began, self.spent = now, 0
        self.spent += 1
        return self.spent <= self.most


@dataclass
class Memory:
    """Of one server. `uris`: local id → uri, None for a post that it does not show; `public`: local ids of
    posts that it showed and that are for everyone; `accounts`: handle → local id; `streams_events`: whether
    server-sent events work there (None: not tried); `asks_many`: whether it gives several statuses at once;
    `filters`: whether it takes the filters of lists."""

    uris: Lru[str | None] = field(default_factory=lambda: Lru(_POSTS))
    public: Lru[None] = field(default_factory=lambda: Lru(_POSTS))
    accounts: Lru[str] = field(default_factory=lambda: Lru(1000))
    lookups: Allowance = field(default_factory=Allowance)
    streams_events: bool | None = None
    asks_many: bool = True
    filters: bool = True
    _instance: Instance | None = None
    _told_at: float = 0.0

    async def instance(self, server: Server) -> Instance:
        """What the server says of itself, asked once a day. Raises `Problem`."""
        if self._instance is None or time.monotonic() - self._told_at > _INSTANCE_S:
            self._instance = await server.instance()
            self._told_at = time.monotonic()
        return self._instance

    def notice(self, statuses: Iterable[Any]) -> None:
        """Learn what local ids mean, of statuses and of those inside them."""
        for status in statuses:
            if not isinstance(status, dict):
                continue
            number, uri = status.get("id"), status.get("uri")
            if isinstance(number, str) and isinstance(uri, str) and number and uri:
                self.uris.put(number, uri)
                if status.get("visibility") in ("public", "unlisted"):
                    self.public.put(number, None)
            self.notice(inner for inner in _inside(status) if inner)


def _inside(status: Record) -> list[Any]:
    quote = status.get("quote")
    return [status.get("reblog"), quote.get("quoted_status") if isinstance(quote, dict) else None]


class Memories:
    """The memory of each server, of those asked last."""

    def __init__(self) -> None:
        self._kept: Lru[Memory] = Lru(_SERVERS)

    def of(self, server: Server) -> Memory:
        found = self._kept.get(server.base)
        if found is None:
            found = Memory()
            self._kept.put(server.base, found)
        return found
