"""From a line of a posts file to a durable store: mapped, matched with 1,000 searches, read, written.

It is `tertulia import`'s own pipeline on two processes, with a store on this machine's disk.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.generate import texts, vocabulary
from benchmarks.rows import Row, above, middle
from tertulia.home import Home
from tertulia.listen.imports import pipeline
from tertulia.listen.imports.plan import Plan
from tertulia.posts.api import open_store

SEARCHES = 1_000


def run(quick: bool) -> list[Row]:
    posts, times = (20_000, 1) if quick else (200_000, 3)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _import(place, posts_file(place / "first.jsonl", 8_000, 1))  # compiles, loads the models
        speeds = [_import(place, posts_file(place / f"{n}.jsonl", posts, n + 2)) for n in range(times)]
    note = f"median of {times} files of {posts:,} posts, from {min(speeds):,.0f} to {max(speeds):,.0f}"
    return [
        above(
            f"Whole path, {SEARCHES:,} searches, 2 cores",
            middle(speeds),
            "posts/s",
            2_000,
            f"{note}; aim 6,000",
        )
    ]


def _import(folder: Path, file: Path) -> float:
    """Posts a second, with the start of the worker processes."""
    queries = searches(SEARCHES)
    with open_store(Home(folder / f"home-{file.stem}")) as store:
        since = time.perf_counter()
        done = pipeline.run(pipeline.Job(store, file, file.name, Plan(), lambda: queries))
        return done.new / (time.perf_counter() - since)


def posts_file(path: Path, posts: int, seed: int) -> Path:
    """A posts file of invented posts of about 140 characters."""
    chance = np.random.default_rng(seed)
    said, _, tags = texts(posts, chance)
    with path.open("w", encoding="utf-8") as file:
        for number, (text, names) in enumerate(zip(said.to_pylist(), tags.to_pylist(), strict=True)):
            post = {
                "id": f"{seed}-{number}",
                "network": "x",
                "created_at": f"2026-05-{number % 28 + 1:02d}T10:00:00Z",
                "text": text,
                "author": f"persona_{number % 9000}",
                "hashtags": names,
                "likes": number % 40,
            }
            file.write(json.dumps(post, ensure_ascii=False) + "\n")
    return path


def searches(count: int) -> dict[int, str]:
    """Searches of six shapes over words of the texts, few of them very common."""
    words, _, _ = vocabulary()
    chance = np.random.default_rng(9)
    long = [word for word in words.to_pylist()[100:30_000] if len(word) > 3]
    shapes = (
        "{a}",
        "{a} AND {b}",
        "({a} OR {b} OR {c}) AND {d}",
        '"{a} {b}"',
        "{a}* AND NOT {b}",
        "#{a} OR ({b} NEAR/5 {c})",
    )
    made: dict[int, str] = {}
    for number in range(count):
        a, b, c, d = (long[int(len(long) ** chance.random())] for _ in range(4))
        made[number + 1] = shapes[number % len(shapes)].format(a=a, b=b, c=c, d=d)
    return made
