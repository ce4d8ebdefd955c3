"""What `tertulia up` keeps in memory: idle after its start, and after people have looked at every chart."""

from __future__ import annotations

import time

from benchmarks.explorer import monitors_of
from benchmarks.generate import last_day, store_of
from benchmarks.rows import Row, below
from benchmarks.serving import Running, running, session_of_owner

SETTLE = 20  # seconds in which what is compiled in the background comes to its end


def run(quick: bool) -> list[Row]:
    posts = 100_000 if quick else 1_000_000
    home = store_of(posts)
    cookie = session_of_owner(home.path)
    monitors_of(home)
    with running("up", home=home.path, cookie=cookie) as server:
        time.sleep(SETTLE)
        idle = server.resident()
        _look(server, last_day(home).date().isoformat())
        time.sleep(SETTLE)
        after = server.resident()
    return [
        below(f"`tertulia up`, {posts:,} posts, idle", idle, "MB", 600, "resident, with child processes"),
        Row(f"`tertulia up`, {posts:,} posts, idle after all charts were seen", after, "MB", note="resident"),
    ]


def _look(server: Running, until: str) -> None:
    from tertulia.listen.explorer.api import MEASURES

    for name in MEASURES:
        server.get(f"listen/panels/{name}/?since=2000-01-01&until={until}")
