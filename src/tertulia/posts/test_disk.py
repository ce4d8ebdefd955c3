"""A full disk: a clear answer, and nothing broken."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tertulia.home import Home
from tertulia.posts.store import LocalStore
from tertulia.posts.test_store import rows

# No file of the process may grow beyond some size: what a disk without room does to a growing file.
WORKER = """
import resource, sys
from pathlib import Path
from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.posts import backup
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch

def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

home = Home(Path(sys.argv[1]))
with LocalStore(home) as store:
    room(6 << 20)
    done = 0
    try:
        for number in range(1, 1000):
            rows = [{"id": f"{number}-{part}", "text": f"{number * part}" * 200} for part in range(200)]
            store.write(batch(rows, position=str(number)))
            done = number
            {work}
    except Problem as problem:
        print(done, problem.code)
    room(resource.RLIM_INFINITY)
    store.write(batch([{"id": "later"}]))
    print(store.position("test"), len(store.query("SELECT * FROM posts")))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "work",
    [
        "pass",
        "store.checkpoint()",
        "store.backup(home.path / 'copy.duckdb')",
        "backup.make(home, store, home.path / f'{number}.tar')",
        "store.erase('mastodon', 'nobody')",
    ],
    ids=["write", "checkpoint", "copy", "backup", "erase"],
)
def test_a_full_disk_breaks_nothing(home: Home, work: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORKER.replace("{work}", work), str(home.path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    (written, code), (reached, posts) = (line.split() for line in done.stdout.splitlines())
    assert code == "disk-full"
    assert int(reached) - int(written) in (0, 1)  # the work after a write may be what had no room
    assert int(posts) == 200 * int(reached) + 1
    with LocalStore(home) as store:
        assert len(rows(store, "posts", "DISTINCT id")) == int(posts)
        assert list(home.temporary.iterdir()) == []
    assert not list(home.path.glob("*.part"))
