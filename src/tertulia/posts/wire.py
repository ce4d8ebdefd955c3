"""How a store's questions and answers travel between processes: pickled, Arrow data as IPC streams.

Only what both ends proved to know the key of is ever unpickled (see `owner.py`).
"""

from __future__ import annotations

import io
import pickle
from typing import Any

import pyarrow as pa


def pack(value: object) -> bytes:
    """`value` as bytes."""
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(value)
    return buffer.getvalue()


def unpack(data: bytes) -> Any:
    """What `pack` was given."""
    return pickle.loads(data)  # noqa: S301  (from a process that proved to be ours)


class _Pickler(pickle.Pickler):
    """Arrow's own pickling sends whole buffers even for a slice of them; IPC sends the slice."""

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, pa.Table):
            return _table, (_stream(value),)
        if isinstance(value, pa.RecordBatch):
            return _record_batch, (_stream(pa.Table.from_batches([value])),)
        if isinstance(value, pa.Array | pa.ChunkedArray):
            return _array, (_stream(pa.table({"array": value})),)
        return NotImplemented


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _table(stream: bytes) -> pa.Table:
    return pa.ipc.open_stream(stream).read_all()


def _record_batch(stream: bytes) -> pa.RecordBatch:
    table = _table(stream)
    return pa.RecordBatch.from_arrays(
        [column.combine_chunks() for column in table.columns], schema=table.schema
    )


def _array(stream: bytes) -> pa.Array:
    return _table(stream)["array"].combine_chunks()
