"""Listening live: a stream into the store while people look at charts, rounds over thousands of feeds,
memory.

The stream is Bluesky's reader on a local Jetstream; the feeds come from a local server. Both run as processes
of their own on the same cores. Posts of the stream are dated with the moment in which they are sent.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.explorer import VIEWS, _dated, monitors_of
from benchmarks.generate import last_day, store_of
from benchmarks.rows import Row, above, below, middle, percentile_95
from benchmarks.serving import Running, running, session_of_owner
from benchmarks.sources import ENTRIES, HOSTS
from benchmarks.whole_path import searches
from tertulia.home import Home

RATE = 2_000
MONITORS = 1_000
FEEDS = 5_000
WARM_UP_S = 120  # at most
SHORTEST_INTERVAL_S = 300
_FIRST_MONITOR = 1_000
# Of a thousand feeds: changed, sent whole though unchanged; the others answer that nothing changed.
MIXES = {"5 % changed, 15 % sent unchanged, 80 % not modified": (50, 150), "all changed": (1000, 0)}


def run(quick: bool) -> list[Row]:
    return [*_streaming(quick), *_rounds(quick)]


def _streaming(quick: bool) -> list[Row]:
    posts, seconds = (200_000, 30) if quick else (1_000_000, 300)
    with tempfile.TemporaryDirectory() as folder, _local("jetstream", RATE) as ports:
        home = Home(Path(shutil.copytree(store_of(posts).path, Path(folder) / "home")))
        cookie = session_of_owner(home.path)
        monitors_of(home)
        _add_monitors()
        _follow_stream(ports)
        os.environ.pop("TERTULIA_HOME", None)
        with running("up", home=home.path, cookie=cookie, environment=_reach()) as server:
            watched = _watch(server, home, seconds)
        return _stream_rows(watched, home, posts)


@dataclass
class Watched:
    """What was seen while the stream ran: milliseconds of each panel, megabytes at seconds."""

    since: datetime | None = None
    seconds: float = 0.0
    panels: list[float] = field(default_factory=list)
    memory: list[tuple[float, float, float]] = field(default_factory=list)  # in all, of the store


def _watch(server: Running, home: Home, seconds: float) -> Watched:
    """Ask one panel after the other, all the time, with the stream running."""
    from tertulia.listen.explorer.api import MEASURES

    _await_present(server)
    seen = Watched()
    view = _dated(VIEWS["month"], last_day(home).date())
    ended = threading.Event()
    weighing = threading.Thread(target=_weigh, args=(server, home, seen, ended))
    weighing.start()
    began, seen.since = time.perf_counter(), datetime.now(UTC).replace(tzinfo=None)
    while time.perf_counter() - began < seconds:
        for name in MEASURES:
            seen.panels.append(server.get(f"listen/panels/{name}/?{view}")[0] * 1000)
    seen.seconds = time.perf_counter() - began
    ended.set()
    weighing.join()
    return seen


def _await_present(server: Running) -> None:
    """Until what compiles and loads at the start is done, and the stream is read as it comes."""
    for _ in range(WARM_UP_S):
        time.sleep(1)
        request = urllib.request.Request(f"{server.address}health", headers={"Cookie": server.cookie})
        with urllib.request.urlopen(request) as answer:
            (source,) = json.load(answer)["details"]
        if source["lag_s"] is not None and source["lag_s"] < 1.5:
            return
    print("  the stream did not catch up before it was measured", flush=True)


def _weigh(server: Running, home: Home, seen: Watched, ended: threading.Event) -> None:
    from tertulia.posts.api import open_store

    began = time.perf_counter()
    with open_store(home) as far:
        while not ended.wait(2):
            (row,) = far.query(_KEPT).to_pylist()
            seen.memory.append((time.perf_counter() - began, server.resident(), row["mb"]))


_KEPT = "SELECT sum(memory_usage_bytes) / 1e6 AS mb FROM duckdb_memory()"


def _stream_rows(seen: Watched, home: Home, posts: int) -> list[Row]:
    from tertulia.posts.api import open_store

    with open_store(home) as store:
        (row,) = store.query(_STORED, {"since": seen.since}).to_pylist()
    place = f"{RATE:,} posts/s, {MONITORS:,} monitors, {posts:,} posts stored before, 2 cores"
    times, weights, kept = (np.array(column) for column in zip(*seen.memory, strict=True))
    later = times > times[-1] / 3
    slope, others = (
        float(np.polyfit(times[later] / 60, column[later], 1)[0]) for column in (weights, weights - kept)
    )
    grown = f"{times[-1] / 60:.1f} min; with it {slope:.1f}: it keeps blocks of its growing file, up to 2 GB"
    note = f"{row['posts']:,} posts in {row['seconds']:.0f} s; {row['mentions']:,} mentions"
    return [
        above(
            f"Sustained from a stream: {place}", row["posts"] / row["seconds"], "posts/s", 0.97 * RATE, note
        ),
        below("Explorer's panels meanwhile, the month, over HTTP: median", middle(seen.panels), "ms", 300),
        Row("Explorer's panels meanwhile: 95 of 100 below", percentile_95(seen.panels), "ms"),
        below(
            "From publication until it is being written: median", row["median"], "s", 1, "a page at a time"
        ),
        below("From publication until it is being written: 95 of 100 below", row["most"], "s", 2),
        Row(
            "Memory at the beginning", weights[0], "MB", note=f"resident; {kept[0]:.0f} MB of it the store's"
        ),
        Row("Memory at the end", weights[-1], "MB", note=f"resident; {kept[-1]:.0f} MB of it the store's"),
        below("Memory's slope over the last two thirds, without the store's", others, "MB/min", 10, grown),
    ]


_STORED = """
SELECT count(*) AS posts, epoch(max(stored_at) - min(stored_at)) AS seconds,
    median(epoch(stored_at - created_at)) AS median,
    quantile_cont(epoch(stored_at - created_at), 0.95) AS most,
    (SELECT count(*) FROM mentions SEMI JOIN (
        SELECT post FROM posts WHERE starts_with(source, 'live:') AND stored_at >= $since
    ) USING (post)) AS mentions
