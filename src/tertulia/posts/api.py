"""What the other slices may use of the posts: the store, its batches and its questions.

    with open_store(home) as store:
        store.write(Batch(posts, source="import:feria.jsonl", position="120000"))
        store.query("SELECT count(*) FROM posts WHERE network = $network", {"network": "mastodon"})

`open_store` gives the store itself where nobody owns it, and a stand-in that asks the owning process where
`tertulia up` runs: the caller never sees the difference.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from tertulia.home import Home
from tertulia.posts.arrivals import ARRIVALS, Arrivals

FILING = "themes:filing"  # the source whose position says how far posts were filed under themes


@dataclass(frozen=True)
class DeadLetter:
    """A raw item that could not become a post, with the reason in English (`code` is what programs test)."""

    code: str
    reason: str
    raw: str
    place: str = ""  # a line number, a native id


@dataclass(frozen=True)
class Gap:
    """A span in which a source was not read; `until` None: it still is not. `reason` is a code ("stopped",
    "unreachable", "rate-limited", "too-old", …; listen/explorer/labels.py has the words). `filled_at`: when
    all that the network still had of it was fetched."""

    since: datetime
    until: datetime | None
    reason: str
    network: str = ""
    filled_at: datetime | None = None


@dataclass(frozen=True)
class Gone:
    """What a network took back, with all that the store holds of it: a post by its id, or by `local`, the
    name under which one server of the network knows it (`extra.local`); an account's posts by their author,
    or by what their ids begin with."""

    network: str
    id: str = ""
    local: str = ""
    author: str = ""
    prefix: str = ""


@dataclass(frozen=True)
class Batch:
    """The unit that is written: posts, what was found in them, how far the source was read. All or nothing.

    `posts` conforms to `schema.POSTS`; `readings` (schema.READINGS) has one row a post in the same order;
    `mentions` (schema.MENTIONS) names rows of `posts`, and holds what every monitor matches: where a known
    post's text or fields changed, they replace its mentions. None: nobody matched, the mentions stay.
    A position of None leaves the source's position alone. `gone` is taken away, out of the store and out of
    `posts` alike. `gaps` of the source are kept by their beginning: one that is known gets its end, reason
    and filling, and keeps those not told.
    """

    posts: pa.Table
    source: str
    position: str | None = None
    mentions: pa.Table | None = None
    readings: pa.Table | None = None
    dead: Sequence[DeadLetter] = ()
    read_at: datetime | None = None  # when the counters were true; now if None
    gone: Sequence[Gone] = ()
    gaps: Sequence[Gap] = ()


@dataclass(frozen=True)
class Written:
    """What a batch changed: posts never seen, known posts of which text, fields or counters changed, posts
    known as they are (or twice in the batch), posts refused because their author was erased, items set aside,
    posts taken away (those that came in the same batch among them: they count as nothing else).
    """

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    erased: int = 0
    dead: int = 0
    gone: int = 0
    first: int = 0  # number of the first new post; new posts are numbered in a row


@dataclass(frozen=True)
class Erased:
    """What an erasure removed, by table, and all the names under which the person stood."""

    network: str
    author: str
    rows: dict[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()


class Store(Protocol):
    """All that may be done to the posts. One process owns the file; others reach it through the owner."""

    def write(self, batch: Batch) -> Written: ...

    def write_many(self, batches: Sequence[Batch]) -> list[Written]:
        """Write batches one after the other, all or none; the answers are in their order.

        Many small ones cost little more than one: a round of feeds, what streams brought in a moment.
        """

    def query(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> pa.Table:
        """Answer a SELECT; anything that would write is refused."""

    def scan(
        self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] = (), rows: int = 65_536
    ) -> Iterator[pa.RecordBatch]:
        """The answer to a SELECT a piece at a time, for results larger than memory."""

    def position(self, source: str) -> str | None: ...

    def set_mentions(self, monitor: int, posts: pa.Array, *, replace: bool) -> int:
        """Record that a monitor matches these posts (numbers), in place of those before if `replace`.

        Returns how many were added.
        """

    def forget_monitor(self, monitor: int) -> None: ...

    def set_said(self, said: pa.Table) -> None:
        """Keep what posts say of the subjects of monitors that match them: `post`, `monitor` and schema.SAID.
        Pairs that are no mentions are passed over."""

    def set_themes(self, first: int, last: int, posts: pa.Array, themes: pa.Array, mark: str) -> None:
        """File posts (numbers) under themes, in place of what all posts from `first` to `last` were filed
        under. `mark` says how far the filing has come: `position(FILING)` gives it back."""

    def set_readings(self, posts: pa.Array, readings: pa.Table) -> None:
        """Keep a new reading of posts already stored; corrections still win."""

    def correct(self, post: int, task: str, value: str | None, person: str) -> None:
        """Keep a person's word on a reading, or take it back (None).

        `task` is sentiment, emotion, offensive, irony or needs_reply ("true", "false"), lang or
        intents (comma-separated).
        Raises `Problem` ("bad-correction", "no-such-post").
        """

    def erase(self, network: str, author: str) -> Erased: ...

    def drop_dead_letters(self, letters: Sequence[int]) -> int: ...

    def backup(self, target: Path) -> None:
        """Write a consistent copy of the store's file to `target` while the store goes on working."""

    def checkpoint(self) -> None: ...

    def close(self) -> None: ...

    def add_history(self, table: str, rows: pa.Table) -> int:
        """Add rows of observations, earlier_texts or corrections that are not there yet; returns how many.

        Columns as in tables.sql, with `network` and `id` in place of `post`. For the import of an export.
        """

    def __enter__(self) -> Store: ...

    def __exit__(self, *exception: object) -> None: ...


def open_store(home: Home, *, exclusive: bool = False) -> Store:
    """The posts of a data folder: as their owner where nobody else is, else through the owning process.

    With `exclusive` (`tertulia up`) only as their owner.
    Raises `Problem` ("already-running", "newer-data", "broken-file", "disk-full").
    """
    from tertulia.posts.shared import SharedStore

    return SharedStore(home, exclusive=exclusive)


def finish_restore(home: Home) -> None:
    """Carry a restore that was cut short to its end, or clear it away, before anything is opened.

    Costs nothing where there is none. Raises `Problem` ("already-running") while one is under way.
    """
    from tertulia.posts import swap

    if swap.pending(home):
        from tertulia.posts.owner import held

        with held(home):
            swap.recover(home)


_lock = threading.Lock()
_opened: Store | None = None


def store(*, exclusive: bool = False) -> Store:
    """This process's store, of the folder that TERTULIA_HOME names; opened on first use, for all threads."""
    global _opened
    with _lock:
        if _opened is None:
            _opened = open_store(Home.of(), exclusive=exclusive)
        return _opened


def arrivals() -> Arrivals:
    """Where this process hears that posts came in, without asking the store: see `posts/arrivals.py`. Only
    the process that owns the posts (`tertulia up`) hears of them.

        with arrivals().listening() as listener:
            newest = await listener.next()
    """
    return ARRIVALS


def close_store() -> None:
    """Close what `store` opened; the next `store()` opens anew."""
    global _opened
    with _lock:
        if _opened is not None:
            _opened.close()
        _opened = None
