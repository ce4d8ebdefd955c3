"""Who collects for a data folder: one process at a time, known by a lock that ends with it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text

_TRIES, _PAUSE_S = 5, 0.05


@dataclass(frozen=True)
class Holder:
    """The process that collects, and since when."""

    pid: int
    since: datetime


def lease_path(home: Home) -> Path:
    """The file whose lock says that somebody collects, and which says who."""
    return home.path / "collector.lock"


@contextmanager
def lease(home: Home) -> Iterator[None]:
    """The right to collect for this folder, until the block ends. Raises `Problem` ("already-collecting")."""
    descriptor = _locked(home)
    if descriptor is None:
        raise _already(holder(home))
    try:
        told = asdict(Holder(os.getpid(), datetime.now(UTC)))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(told, default=str).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def holder(home: Home) -> Holder | None:
    """Who collects at the moment; None where nobody does."""
    try:
        descriptor = os.open(lease_path(home), os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _told(os.pread(descriptor, 1000, 0))
    finally:
        os.close(descriptor)
    return None


def _locked(home: Home) -> int | None:
    home.ensure()
    descriptor = os.open(lease_path(home), os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(_TRIES):  # who only looks for the holder has the lock for a moment
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_S)
        else:
            return descriptor
    os.close(descriptor)
    return None


def _told(written: bytes) -> Holder | None:
    """What the holder wrote; None for the moment in which it has not yet."""
    try:
        given = json.loads(written)
        return Holder(int(given["pid"]), datetime.fromisoformat(given["since"]))
    except (ValueError, KeyError, TypeError):
        return None


def _already(by: Holder | None) -> Problem:
    return Problem(
        "already-collecting",
        Text(
            "Another process already collects for this data folder (process {pid}).",
            pid=by.pid if by else "?",
        ),
        Text("There is nothing to do: it reads all sources in turn. `tertulia health` shows how they fare."),
    )
