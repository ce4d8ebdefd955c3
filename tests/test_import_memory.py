"""A file of any size comes in within bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

POSTS = 200_000
LIMIT_MB = 1_500  # what 1,000,000 posts may take; the file's size must not matter


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="this system does not tell shares of memory"
)
def test_memory_stays_bounded(tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.jsonl")
    environment = {"TERTULIA_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "tertulia", "import", str(path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        peak = 0.0
        while running.poll() is None:
            peak = max(peak, sum(map(share_mb, family(running.pid))))
            time.sleep(0.1)
        [summary] = json.loads(running.stdout.read() if running.stdout else "")
    assert (summary["new"], summary["whole"]) == (POSTS, True)
    assert 100 < peak < LIMIT_MB, f"{peak:.0f} MB"


def write_posts(path: Path) -> Path:
    with path.open("w") as file:
        for n in range(POSTS):
            post = {
                "id": str(n),
                "network": "mastodon",
                "created_at": f"2024-01-{n % 28 + 1:02}T10:00:00Z",
                "text": f"La plaza {n} está hoy llena de gente que espera el concierto #feria @ana{n % 99}",
                "author": f"persona{n % 5000}",
                "likes": n % 50,
            }
            file.write(json.dumps(post) + "\n")
    return path


def family(pid: int) -> list[int]:
    """The process and all that it started, and what those started."""
    children = [
        child for told in Path(f"/proc/{pid}/task").glob("*/children") for child in read(told).split()
    ]
    return [pid, *(member for child in children for member in family(int(child)))]


def share_mb(pid: int) -> float:
    """Memory of a process in which pages that several hold count once among them all (Linux: Pss)."""
    lines = read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def read(told: Path) -> str:
    """What the system tells of a process; nothing of one that has just ended."""
    try:
        return told.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