FROM posts WHERE starts_with(source, 'live:') AND stored_at >= $since
"""


def _add_monitors() -> None:
    from tertulia.listen.monitors.models import Backfill, Monitor

    Monitor.objects.bulk_create(
        Monitor(pk=_FIRST_MONITOR + number, name=f"Búsqueda {number}", query=query, backfill=Backfill.DONE)
        for number, query in searches(MONITORS).items()
    )


def _follow_stream(ports: dict[str, int]) -> None:
    from tertulia.listen.sources.service import SourceDraft, follow

    options = {
        "stream": f"ws://127.0.0.1:{ports['stream']}/subscribe",
        "server": f"http://127.0.0.1:{ports['server']}",
    }
    follow(SourceDraft("bluesky", "stream", options=options), None)


def _rounds(quick: bool) -> list[Row]:
    feeds = 500 if quick else FEEDS
    rows = []
    with tempfile.TemporaryDirectory() as folder, _local("feeds", feeds) as ports:
        mixes = [f"{changed}/{same}" for changed, same in MIXES.values()]
        command = [sys.executable, "-m", "benchmarks.rounds", str(ports["feeds"]), str(feeds), *mixes]
        environment = {**_plain(), **_reach(), "TERTULIA_HOME": folder}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        for name, line in zip(MIXES, done.stdout.splitlines(), strict=True):
            took = json.loads(line)
            rows += _round_rows(f"A round over {feeds:,} feeds, {name}", **took, feeds=feeds)
    return rows


def _round_rows(name: str, processor: float, clock: float, feeds: int) -> list[Row]:
    note = f"collector and reader of documents, running; {ENTRIES} entries a feed, {HOSTS} hosts"
    limit = 60 * feeds / FEEDS
    return [
        below(f"{name}: processor time", processor, "s", limit, note),
        below(f"{name}: until all were read", clock, "s", SHORTEST_INTERVAL_S, "a feed's shortest interval"),
    ]


@contextmanager
def _local(kind: str, amount: int) -> Iterator[dict[str, int]]:
    """The ports of a local network, while the block runs."""
    command = [sys.executable, "-m", "benchmarks.sources", kind, str(amount)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


def _reach() -> dict[str, str]:
    return {"TERTULIA_REACHABLE": "127.0.0.0/8"}


def _plain() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("TERTULIA_", "DJANGO_"))
    }
