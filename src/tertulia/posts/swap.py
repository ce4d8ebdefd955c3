"""Putting a set of new files in the place of the data folder's, all or none, whatever happens meanwhile.

The new files wait in `restore.new`. From the moment `restore.json` is on disk the swap is decided and every
start carries it on; before that moment, what waits is thrown away. The former files stay in `restore.old`
until the last new one is in place. The caller holds the folder's lock.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tertulia.home import Home
from tertulia.posts.disk import sync

# What DuckDB and SQLite keep beside a file: of no use, and harmful, beside another.
_BESIDE = (".wal", "-wal", "-shm")


def waiting(home: Home) -> Path:
    """Where new files are put before the swap."""
    return home.path / "restore.new"


def _former(home: Home) -> Path:
    return home.path / "restore.old"


def _journal(home: Home) -> Path:
    return home.path / "restore.json"


def pending(home: Home) -> bool:
    """Whether a swap was begun and not ended."""
    return _journal(home).exists() or waiting(home).exists()


def decide(home: Home, names: Sequence[str]) -> None:
    """The point of no return: from here what waits under these names, files or folders, takes its place."""
    for name in names:
        for inside in (waiting(home) / name).rglob("*"):
            sync(inside)
        sync(waiting(home) / name)
    sync(waiting(home))
    part = _journal(home).with_suffix(".part")
    with part.open("w") as file:
        json.dump(list(names), file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(_journal(home))
    sync(home.path)


def recover(home: Home) -> None:
    """Carry a decided swap to its end, or clear away one that was not decided."""
    if _journal(home).exists():
        _former(home).mkdir(exist_ok=True)
        for name in json.loads(_journal(home).read_text()):
            _swap(home, name)
        sync(home.path)
    shutil.rmtree(waiting(home), ignore_errors=True)
    shutil.rmtree(_former(home), ignore_errors=True)
    _journal(home).with_suffix(".part").unlink(missing_ok=True)
    _journal(home).unlink(missing_ok=True)


def _swap(home: Home, name: str) -> None:
    new, place, old = waiting(home) / name, home.path / name, _former(home) / name
    if not new.exists():
        return  # in its place already
    if place.exists() and not old.exists():
        place.replace(old)
    for ending in _BESIDE:
        beside = place.with_name(name + ending)
        if beside.exists():
            beside.replace(old.with_name(name + ending))
    sync(_former(home))
    new.replace(place)
