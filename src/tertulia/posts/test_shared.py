"""One process owns the posts; every other reaches them through it and never meets a lock."""

from __future__ import annotations

import multiprocessing
import os
import stat
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Client
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.posts import owner
from tertulia.posts.api import DeadLetter, Written, close_store, open_store, store
from tertulia.posts.owner import Address, read_address, write_address
from tertulia.posts.remote import OwnerGone, RemoteStore
from tertulia.posts.shared import SharedStore
from tertulia.posts.test_batches import batch, mentions, readings

COUNT = "SELECT count(*) AS n FROM posts"


def count(opened: Any) -> int:
    return int(opened.query(COUNT)["n"][0].as_py())


def test_a_second_opening_goes_through_the_first(home: Home) -> None:
    with SharedStore(home) as first, SharedStore(home) as second:
        assert (first.owned, second.owned) == (True, False)
        assert second.write(batch([{"id": "1"}])) == Written(new=1, first=1)
        first.write(batch([{"id": "2"}]))
        assert count(first) == count(second) == 2


def test_everything_works_through_the_owner(home: Home, tmp_path: Any) -> None:
    with SharedStore(home), SharedStore(home) as far:
        letter = DeadLetter("no-id", "It has no id.", "{}", "1")
        far.write(
            batch(
                [{"author": "ana"}, {"id": "2"}],
                position="2",
                mentions=mentions((0, 1)),
                readings=readings({"irony": True}, {}),
                dead=[letter],
            )
        )
        assert far.position("test") == "2"
        assert far.set_mentions(1, pa.array([0, 1, 2])[1:], replace=True) == 2
        far.forget_monitor(1)
        far.set_readings(pa.array([2]), readings({"irony": True}, model="m2"))
        far.correct(1, "irony", "false", "Ana")
        said = pa.table({"network": ["mastodon"], "id": ["2"], "until": [None], "text": ["a"]})
        with pytest.raises(duckdb.ConstraintException):
            far.add_history("earlier_texts", said)
        assert far.query("SELECT irony FROM posts ORDER BY post")["irony"].to_pylist() == [False, True]
        assert sum(map(len, far.scan("SELECT * FROM range(200000)"))) == 200_000
        far.checkpoint()
        far.backup(tmp_path / "copy.duckdb")
        assert (tmp_path / "copy.duckdb").stat().st_size > 0
        assert far.drop_dead_letters([1]) == 1
        assert far.erase("mastodon", "ana").rows["posts"] == 1


def test_problems_travel_as_problems(home: Home) -> None:
    with SharedStore(home), SharedStore(home) as far:
        with pytest.raises(Problem) as refused:
            far.query("DELETE FROM posts")
        assert refused.value.code == "not-a-question"
        with pytest.raises(duckdb.BinderException):
            far.query("SELECT nonsense")
        assert count(far) == 0


def test_a_scan_left_half_read_holds_nothing_up(home: Home) -> None:
    with SharedStore(home) as near, SharedStore(home) as far:
        pieces = far.scan("SELECT * FROM range(10000000)")
        next(pieces)
        pieces.close()
        near.write(batch([{}]))
        assert near.erase("mastodon", "nobody").rows["posts"] == 0
        assert count(far) == 1


def test_only_the_owner_may_be_exclusive(home: Home) -> None:
    with SharedStore(home, exclusive=True):
        with pytest.raises(Problem) as refused:
            open_store(home, exclusive=True)
        assert refused.value.code == "already-running"
        assert str(os.getpid()) in str(refused.value)
    open_store(home, exclusive=True).close()


def test_who_waits_takes_over_when_the_owner_ends(home: Home) -> None:
    first, second = SharedStore(home), SharedStore(home)
    second.write(batch([{"id": "1"}]))
    first.close()
    assert second.write(batch([{"id": "2"}])) == Written(new=1, first=2)
    assert second.owned
    assert count(second) == 2
    second.close()


def test_what_a_dead_owner_left_behind_is_ignored(home: Home) -> None:
    process = multiprocessing.get_context("spawn").Process(target=int)
    process.start()
    process.join()
    assert process.pid is not None
    write_address(home, Address(process.pid, 9, "00"))
    with SharedStore(home) as opened:
        assert opened.owned
        assert count(opened) == 0


def test_the_address_is_for_this_user_alone(home: Home) -> None:
    with SharedStore(home):
        assert stat.S_IMODE(home.owner.stat().st_mode) == 0o600
    assert not home.owner.exists()


def test_without_the_key_nobody_is_answered(home: Home) -> None:
    with SharedStore(home) as opened:
        address = read_address(home)
        assert address is not None
        with pytest.raises(multiprocessing.AuthenticationError):
            Client(("127.0.0.1", address.port), authkey=b"guess")
        with pytest.raises(OwnerGone):
            RemoteStore(Address(address.pid, address.port, "00" * 32))
        assert count(opened) == 0


def test_only_the_store_can_be_asked(home: Home) -> None:
    with SharedStore(home):
        address = read_address(home)
        assert address is not None
        far = RemoteStore(address)
        for name in ("close", "__class__", "_compact"):
            assert name not in owner.METHODS
            with pytest.raises(AttributeError):
                far._ask(name)
        far.close()


def test_many_threads_through_one_stand_in(home: Home) -> None:
    with SharedStore(home), SharedStore(home) as far:
        together(8, lambda number: far.write(batch([{"id": str(number)}, {"id": "same"}])))
        assert count(far) == 9


def test_many_starts_at_once_agree_on_one_owner(home: Home) -> None:
    opened: list[SharedStore] = []
    together(6, lambda _: opened.append(SharedStore(home)))
    assert sum(one.owned for one in opened) == 1
    assert [count(one) for one in opened] == [0] * 6
    for one in opened:
        one.close()


def together(times: int, work: Callable[[int], Any]) -> None:
    problems: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def _child(opened: SharedStore, answer: Any) -> None:
    answer.send((opened.write(batch([{"id": "child"}])), opened.owned))


def test_a_forked_child_asks_its_parent(home: Home) -> None:
    context = get_context("fork")
    with SharedStore(home) as opened:
        ours, theirs = context.Pipe()
        process = context.Process(target=_child, args=(opened, theirs))
        process.start()
        assert ours.poll(20)
        assert ours.recv() == (Written(new=1, first=1), False)
        process.join()
        assert count(opened) == 1


def test_a_process_has_one_store(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_HOME", str(home.path))
    close_store()
    try:
        assert store() is store()
        assert count(store()) == 0
    finally:
        close_store()
