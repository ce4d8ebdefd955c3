"""How long one waits: for `tertulia --help`, for the demo's first and second start."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.rows import Row, below, middle
from benchmarks.serving import running


def run(quick: bool) -> list[Row]:
    return [_help(5 if quick else 20), *_demo(1 if quick else 3)]


def _help(times: int) -> Row:
    command = [str(Path(sys.executable).with_name("tertulia")), "--help"]
    subprocess.run(command, capture_output=True, check=True)
    seconds = []
    for _ in range(times):
        since = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        seconds.append(time.perf_counter() - since)
    return below("`tertulia --help`", middle(seconds) * 1000, "ms", 200, f"median of {times}")


def _demo(times: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        with running("demo", home=home) as server:
            first = server.started_in
        seconds = []
        for _ in range(times):
            with running("demo", home=home) as server:
                seconds.append(server.started_in)
    return [
        Row("Demo, first start (makes the sample)", first, "s", note="once"),
        below("Demo, second start, until it answers", middle(seconds), "s", 3, f"median of {times}"),
    ]
