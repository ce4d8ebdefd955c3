"""Posts out to a file that reads back to the same posts."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Literal, cast

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.formats.csv import guard
from tertulia.posts.formats.records import COUNTED_AT
from tertulia.posts.schema import POSTS, TIME

Writable = Literal["jsonl", "csv", "parquet"]
Write = Callable[[pa.Table], None]
WRITTEN = pa.schema([*POSTS, pa.field(COUNTED_AT, TIME)])
_JSON_COLUMNS = ("media", "extra")


def write_posts(
    tables: Iterable[pa.Table], path: str | os.PathLike[str], format: Writable, schema: pa.Schema = WRITTEN
) -> int:
    """Write posts (schema.POSTS, and counted_at where it is known) to `path`, whole or not at all.

    `schema` is that of tables with other columns besides. Returns how many. Memory holds one table."""
    with write_whole(Path(path)) as file:
        return stream_posts(tables, file, format, schema)


@contextmanager
def write_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that stands at `target` once all of it is on the disk, and not before."""
    scratch = target.with_name(f".{target.name}.part")
    try:
        with scratch.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def stream_posts(
    tables: Iterable[pa.Table], file: IO[bytes], format: Writable, schema: pa.Schema = WRITTEN
) -> int:
    """Write posts to an open file; returns how many."""
    written = 0
    with WRITERS[format](file, schema) as write:
        for table in tables:
            write(table)
            written += len(table)
    return written


@contextmanager
def _jsonl(file: IO[bytes], schema: pa.Schema = WRITTEN) -> Iterator[Write]:
    def write(table: pa.Table) -> None:
        file.write("".join(map(dump_line, _records(table))).encode())

    yield write


def dump_line(record: dict[str, Any]) -> str:
    """A line: what is given of the record, media and extra as JSON, not as text of JSON."""
    given = {
        name: json.loads(value) if name in _JSON_COLUMNS else value
        for name, value in record.items()
        if value is not None
    }
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")) + "\n"


def _records(table: pa.Table) -> list[dict[str, Any]]:
    for name in ("created_at", COUNTED_AT):
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, rfc3339(table[name]))
    return cast(list[dict[str, Any]], table.to_pylist())


def rfc3339(times: pa.ChunkedArray) -> pa.ChunkedArray:
    """UTC times as text, to the microsecond."""
    return pc.strftime(times, "%Y-%m-%dT%H:%M:%SZ")


def _whole(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with every column that a file of fixed columns has."""
    if COUNTED_AT in schema.names and COUNTED_AT not in table.column_names:
        table = table.append_column(COUNTED_AT, pa.nulls(len(table), TIME))
    return table.select(schema.names)


@contextmanager
def _csv(file: IO[bytes], schema: pa.Schema = WRITTEN) -> Iterator[Write]:
    def put(rows: Iterable[Iterable[Any]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        file.write(text.getvalue().encode())

    def write(table: pa.Table) -> None:
        put([_cell(value) for value in record.values()] for record in _records(_whole(table, schema)))

    put([schema.names])
    yield write


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    return guard(value) if isinstance(value, str) else value


@contextmanager
def _parquet(file: IO[bytes], schema: pa.Schema = WRITTEN) -> Iterator[Write]:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        yield lambda table: writer.write_table(_whole(table, schema).cast(schema))


WRITERS: dict[str, Callable[..., AbstractContextManager[Write]]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
}
