"""An export folder (or a zip of one) back into the store: monitors, posts, and what was true of them
over time."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.imports import pipeline
from tertulia.listen.imports.exporting import HISTORY, MANIFEST, VERSION
from tertulia.listen.imports.pipeline import Job, Summary
from tertulia.listen.imports.plan import Plan
from tertulia.posts.api import Store
from tertulia.posts.formats.api import blocks_of
from tertulia.posts.formats.records import Record
from tertulia.posts.formats.values import moment
from tertulia.posts.schema import TIME

AddMonitor = Callable[[Record], None]
_TIMES = ("observed_at", "until", "corrected_at")
_COUNTS = ("likes", "reposts", "replies", "quotes", "views", "clicks")


def is_export(path: Path) -> bool:
    """Whether `path` is an export: a folder or a zip with our manifest."""
    if path.is_dir():
        return (path / MANIFEST).is_file()
    try:
        with zipfile.ZipFile(path) as archive:
            return MANIFEST in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def run(job: Job, add_monitor: AddMonitor, scratch: Path | None = None) -> Summary:
    """Bring an export in. Doing it again changes nothing. Raises Problem for one of a later version, or
    damaged."""
    with _folder(job.path, scratch) as folder:
        posts = folder / _read_manifest(folder)
        for record in _records(folder / "monitors.jsonl"):
            add_monitor(record)
        name = f"{job.name}/{posts.name}"
        summary = pipeline.run(replace(job, path=posts, name=name, plan=Plan()))
        if summary.whole:
            for table in HISTORY:
                _add_history(job.store, folder / f"{table}.jsonl", table)
    return summary


@contextmanager
def _folder(path: Path, scratch: Path | None) -> Iterator[Path]:
    if path.is_dir():
        yield path
        return
    with TemporaryDirectory(dir=scratch) as directory, zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            # Only plain names of ours: a zip may name any place.
            if member.filename == Path(member.filename).name and not member.is_dir():
                archive.extract(member, directory)
        yield Path(directory)


def _read_manifest(folder: Path) -> str:
    """The name of the posts file."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        version, posts = int(manifest["version"]), Path(str(manifest["posts"])).name
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(
            "broken_export",
            Text("The export's {name} cannot be read.", name=MANIFEST),
            Text("Export again, or import the posts file in the folder by itself."),
            str(folder),
        ) from error
    if version > VERSION:
        raise Problem(
            "newer_export",
            Text("This export was written by a newer Tertulia."),
            Text("Bring this Tertulia up to date and import again."),
            str(folder),
        )
    return posts


def _records(path: Path) -> Iterator[Record]:
    if path.is_file() and path.stat().st_size:
        for block in blocks_of(path, format="jsonl"):
            yield from block.items().records


def _add_history(store: Store, path: Path, table: str) -> None:
    names = ("network", "id", *HISTORY[table])
    schema = pa.schema([(name, _type(name)) for name in names])
    if not path.is_file() or not path.stat().st_size:
        return
    for block in blocks_of(path, format="jsonl"):
        rows = [{name: _value(name, record.get(name)) for name in names} for record in block.items().records]
        store.add_history(table, pa.Table.from_pylist(rows, schema))


def _type(name: str) -> pa.DataType:
    return TIME if name in _TIMES else pa.int64() if name in _COUNTS else pa.string()


def _value(name: str, value: Any) -> Any:
    return moment(value) if name in _TIMES else value
