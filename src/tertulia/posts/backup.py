"""A backup: one tar file with the posts, the desk, what the models were taught, the media of what is
published and a manifest, made while everything goes on working.

The key that encrypts credentials is not in it, so that a backup in wrong hands opens no account; keep
`secret.key` apart, or connect the accounts anew after restoring elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.posts import disk, swap
from tertulia.version import __version__

if TYPE_CHECKING:
    from tertulia.posts.api import Store

FORMAT = 1
MANIFEST = "manifest.json"
_COUNTED = ("posts", "mentions", "observations", "readings")
_PIECE = 1 << 20
_LESSON = re.compile(r"(active|[0-9]+\.(json|npz|parquet))")  # the files of what the models were taught
_MEDIUM = re.compile(r"\w[\w.-]*")  # of the files that go with what is published
STEPS = 4  # the desk, the posts, their sums, the file

Step = Callable[[], object]


def _silently() -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `files`: name → {"sha256", "bytes"}; `counts`: rows of the main tables."""

    format: int
    tertulia: str
    made_at: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def make(home: Home, store: Store, target: Path, step: Step = _silently) -> Manifest:
    """Write a backup to `target`, whole or not at all. `step` is called after each of its STEPS.

    Raises `Problem` ("exists", "no-such-folder", "disk-full").
    """
    if target.exists():
        raise Problem(
            "exists", Text("There is a file of that name already."), Text("Choose another name."), str(target)
        )
    if not target.parent.is_dir():
        raise Problem("no-such-folder", Text("There is no such folder."), None, str(target.parent))
    part = target.with_name(f"{target.name}.part")
    folder = disk.scratch(home.ensure().temporary, "backup")
    try:
        folder.mkdir()
        manifest = _collect(home, store, folder, step)
        _pack(folder, manifest, part)
        disk.sync(part)
        step()
        disk.move(part, target)
    except OSError as error:
        raise (disk.full(target.parent) if disk.is_full(error) else error) from error
    finally:
        part.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    return manifest


def _collect(home: Home, store: Store, folder: Path, step: Step) -> Manifest:
    # The desk first: posts may name a monitor it does not know yet, but no monitor may lack its posts.
    if home.desk.exists():
        _copy_desk(home.desk, folder / home.desk.name)
    step()
    store.backup(folder / home.posts.name)
    _copy_files(home.models, folder / home.models.name, _LESSON)
    _copy_files(home.media, folder / home.media.name, _MEDIUM)
    step()
    counts = _counts(folder / home.posts.name)
    files = {
        path.relative_to(folder).as_posix(): {"sha256": _digest(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    step()
    return Manifest(FORMAT, __version__, datetime.now(UTC).isoformat(timespec="seconds"), files, counts)


def _counts(copy: Path) -> dict[str, int]:
    """Of the copy itself: the store has gone on since."""
    import duckdb

    with closing(duckdb.connect(copy, read_only=True)) as posts:
        return {
            table: int(posts.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])  # noqa: S608
            for table in _COUNTED
        }


def _copy_desk(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _copy_files(source: Path, target: Path, named: re.Pattern[str]) -> None:
    target.mkdir()
    for path in source.iterdir() if source.exists() else ():
        if named.fullmatch(path.name) and path.is_file():
            shutil.copyfile(path, target / path.name)


def _pack(folder: Path, manifest: Manifest, target: Path) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    with tarfile.open(target, "w") as tar:
        for name in (MANIFEST, *manifest.files):
            tar.add(folder / name, arcname=name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(home: Home, source: Path) -> Manifest:
    """Put a backup in the place of the folder's data. Nobody may be working on the folder.

    Cut short at any moment, the folder is as it was or as the backup says, from the next start on.
    Raises `Problem` ("already-running", "not-a-backup", "broken-backup", "newer-data", "disk-full").
    """
    from tertulia.posts.owner import held

    manifest = read_manifest(source)
    with held(home):
        swap.recover(home)
        try:
            _unpack(home, source, manifest)
            swap.decide(home, [path.name for path in swap.waiting(home).iterdir()])
        except OSError as error:
            raise (disk.full(home.path) if disk.is_full(error) else error) from error
        finally:
            swap.recover(home)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What a backup says it holds. Raises `Problem` ("not-a-backup", "newer-data")."""
    try:
        with tarfile.open(source) as tar:
            member = tar.extractfile(MANIFEST)
            manifest = Manifest(**json.loads(member.read() if member else b""))
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError) as error:
        raise Problem(
            "not-a-backup",
            Text("This is not a backup of Tertulia."),
            Text("Choose a file that `tertulia backup` wrote."),
            str(source),
        ) from error
    if manifest.format > FORMAT or _numbers(manifest.tertulia) > _numbers(__version__):
        raise Problem(
            "newer-data",
            Text("A newer Tertulia ({version}) made this backup.", version=manifest.tertulia),
            Text("Install the newest Tertulia and restore again."),
            str(source),
        )
    return manifest


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _unpack(home: Home, source: Path, manifest: Manifest) -> None:
    """The backup's files into the waiting folder, each checked against its sum."""
    waiting = swap.waiting(home)
    waiting.mkdir(mode=0o700)
    for folder in (home.models, home.media):
        (waiting / folder.name).mkdir(mode=0o700)  # also where there is nothing in it: the present ones go
    with tarfile.open(source) as tar:
        for name, said in manifest.files.items():
            held = _belongs(home, name) and name in tar.getnames()
            member = tar.extractfile(name) if held else None
            if member is None:
                raise _broken(source, name)
            with member, (waiting / name).open("wb") as file:
                shutil.copyfileobj(member, file, _PIECE)
            if _digest(waiting / name) != said["sha256"]:
                raise _broken(source, name)


def _belongs(home: Home, name: str) -> bool:
    """Whether a backup may put a file of that name into the folder."""
    folder, _, file = name.rpartition("/")
    if folder:
        named = {home.models.name: _LESSON, home.media.name: _MEDIUM}.get(folder)
        return named is not None and named.fullmatch(file) is not None
    return name in {home.posts.name, home.desk.name}


def _broken(source: Path, name: str) -> Problem:
    return Problem(
        "broken-backup",
        Text("The backup is damaged: {name} is not what the backup's list says.", name=name),
        Text("Nothing was changed. Use another backup."),
        str(source),
    )
