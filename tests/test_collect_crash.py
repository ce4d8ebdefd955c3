"""`kill -9` of the collector at 200 random moments, with posts arriving all the time: nothing of what the
servers hold is lost, nothing stands twice, and no position stands ahead of the posts it covers.

The moments are random with a fixed seed. Posts are published in a thread, from before the first start to
after the last kill; the servers keep the truth.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from tests import collect_workers
from tests.collect_workers import NAME, Posts, PostsServer

from tertulia.home import Home
from tertulia.posts.store import LocalStore

pytestmark = [pytest.mark.slow, pytest.mark.server]

KILLS = 200
LONGEST_S = 0.5  # that a collector lives once it has opened the posts
WITHIN_S = 120.0
KINDS = {"a": "stream", "b": "stream", "c": "feed", "d": "feed"}


@pytest.fixture
def servers(socket_enabled: None) -> Iterator[dict[str, PostsServer]]:
    """One for each source, their posts told apart by the letter that their ids begin with."""
    found = {letter: PostsServer(posts=Posts(prefix=letter)) for letter in KINDS}
    for server in found.values():
        server.__enter__()
    try:
        yield found
    finally:
        for server in found.values():
            server.__exit__()


@contextmanager
def publishing(servers: dict[str, PostsServer]) -> Iterator[None]:
    """Posts come all the time, some of them edits of earlier ones."""
    ended = threading.Event()
    dice = random.Random(2)

    def publish() -> None:
        while not ended.wait(0.02):
            server = servers[dice.choice(sorted(servers))]
            server.posts.publish(dice.randint(1, 12))

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def collectors(home: Path, servers: dict[str, PostsServer]) -> Iterator[Any]:
    """The line to the process that starts collectors."""
    ours, theirs = get_context("spawn").Pipe()
    sources = [(KINDS[letter], server.url) for letter, server in servers.items()]
    process = get_context("spawn").Process(target=collect_workers.collectors, args=(home, sources, theirs))
    process.start()
    theirs.close()
    assert ours.poll(WITHIN_S)
    assert ours.recv() == "ready"
    try:
        yield ours
    finally:
        ours.send("end")
        process.join()


def begun(line: Any) -> int:
    """The number of a collector that has opened the posts."""
    line.send("start")
    assert line.poll(WITHIN_S)
    said = [line.recv(), line.recv()]  # in either order
    assert "began" in said
    return next(word for word in said if isinstance(word, int))


def kill(line: Any, number: int) -> None:
    os.kill(number, signal.SIGKILL)
    assert line.recv() == "dead"


def check(home: Path, servers: dict[str, PostsServer]) -> int:
    """Nothing twice, nothing that no server holds, and all up to each position; returns how many posts there
    are."""
    with LocalStore(Home(home)) as store:
        ids = store.query("SELECT id FROM posts")["id"].to_pylist()
        positions = {letter: _position(store, servers[letter]) for letter in servers}
    stored = set(ids)
    assert len(ids) == len(stored)
    for letter, server in servers.items():
        theirs = {item["id"] for item in server.posts.items}
        assert {each for each in stored if each.startswith(letter)} <= theirs
        assert {f"{letter}{n}" for n in range(1, positions[letter] + 1)} <= stored
    return len(ids)


def _position(store: LocalStore, server: PostsServer) -> int:
    kind = KINDS[server.posts.prefix]
    return int((store.position(f"live:{NAME}:{kind}:{server.url}") or "0").split()[0])


def test_a_collector_killed_at_any_moment_loses_nothing_and_doubles_nothing(
    tmp_path: Path, servers: dict[str, PostsServer]
) -> None:
    dice = random.Random(1)
    home = tmp_path / "home"
    with collectors(home, servers) as line:
        with publishing(servers):
            for number in range(KILLS):
                collector = begun(line)
                time.sleep(dice.uniform(0, LONGEST_S))
                kill(line, collector)
                if number % 10 == 0:
                    check(home, servers)
        collector = begun(line)
        _await_all(home, servers)
        kill(line, collector)
    held = sum(len(server.posts.items) for server in servers.values())
    assert check(home, servers) == held


def _await_all(home: Path, servers: dict[str, PostsServer]) -> None:
    """Until the last post of each server was read."""
    from tertulia.posts.api import open_store

    end = time.monotonic() + WITHIN_S
    with open_store(Home(home)) as store:
        while any(
            _position(store, server) < len(server.posts.items)  # type: ignore[arg-type]
            for server in servers.values()
        ):
            assert time.monotonic() < end, "it did not catch up"
            time.sleep(0.1)
