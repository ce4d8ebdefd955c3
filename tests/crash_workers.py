"""What the processes do that `test_crash.py` kills. Each says over its pipe what it has done for good."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb

from tertulia.home import Home
from tertulia.posts import backup, migrations
from tertulia.posts.api import Batch, Gap, Gone, Store, open_store
from tertulia.posts.shared import SharedStore
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch, mentions, readings

Pipe = Connection


def size(number: int) -> int:
    """How many posts the batch of this number holds."""
    return 1 + number * 37 % 400


def numbered(number: int, source: str = "feed") -> Batch:
    """Batch `number`: new posts, new counters for the first post of the batch before, a post that the next
    batch takes back, the end of the gap before and the beginning of one."""
    rows: list[dict[str, Any]] = [
        {"id": f"{source}-{number}-{part}", "text": f"Texto {part}", "likes": 0}
        for part in range(size(number))
    ]
    rows.append({"id": f"{source}-{number - 1}-0", "text": "Texto 0", "likes": number})
    rows.append({"id": f"brief-{source}-{number}", "text": "Breve", "likes": 1})
    matched = mentions(*((row, 1) for row in range(len(rows)) if row != size(number)))
    return batch(
        rows,
        source=source,
        position=str(number),
        mentions=matched,
        readings=readings(*({"sentiment": "neutral"} for _ in rows)),
        gone=[Gone("mastodon", id=f"brief-{source}-{number - 1}")],
        gaps=[Gap(hour(number - 1), hour(number), "stopped"), Gap(hour(number), None, "stopped")],
    )


def hour(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)


def write_on(store: Store, source: str, said: Pipe | None = None) -> None:
    """Write one batch after another from where the source stands."""
    for number in count(int(store.position(source) or 0) + 1):
        store.write(numbered(number, source))
        if said:
            said.send(number)


def write(home: Path, said: Pipe) -> None:
    write_on(open_store(Home(home)), "feed", said)


def write_and_checkpoint(home: Path, said: Pipe) -> None:
    store = open_store(Home(home))

    def checkpoints() -> None:
        while True:
            store.checkpoint()

    threading.Thread(target=checkpoints, daemon=True).start()
    write_on(store, "feed", said)


def back_up(home: Path, said: Pipe) -> None:
    store = open_store(Home(home))
    threading.Thread(target=write_on, args=(store, "feed"), daemon=True).start()
    for number in count():
        target = home.parent / f"{number}.tar"
        target.unlink(missing_ok=True)
        backup.make(Home(home), store, target)
        said.send(str(target))


def restore(home: Path, said: Pipe) -> None:
    for number in count():
        name = "ab"[number % 2]
        backup.restore(Home(home), home.parent / f"{name}.tar")
        said.send(name)


def set_desk(home: Home, word: str) -> None:
    with closing(sqlite3.connect(home.desk)) as desk, desk:
        desk.execute("CREATE TABLE IF NOT EXISTS words (word)")
        desk.execute("DELETE FROM words")
        desk.execute("INSERT INTO words VALUES (?)", [word])


def _rewrite(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("ALTER TABLE posts ADD COLUMN shout VARCHAR")
    cursor.execute("UPDATE posts SET shout = upper(text)")


def _add(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("CREATE TABLE shouts AS SELECT post, shout FROM posts")
    cursor.execute("ALTER TABLE posts DROP COLUMN shout")


STEPS = (*migrations.STEPS, _rewrite, _add)


def migrate(home: Path, said: Pipe) -> None:
    said.send("begin")
    with LocalStore(Home(home), STEPS):
        said.send("done")


def erase(home: Path, said: Pipe) -> None:
    store = open_store(Home(home))
    for number in count():
        store.erase("mastodon", f"persona{number}")
        said.send(number)


def own(home: Path, said: Pipe) -> None:
    """Own the folder and write, while others ask."""
    with SharedStore(Home(home)) as store:
        said.send(store.owned)
        write_on(store, "owner", said)
