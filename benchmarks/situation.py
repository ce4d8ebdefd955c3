"""The situation report over a year of 100,000 posts: each part of it, the whole, and its files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from benchmarks.explorer import monitors_of
from benchmarks.generate import last_day, store_of
from benchmarks.rows import Row, below, middle
from tertulia.home import Home

POSTS = 200_000  # over two years: the year reported on has half of them, the one before the rest
ROLES = {1: "brand", 2: "competitor", 3: "competitor", 4: "sector"}
LIMIT_S = 30


def run(quick: bool) -> list[Row]:
    home = store_of(POSTS // 10 if quick else POSTS)
    os.environ["TERTULIA_HOME"] = str(home.path)
    seconds, posts = _reports(home, 1 if quick else 3)
    rows = [below(f"Situation report of a year of {posts:,} posts", middle(seconds["all"]), "s", LIMIT_S)]
    for area in ("brand", "audiences", "sector", "competition"):
        rows.append(Row(f"… its part: {area}", middle(seconds[area]), "s"))
    return [*rows, *_files(home)]


def _reports(home: Home, times: int) -> tuple[dict[str, list[float]], int]:
    """Seconds of the whole report and of each part by itself, and the posts that it looks at."""
    from tertulia.site.bootstrap import prepare_desk

    prepare_desk()
    monitors_of(home)
    _give_roles()
    from tertulia.listen.explorer.selection import Selection
    from tertulia.listen.monitors.api import monitors
    from tertulia.listen.situation.api import report, scope
    from tertulia.listen.situation.finding import AREAS
    from tertulia.listen.situation.report import section
    from tertulia.posts.api import close_store, store

    today = last_day(home).date() - timedelta(1)
    selection = Selection(zone="Europe/Madrid", today=today, period="365d")
    seconds: dict[str, list[float]] = {name: [] for name in ("all", *AREAS)}
    report(scope(selection, store(), monitors()), "es")  # imports and compiled code are not what is measured
    asked = scope(selection, store(), monitors())
    for _ in range(times):
        seconds["all"].append(_timed(lambda: report(scope(selection, store(), monitors()), "es")))
        for area in AREAS:
            seconds[area].append(_timed(lambda area=area: section(asked, area)))
    posts = asked.question(whose="").total
    close_store()
    return seconds, posts


def _give_roles() -> None:
    from tertulia.listen.monitors.models import Monitor

    for number, role in ROLES.items():
        Monitor.objects.filter(pk=number).update(role=role)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _files(home: Home) -> list[Row]:
    """The command from its start to the file, as PDF and as HTML."""
    rows = []
    for kind in ("html", "pdf"):
        out = home.path / f"situation.{kind}"
        command = [sys.executable, "-m", "tertulia", "--home", str(home.path), "report", "situation"]
        since = (last_day(home) - timedelta(365)).date().isoformat()
        started = time.perf_counter()
        subprocess.run([*command, "--since", since, "--out", str(out)], check=True, capture_output=True)
        took, size = time.perf_counter() - started, out.stat().st_size
        rows.append(
            Row(f"`tertulia report situation`, {kind.upper()}", took, "s", note=f"{size / 1e6:.1f} MB")
        )
        out.unlink()
    return rows
