"""Spans in which a source was not read: one row each, known by its source and its beginning."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from tertulia.posts.api import Gap
from tertulia.posts.sources import stored_time

# What is not told (an end, a filling) leaves what is known.
_AGAIN = """
UPDATE gaps SET reason = $reason, network = coalesce($network, network),
    until = coalesce($until, until), filled_at = coalesce($filled_at, filled_at)
WHERE source = $source AND since = $since
"""

_FIRST = """
INSERT INTO gaps (source, network, since, until, reason, filled_at)
VALUES ($source, $network, $since, $until, $reason, $filled_at)
"""


def keep(cursor: duckdb.DuckDBPyConnection, source: str, gaps: Sequence[Gap]) -> None:
    """Keep the gaps of a source, in the caller's transaction; one that is known gets what is new of it."""
    for gap in gaps:
        row = {
            "source": source,
            "network": gap.network or None,
            "since": stored_time(gap.since),
            "until": stored_time(gap.until),
            "reason": gap.reason,
            "filled_at": stored_time(gap.filled_at),
        }
        if not cursor.execute(_AGAIN, row).fetchall()[0][0]:
            cursor.execute(_FIRST, row)
