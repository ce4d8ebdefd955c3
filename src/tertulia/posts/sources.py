"""How far each source was read, and the items of it that could not become posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from tertulia.posts.api import DeadLetter

_POSITIONS = pa.schema([("source", pa.string()), ("position", pa.string())])
_LETTERS = pa.schema([(name, pa.string()) for name in ("place", "raw", "reason", "code")])

# The same item again (source, place and raw content) is one letter more tried, not one more letter.
_AGAIN = """
UPDATE dead_letters SET tries = tries + 1, last_seen = $now, reason = g.reason, code = g.code
FROM given_letters g
WHERE dead_letters.source = $source AND dead_letters.place = g.place AND dead_letters.raw = g.raw
"""

_FIRST = """
INSERT INTO dead_letters BY NAME
SELECT (SELECT coalesce(max(letter), 0) FROM dead_letters) + row_number() OVER () AS letter,
    $source AS source, place, raw, any_value(reason) AS reason, any_value(code) AS code,
    $now AS first_seen, $now AS last_seen, 1 AS tries
FROM given_letters g
WHERE NOT EXISTS (FROM dead_letters d WHERE d.source = $source AND d.place = g.place AND d.raw = g.raw)
GROUP BY place, raw
"""


def moment() -> datetime:
    """Now, UTC, as the store keeps times: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def stored_time(given: datetime | None) -> datetime | None:
    """A time as the store keeps it."""
    return given.astimezone(UTC).replace(tzinfo=None) if given and given.tzinfo else given


def position(cursor: duckdb.DuckDBPyConnection, source: str) -> str | None:
    """How far the source was read; None where it never was."""
    found = cursor.execute("SELECT position FROM positions WHERE source = ?", [source]).fetchall()
    return str(found[0][0]) if found else None


_MOVED = """
UPDATE positions SET position = g.position, reached_at = ? FROM given_positions g
WHERE positions.source = g.source AND positions.position IS DISTINCT FROM g.position
"""
_BEGUN = """
INSERT INTO positions SELECT source, position, ? FROM given_positions
WHERE source NOT IN (SELECT source FROM positions)
"""


def set_positions(cursor: duckdb.DuckDBPyConnection, reached: Mapping[str, str], now: datetime) -> None:
    """Say how far each source was read; unchanged where it says so already."""
    given = {"source": list(reached), "position": list(reached.values())}
    cursor.register("given_positions", pa.table(given, _POSITIONS))
    cursor.execute(_MOVED, [now])
    cursor.execute(_BEGUN, [now])
    cursor.unregister("given_positions")


def set_aside(
    cursor: duckdb.DuckDBPyConnection, source: str, letters: Sequence[DeadLetter], now: datetime
) -> int:
    """Keep items that could not become posts; returns how many were given."""
    if not letters:
        return 0
    rows = [
        {"place": letter.place, "raw": letter.raw, "reason": letter.reason, "code": letter.code}
        for letter in letters
    ]
    cursor.register("given_letters", pa.Table.from_pylist(rows, _LETTERS))
    cursor.execute(_AGAIN, {"source": source, "now": now})
    cursor.execute(_FIRST, {"source": source, "now": now})
    cursor.unregister("given_letters")
    return len(letters)
