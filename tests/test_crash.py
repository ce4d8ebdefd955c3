"""`kill -9` at any moment: nothing acknowledged is lost, nothing stands twice, every file opens.

The moments are random with a fixed seed, and spread over writing, checkpoints, backup, restore, migration,
erasure and the change of owner: 62 kills.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from tests import crash_workers
from tests.crash_workers import hour, numbered, set_desk, size

from tertulia.home import Home
from tertulia.posts import backup
from tertulia.posts.api import Store, finish_restore
from tertulia.posts.shared import SharedStore
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch

pytestmark = [pytest.mark.slow, pytest.mark.server]

context = get_context("forkserver")
context.set_forkserver_preload(["tests.crash_workers", "tertulia.posts.folding_kernel"])


@pytest.fixture(autouse=True, scope="module")
def preloaded() -> Iterator[None]:
    """The server that forks the workers imports what they need once: it must find it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        yield


@contextmanager
def running(work: Callable[..., None], home: Path) -> Iterator[tuple[Any, Any]]:
    """A process at work, and the pipe it speaks through; dead at the end."""
    hears, says = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(home, says))
    process.start()
    says.close()
    try:
        yield process, hears
    finally:
        process.kill()
        process.join()
        hears.close()


def killed(work: Callable[..., None], home: Path, dice: random.Random, longest: float = 0.4) -> list[Any]:
    """What a process said it had done before it was killed, at a random moment after its first word."""
    said = []
    with running(work, home) as (process, hears):
        assert hears.poll(60), "it never began"
        time.sleep(dice.uniform(0, longest))
        process.kill()
        process.join()
        try:
            while True:
                said.append(hears.recv())
        except EOFError:
            pass
    return said


def check_whole(store: Store, source: str = "feed") -> int:
    """Every batch up to the position is there, whole and once; what it took back is gone, its gaps
    stand once. Returns the position of the source."""
    reached = int(store.position(source) or 0)
    found = store.query(_BATCHES, {"source": source}).to_pylist()
    assert {row["batch"]: (row["posts"], row["ids"]) for row in found} == {
        number: (size(number),) * 2 for number in range(reached + 1) if number or reached
    } | ({0: (1, 1)} if reached else {})
    (totals,) = store.query(_TOTALS).to_pylist()
    assert totals["numbers"] == totals["posts"]
    assert totals["orphans"] == 0
    for row in found:
        if row["batch"]:
            assert (row["mentions"], row["readings"]) == (row["posts"],) * 2
            assert row["observations"] == row["posts"] + (row["batch"] < reached)
    brief = store.query("SELECT id FROM posts WHERE starts_with(id, 'brief-' || ? || '-')", [source])
    assert brief["id"].to_pylist() == ([f"brief-{source}-{reached}"] if reached else [])
    gaps = store.query("SELECT since, until FROM gaps WHERE source = ? ORDER BY since", [source]).to_pylist()
    times = [hour(number).replace(tzinfo=None) for number in range(reached + 1)] if reached else []
    assert [(gap["since"], gap["until"]) for gap in gaps] == list(
        zip(times, [*times[1:], None], strict=False)
    )
    return reached


_BATCHES = """
SELECT split_part(id, '-', 2)::INT AS batch, count(*) AS posts, count(DISTINCT id) AS ids,
    sum((SELECT count(*) FROM mentions m WHERE m.post = p.post)) AS mentions,
    sum((SELECT count(*) FROM readings r WHERE r.post = p.post)) AS readings,
    sum((SELECT count(*) FROM observations o WHERE o.post = p.post)) AS observations
FROM posts p WHERE starts_with(id, $source || '-') GROUP BY batch
"""
_TOTALS = """
SELECT count(*) AS posts, count(DISTINCT post) AS numbers,
    (SELECT count(*) FROM mentions WHERE post NOT IN (SELECT post FROM posts))
    + (SELECT count(*) FROM readings WHERE post NOT IN (SELECT post FROM posts))
    + (SELECT count(*) FROM observations WHERE post NOT IN (SELECT post FROM posts)) AS orphans
FROM posts
"""


@pytest.mark.parametrize(
    ("work", "kills"), [(crash_workers.write, 18), (crash_workers.write_and_checkpoint, 10)]
)
def test_killed_while_writing(tmp_path: Path, work: Callable[..., None], kills: int) -> None:
    dice = random.Random(1)
    home = tmp_path / "data"
    for _ in range(kills):
        acknowledged = killed(work, home, dice)[-1]
        with LocalStore(Home(home)) as store:
            assert acknowledged <= check_whole(store) <= acknowledged + 1


