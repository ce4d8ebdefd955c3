"""Bringing back what an export keeps beside the posts: counters over time, earlier texts, corrections."""
# ruff: noqa: S608  (only names of our own tables and columns are put into SQL; values are parameters)

from __future__ import annotations

import duckdb
import pyarrow as pa

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts import readings
from tertulia.posts.keys import sql_key

_COLUMNS = {
    "observations": ("observed_at", "likes", "reposts", "replies", "quotes", "views", "clicks"),
    "earlier_texts": ("until", "title", "text"),
    "corrections": ("task", "value", "by_person", "corrected_at"),
}


def add(cursor: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> int:
    """Add the rows that the store has not yet; `network` and `id` name the post.

    Rows of unknown posts are left out. A correction comes only where the person gave none since.
    Returns how many were added.
    """
    if table not in _COLUMNS:
        raise Problem("no-such-history", Text("Posts have no history called “{table}”.", table=table))
    columns = _COLUMNS[table]
    kept = [name for name in columns if name in rows.column_names]
    same = ("task",) if table == "corrections" else columns
    cursor.register("given_history", _without_zones(rows))
    missing = ", ".join(f"NULL AS {name}" for name in columns if name not in kept)
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE added AS
        SELECT DISTINCT p.post, {", ".join(f"g.{name}" for name in kept)} {", " + missing if missing else ""}
        FROM given_history g JOIN posts p ON p.key = {sql_key("g.network", "g.id")}
        WHERE p.network = g.network AND p.id = g.id
        """
    )
    cursor.unregister("given_history")
    known = " AND ".join(f"t.{name} IS NOT DISTINCT FROM added.{name}" for name in same)
    cursor.execute(f"DELETE FROM added USING {table} t WHERE t.post = added.post AND {known}")
    done = cursor.execute(f"INSERT INTO {table} BY NAME FROM added ORDER BY post").fetchall()
    if table == "corrections":
        readings.settle(cursor, "SELECT post FROM added")
    return int(done[0][0])


def _without_zones(rows: pa.Table) -> pa.Table:
    """Times as the store keeps them: UTC without a zone."""
    for index, field in enumerate(rows.schema):
        if pa.types.is_timestamp(field.type):
            rows = rows.set_column(index, field.name, rows.column(index).cast(pa.timestamp("us")))
    return rows
