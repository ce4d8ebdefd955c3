"""A collector that is at it for two minutes takes no more memory at the end than halfway.

Posts come faster than a small team's sources bring them: two streams, two polls. What the store itself says
that it holds is not counted: it keeps what is not in the file yet, and blocks of it, within a limit of its
own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest
from tests.collect_workers import PostsServer
from tests.test_collect_crash import begun, check, collectors, kill, servers

from tertulia.home import Home
from tertulia.posts.api import open_store

pytestmark = [pytest.mark.slow, pytest.mark.server]
__all__ = ["servers"]

SECONDS = 120
SETTLED = 60  # seconds after which all is loaded, and the log was brought into the file once
MOST_GROWTH = 25.0  # MB over the rest: a leak of 2 KB for each of its 20,000 posts would be more
EVERY_S, AT_ONCE = 0.1, 10  # posts that each server publishes

_OF_THE_STORE = "SELECT sum(memory_usage_bytes) / 1e6 AS mb FROM duckdb_memory()"


def resident(number: int) -> float:
    """Megabytes that a process holds itself: what it shares with its parent since the fork is left out."""
    lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def weighed(home: Path, number: int) -> list[float]:
    """What the collector holds, second by second."""
    seen = []
    with open_store(Home(home)) as far:
        for _ in range(SECONDS):
            (row,) = far.query(_OF_THE_STORE).to_pylist()
            seen.append(resident(number) - row["mb"])
            time.sleep(1)
    return seen


@contextmanager
def publishing(servers: dict[str, PostsServer]) -> Iterator[None]:
    ended = threading.Event()

    def publish() -> None:
        while not ended.wait(EVERY_S):
            for server in servers.values():
                server.posts.publish(AT_ONCE)

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_memory_is_steady_while_posts_come(
    tmp_path: Path,
    servers: dict[str, PostsServer],
) -> None:
    home = tmp_path / "home"
    with collectors(home, servers) as line:
        number = begun(line)
        with publishing(servers):
            seen = weighed(home, number)
        kill(line, number)
    posts = check(home, servers)
    early, late = median(seen[SETTLED : SETTLED + 15]), median(seen[-15:])
    assert posts > 10_000
    assert late - early < MOST_GROWTH, f"from {early:.0f} to {late:.0f} MB with {posts} posts"