def test_killed_while_backing_up(tmp_path: Path) -> None:
    dice = random.Random(2)
    home = tmp_path / "data"
    for kill in range(8):
        made = killed(crash_workers.back_up, home, dice)
        with LocalStore(Home(home)) as store:
            check_whole(store)
            assert list(Home(home).temporary.iterdir()) == []
        for name in {*made, *map(str, tmp_path.glob("*.tar"))}:  # there under its name: whole
            other = Home(tmp_path / f"restored-{kill}")
            backup.restore(other, Path(name))
            with LocalStore(other) as store:
                check_whole(store)
            shutil.rmtree(other.path)


def test_killed_while_restoring(tmp_path: Path) -> None:
    dice = random.Random(3)
    home = Home(tmp_path / "data").ensure()
    for name, batches in (("a", 3), ("b", 9)):
        with LocalStore(home) as store:
            for number in range(int(store.position("feed") or 0) + 1, batches + 1):
                store.write(numbered(number))
            set_desk(home, name)
            backup.make(home, store, tmp_path / f"{name}.tar")
    for _ in range(10):
        last = killed(crash_workers.restore, home.path, dice, longest=0.2)[-1]
        finish_restore(home)
        with closing(sqlite3.connect(home.desk)) as desk:
            now = desk.execute("SELECT word FROM words").fetchone()[0]
        with LocalStore(home) as store:
            assert check_whole(store) == {"a": 3, "b": 9}[now]
        assert now in "ab"
        assert not list(home.path.glob("restore*"))
        assert last in "ab"


def test_killed_while_migrating(tmp_path: Path) -> None:
    dice = random.Random(4)
    old = Home(tmp_path / "old").ensure()
    with LocalStore(old) as store:
        for number in range(1, 31):
            store.write(numbered(number))
    for kill in range(8):
        home = Home(tmp_path / f"data-{kill}").ensure()
        for path in old.path.glob("posts.duckdb*"):
            shutil.copy(path, home.path)
        killed(crash_workers.migrate, home.path, dice, longest=0.5)
        with LocalStore(home, crash_workers.STEPS) as store:
            assert check_whole(store) == 30
            (found,) = store.query(
                "SELECT (SELECT value FROM meta WHERE name = 'version') AS version, "
                "(SELECT count(*) FROM shouts) AS shouts, (SELECT count(*) FROM posts) AS posts"
            ).to_pylist()
        assert found["version"] == str(1 + len(crash_workers.STEPS))
        assert found["shouts"] == found["posts"]
        shutil.rmtree(home.path)


def test_killed_while_erasing(tmp_path: Path) -> None:
    dice = random.Random(5)
    home = Home(tmp_path / "data").ensure()
    people = 40
    with LocalStore(home) as store:
        store.write(
            batch([{"id": f"p{n}", "author": f"persona{n}", "text": f"marca{n}fin"} for n in range(people)])
        )
        store.checkpoint()
    last = -1
    for _ in range(5):
        # Each begins with the first person again, and may be killed before it comes as far as the one before.
        last = max(last, killed(crash_workers.erase, home.path, dice, longest=0.3)[-1])
        with LocalStore(home) as store:
            left = set(store.query("SELECT author FROM posts")["author"].to_pylist())
        assert not left & {f"persona{n}" for n in range(last + 1)}
        assert left >= {f"persona{n}" for n in range(last + 2, people)}
        on_disk = b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())
        written = {f"persona{int(n)}" for n in re.findall(rb"marca(\d+)fin", on_disk)}
        assert written == left


def test_killed_owner_is_followed_by_who_asks(tmp_path: Path) -> None:
    dice = random.Random(6)
    home = tmp_path / "data"
    for _ in range(3):
        with running(crash_workers.own, home) as (process, hears):
            assert hears.poll(60)
            assert hears.recv() is True
            with SharedStore(Home(home)) as far:
                assert not far.owned
                first = int(far.position("guest") or 0) + 1
                end = time.monotonic() + dice.uniform(0.1, 0.6)
                number = first
                while number < first + 3 or not far.owned:
                    if time.monotonic() > end:
                        process.kill()
                    far.write(numbered(number, "guest"))
                    number += 1
                assert check_whole(far, "guest") == number - 1
                check_whole(far, "owner")
