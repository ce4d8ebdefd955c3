"""What happens to a block of a file away from the store: items to posts, posts read and matched. Runs in
worker processes; nothing here knows Django or the store."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from tertulia.listen.imports.plan import Plan
from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.query.api import parse
from tertulia.posts.api import DeadLetter
from tertulia.posts.formats.api import Block, read_block
from tertulia.posts.schema import MENTIONS

Searches = Mapping[int, str]
_LOOK_EVERY_S = 2.0
_GARBAGE_AFTER = 200_000


@dataclass(frozen=True)
class Digest:
    """A block ready for the store."""

    posts: pa.Table
    readings: pa.Table | None
    mentions: pa.Table
    counted_at: pa.ChunkedArray | None
    dead: list[DeadLetter]
    next_position: int
    bytes_read: int

    @property
    def items(self) -> int:
        return len(self.posts) + len(self.dead)


def start_worker(parent: int) -> None:
    """The parent decides when to stop: Ctrl-C in the terminal is its business. If it dies, we do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_GARBAGE_AFTER)  # blocks make many objects and no cycles: looking for them costs a fifth
    threading.Thread(target=_end_with, args=(parent,), name="watch-parent", daemon=True).start()


def _end_with(parent: int) -> None:
    # Both ends of the queue are open in every worker: it would never see that nobody sends any more.
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_S)
    os._exit(1)


def digest(block: Block, plan: Plan, searches: tuple[tuple[int, str], ...]) -> Digest:
    """The posts of a block with what was understood of them and which monitors they match."""
    read = read_block(block, plan.mapper())
    readings = understood(read.posts)
    return Digest(
        posts=read.posts,
        readings=readings,
        mentions=matched(read.posts, readings, searches),
        counted_at=read.counted_at,
        dead=read.dead,
        next_position=read.next_position,
        bytes_read=read.bytes_read,
    )


def understood(posts: pa.Table) -> pa.Table:
    from tertulia.understand.api import read

    return read(posts)


def matched(posts: pa.Table, readings: pa.Table | None, searches: tuple[tuple[int, str], ...]) -> pa.Table:
    """Which posts which searches match (schema.MENTIONS)."""
    matcher = _matcher(searches)
    return matcher.match(posts, readings) if matcher and len(posts) else MENTIONS.empty_table()


@lru_cache(maxsize=1)
def _matcher(searches: tuple[tuple[int, str], ...]) -> Matcher | None:
    # A saved search that no longer parses matches nothing; its page says so.
    nodes = {number: node for number, text in searches if (node := parse(text).tree) is not None}
    return Matcher(nodes, threads=1) if nodes else None
