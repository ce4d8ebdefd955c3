"""Posts out to a file that reads back to the same posts."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, cast

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.formats.csv import guard
from tertulia.posts.schema import POSTS

Writable = Literal["jsonl", "csv", "parquet"]
_JSON_COLUMNS = ("media", "extra")


def write_posts(
    tables: Iterable[pa.Table], path: str | os.PathLike[str], format: Writable, schema: pa.Schema = POSTS
) -> int:
    """Write posts to `path`, whole or not at all; returns how many. Memory holds one table.

    `schema` is that of the tables where they have more columns than schema.POSTS.
    """
    target = Path(path)
    scratch = target.with_name(f".{target.name}.part")
    try:
        with scratch.open("wb") as file:
            written = stream_posts(tables, cast(IO[bytes], file), format, schema)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)
    return written


def stream_posts(
    tables: Iterable[pa.Table], file: IO[bytes], format: Writable, schema: pa.Schema = POSTS
) -> int:
    """Write posts to an open file; returns how many."""
    with WRITERS[format](file, schema) as write:
        return sum(write(table) or len(table) for table in tables)


@contextmanager
def _jsonl(file: IO[bytes], schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    def write(table: pa.Table) -> None:
        file.write(json_lines(table))

    yield write


def json_lines(table: pa.Table) -> bytes:
    """The posts as JSON Lines: only what is given, times in RFC 3339."""
    lines = [dump_line(record) for record in _records(table)]
    return "".join(lines).encode()


def dump_line(record: dict[str, Any]) -> str:
    """A line: what is given of the record, media and extra as JSON, not as text of JSON."""
    given = {
        name: json.loads(value) if name in _JSON_COLUMNS else value
        for name, value in record.items()
        if value is not None
    }
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")) + "\n"


def _records(table: pa.Table) -> list[dict[str, Any]]:
    times = table.column_names.index("created_at")
    return table.set_column(times, "created_at", rfc3339(table["created_at"])).to_pylist()


def rfc3339(times: pa.ChunkedArray) -> pa.ChunkedArray:
    """UTC times as text, to the microsecond."""
    return pc.strftime(times, "%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _csv(file: IO[bytes], schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    import io

    text = io.TextIOWrapper(cast(Any, file), "utf-8", newline="", write_through=True)
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(schema.names)

    def write(table: pa.Table) -> None:
        rows.writerows([_cell(value) for value in record.values()] for record in _records(table))

    try:
        yield write
    finally:
        text.detach()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    return guard(value) if isinstance(value, str) else value


@contextmanager
def _parquet(file: IO[bytes], schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield writer.write_table


WRITERS = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet}
