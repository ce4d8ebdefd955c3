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

import pyarrow as pa

from tertulia.listen.digest import Subjects, matched, understood
from tertulia.listen.imports.plan import Plan
from tertulia.posts.api import DeadLetter
from tertulia.posts.formats.api import Block, read_block

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


def digest(
    block: Block, plan: Plan, searches: tuple[tuple[int, str], ...], subjects: Subjects = frozenset()
) -> Digest:
    """The posts of a block with what was understood of them and which monitors they match."""
    read = read_block(block, plan.mapper())
    readings = understood(read.posts)
    return Digest(
        posts=read.posts,
        readings=readings,
        mentions=matched(read.posts, readings, searches, subjects),
        counted_at=read.counted_at,
        dead=read.dead,
        next_position=read.next_position,
        bytes_read=read.bytes_read,
    )
