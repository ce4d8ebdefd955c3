"""What the workers of `test_isolated.py` do: new processes, which find it in a module of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from tertulia.errors import Problem
from tertulia.i18n import Text


def double(number: int) -> int:
    return 2 * number


def who() -> int:
    """The number of the process."""
    return os.getpid()


def grow(size: int) -> int:
    return len(bytearray(size))


def keep_busy() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def die() -> None:
    os._exit(3)


def refuse() -> None:
    raise Problem("no-feed", Text("This is no feed of {n} entries.", n=3), Text("Give another."), "line 7")


class Awkward(Exception):  # noqa: N818
    """Goes into a pickle and does not come out."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def fail_awkwardly() -> None:
    raise Awkward(1, 2)


def give_what_cannot_be_sent() -> Callable[[], int]:
    return lambda: 1


def note_and_keep_busy(file: str) -> None:
    """Write the number of the process to a file, and then never end."""
    Path(file).write_text(str(os.getpid()))
    keep_busy()
