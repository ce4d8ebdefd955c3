"""Parquet: columns of any types, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts.formats.opening import unreadable
from tertulia.posts.formats.records import Items


@dataclass(frozen=True)
class ColumnBlock:
    """Rows of a Parquet file: `first` is the number of the first one, from 1."""

    batch: pa.RecordBatch
    first: int
    next_position: int
    bytes_read: int

    def items(self) -> Items:
        plain = pa.RecordBatch.from_arrays([_plain(c) for c in self.batch.columns], self.batch.schema.names)
        records = plain.to_pylist()
        return Items(records, list(range(self.first, self.first + len(records))))


def _plain(column: pa.Array) -> pa.Array:
    """The column with Python's values: no NaN, no time finer than a microsecond."""
    kind = column.type
    if pa.types.is_floating(kind):
        return pc.if_else(pc.is_finite(column), column, None)
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    return column


def blocks(path: Path, start: int = 0, rows: int = 20_000) -> Iterator[ColumnBlock]:
    """The rows in blocks of at most `rows`, after the first `start`."""
    try:
        size = path.stat().st_size
        with pq.ParquetFile(path, memory_map=True) as file:
            total = file.metadata.num_rows
            yield from _blocks(file, start, rows, size / max(total, 1))
    except OSError as error:
        raise unreadable(path, error) from error
    except pa.ArrowException as error:
        raise Problem(
            "broken_parquet",
            Text("The Parquet file is damaged: {reason}.", reason=str(error).splitlines()[0]),
            Text("Get the file again."),
            str(path),
        ) from error


def _blocks(file: Any, start: int, rows: int, row_size: float) -> Iterator[ColumnBlock]:
    done = 0
    for batch in file.iter_batches(batch_size=rows):
        end = done + len(batch)
        if end > start:
            kept = batch.slice(max(start - done, 0))
            yield ColumnBlock(kept, end - len(kept) + 1, end, int(end * row_size))
        done = end
