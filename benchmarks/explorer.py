"""The conversation explorer over millions of posts: every panel by itself, and the page over HTTP."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from itertools import chain

from benchmarks.generate import MONITOR_SHARES, last_day, store_of
from benchmarks.rows import Row, below, middle, percentile_95
from benchmarks.serving import running, session_of_owner
from tertulia.home import Home

# What people look at: the month, the month of a monitor, a year of two monitors, all time, a word in it.
VIEWS = {
    "month": "since={month}&until={last}",
    "month of a monitor": "since={month}&until={last}&monitor=1",
    "month before and after": "since={month}&until={last}&monitor=1&compare=previous",
    "year of two monitors": "since={year}&until={last}&monitor=2&monitor=3",
    "negative in Spanish": "since={year}&until={last}&lang=es&sentiment=negative",
    "a word": "since={year}&until={last}&q=cola",
    "all time": "since={start}&until={last}",
    "all time of a monitor": "since={start}&until={last}&monitor=1",
}


def run(quick: bool) -> list[Row]:
    posts = 500_000 if quick else 10_000_000
    home = store_of(posts)
    cookie = session_of_owner(home.path)
    monitors_of(home)
    views = {name: _dated(view, last_day(home).date()) for name, view in VIEWS.items()}
    seconds = _panels(views, 2 if quick else 5)
    rows = _panel_rows(seconds, f"{posts:,} posts")
    return [*rows, *_first_paint(home, cookie, views, 5 if quick else 20)]


def monitors_of(home: Home) -> None:
    """The monitors whose mentions the generator made."""
    from tertulia.listen.monitors.models import Backfill, Monitor

    for number in range(1, len(MONITOR_SHARES) + 1):
        Monitor.objects.get_or_create(
            pk=number,
            defaults={"name": f"Monitor {number}", "query": f"monitor{number}", "backfill": Backfill.DONE},
        )


def _dated(view: str, end: date) -> str:
    last = end - timedelta(1)
    return view.format(
        month=last - timedelta(29), year=last - timedelta(364), start=last - timedelta(729), last=last
    )


def _panels(views: dict[str, str], times: int) -> dict[tuple[str, str], list[float]]:
    """Seconds of each panel in each view, the first round (cold) left out."""
    from urllib.parse import parse_qsl

    from tertulia.listen.explorer.api import MEASURES, Selection, panel
    from tertulia.listen.monitors.api import monitors
    from tertulia.posts.api import close_store, store

    asked = {
        name: Selection.parse(parse_qsl(view), zone="Europe/Madrid", today=date.today())[0]  # noqa: DTZ011
        for name, view in views.items()
    }
    known = monitors()
    seconds: dict[tuple[str, str], list[float]] = {}
    try:
        for round_ in range(times + 1):
            for view, selection in asked.items():
                for name in MEASURES:
                    since = time.perf_counter()
                    panel(name, selection, store(), known)
                    if round_:
                        seconds.setdefault((name, view), []).append(time.perf_counter() - since)
    finally:
        close_store()
    return seconds


def _panel_rows(seconds: dict[tuple[str, str], list[float]], size: str) -> list[Row]:
    every = [each * 1000 for times in seconds.values() for each in times]
    rows = [
        below(f"All panels and views, {size}: median", middle(every), "ms", 150),
        below(f"All panels and views, {size}: 95 of 100 below", percentile_95(every), "ms", 1000),
    ]
    for name in dict.fromkeys(panel for panel, _ in seconds):
        mine = {view: times for (panel, view), times in seconds.items() if panel == name}
        times = [each * 1000 for each in chain(*mine.values())]
        slowest = max(mine, key=lambda view: middle(mine[view]))
        rows.append(
            below(
                f"Panel {name}, {size}: 95 of 100 below",
                percentile_95(times),
                "ms",
                1000,
                f"median {middle(times):.0f} ms; slowest: {slowest} ({middle(mine[slowest]) * 1000:.0f} ms)",
            )
        )
    return rows


def _first_paint(home: Home, cookie: str, views: dict[str, str], times: int) -> list[Row]:
    """Until the whole page is here: the frame, the figures and the timeline."""
    os.environ.pop("TERTULIA_HOME", None)
    rows = []
    with running("up", home=home.path, cookie=cookie) as server:
        for name in ("month", "month of a monitor", "all time"):
            server.get(f"listen/?{views[name]}")
            seconds = [server.get(f"listen/?{views[name]}")[0] * 1000 for _ in range(times)]
            note = f"95 of 100 below {percentile_95(seconds):.0f} ms"
            rows.append(below(f"Explorer's first paint over HTTP: {name}", middle(seconds), "ms", 300, note))
    return rows
