"""Hostile documents are read in processes that can be lost."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import isolated_work as work

from tertulia.errors import Problem
from tertulia.outbound.isolated import Isolated

pytestmark = pytest.mark.server


@pytest.fixture
def isolated() -> Iterator[Isolated]:
    with Isolated(within_s=1.0, memory=200 << 20) as running:
        yield running


def problem(isolated: Isolated, function: Any, *given: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        asyncio.run(isolated(function, *given))
    return caught.value


def test_results_come_back_from_one_process_that_stays(isolated: Isolated) -> None:
    first, second = (asyncio.run(isolated(work.who)) for _ in range(2))
    assert first == second != os.getpid()
    assert isolated.run(work.double, 4) == 8


@pytest.mark.parametrize("function", [work.keep_busy, work.sleep])
def test_what_takes_too_long_is_killed_and_replaced(isolated: Isolated, function: Any) -> None:
    before = isolated.run(work.who)
    found = problem(isolated, function)
    assert (found.code, found.permanent) == ("too-slow", True)
    assert not is_alive(before)
    assert isolated.run(work.who) != before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not bound a process's memory")
def test_what_takes_too_much_memory_fails_alone(isolated: Isolated) -> None:
    assert isolated.run(work.grow, 50 << 20) == 50 << 20
    assert problem(isolated, work.grow, 1 << 30).code == "too-much-memory"
    assert isolated.run(work.double, 4) == 8


def test_a_process_that_dies_is_replaced(isolated: Isolated) -> None:
    found = problem(isolated, work.die)
    assert (found.code, found.permanent) == ("worker-died", False)
    assert isolated.run(work.double, 4) == 8


def test_one_that_died_while_idle_is_replaced(isolated: Isolated) -> None:
    before = isolated.run(work.who)
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not is_alive(before))
    assert isolated.run(work.double, 4) == 8


def test_errors_come_out_as_they_are(isolated: Isolated) -> None:
    found = problem(isolated, work.refuse)
    assert (found.code, found.place, str(found.cause)) == (
        "no-feed",
        "line 7",
        "This is no feed of 3 entries.",
    )
    with pytest.raises(RuntimeError, match="Awkward: 1 and 2"):
        isolated.run(work.fail_awkwardly)
    with pytest.raises((AttributeError, RuntimeError)):
        isolated.run(work.give_what_cannot_be_sent)
    with pytest.raises((AttributeError, TypeError)):
        isolated.run(lambda: 1)
    assert isolated.run(work.double, 4) == 8


def test_the_event_loop_goes_on(isolated: Isolated) -> None:
    async def run() -> int:
        reading = asyncio.create_task(isolated(work.sleep))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0.01)
            turns += 1
        with pytest.raises(Problem):
            await reading
        return turns

    assert asyncio.run(run()) > 5


def test_nothing_is_left_behind() -> None:
    with Isolated(workers=2) as running:
        pids = {running.run(work.who) for _ in range(4)}
    assert len(pids) == 2 and not any(map(is_alive, pids))


@pytest.mark.slow
def test_an_orphan_at_work_ends_by_itself(tmp_path: Path) -> None:
    """Killed with `kill -9`, the parent kills nobody: the worker's own bound on its processor time does."""
    file, script = tmp_path / "pid", tmp_path / "parent.py"
    script.write_text(PARENT.format(file=str(file)))
    parent = subprocess.Popen([sys.executable, script], cwd=Path(__file__).parent.parent, env=environment())
    wait_until(lambda: file.exists() and bool(file.read_text()))
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_alive(int(file.read_text())))


PARENT = """
from tertulia.outbound.isolated import Isolated
from tests import isolated_work as work

if __name__ == "__main__":
    Isolated(within_s=1).run(work.note_and_keep_busy, {file!r})
"""


def environment() -> dict[str, str]:
    root = Path(__file__).parent.parent
    return {**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"}


def wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not is_zombie(pid)


def is_zombie(pid: int) -> bool:
    """Ended, but nobody has asked how: so it is for orphans where process 1 is no init."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False  # gone by now, or a system without such files
