"""Small batches for the tests here and the workers of tests/: posts from plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from tertulia.posts.api import Batch
from tertulia.posts.schema import MENTIONS, POSTS, READINGS

_USUAL: dict[str, Any] = {
    "id": "1",
    "network": "mastodon",
    "created_at": datetime(2026, 3, 8, 12, tzinfo=UTC),
    "text": "Hola",
}


def posts(*rows: Mapping[str, Any]) -> pa.Table:
    """Posts (schema.POSTS) of these fields; what is required and not given has a usual value."""
    return _table(({**_USUAL, **row} for row in rows), POSTS)


def readings(*rows: Mapping[str, Any], model: str = "m1") -> pa.Table:
    """Readings (schema.READINGS) of these fields."""
    return _table(({"model": model, **row} for row in rows), READINGS)


def mentions(*pairs: tuple[int, int]) -> pa.Table:
    """Mentions (schema.MENTIONS) from pairs of row and monitor."""
    return _table(({"row": row, "monitor": monitor} for row, monitor in pairs), MENTIONS)


def batch(rows: Sequence[Mapping[str, Any]], source: str = "test", **rest: Any) -> Batch:
    """A batch of posts of these fields."""
    return Batch(posts(*rows), source, **rest)


def _table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema)
