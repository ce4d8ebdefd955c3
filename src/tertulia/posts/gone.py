"""What a network took back goes: the posts with every row of theirs, and what was set aside of them.

What others said to a post that is gone stays, and still names it by its id.
"""
# ruff: noqa: S608  (only names of our own tables and columns are put into SQL; values are parameters)

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from tertulia.posts.api import Gone
from tertulia.posts.erasure import DEPENDENT
from tertulia.posts.keys import author_key, key_of, root_of

_GIVEN = pa.schema(
    [
        *((name, pa.string()) for name in ("network", "id", "local", "prefix")),
        *((name, pa.uint64()) for name in ("key", "local_key", "author_key", "root_key")),
    ]
)

# How each name finds its posts, by a key, which reads one column; and what then must be true of them. The two
# are statements of their own: in one, DuckDB would look into every post's `extra` for the second.
_BY_KEY = {
    "id": "p.key = g.key",
    "local": "p.local_key = g.local_key",
    "author": "p.author_key = g.author_key",
    "prefix": "p.root_key = g.root_key",
    "bare_prefix": "g.root_key IS NULL AND starts_with(p.id, g.prefix)",
}
_MEANT = """
p.network = g.network AND (p.id = g.id OR p.author_key = g.author_key OR starts_with(p.id, g.prefix)
    OR try(json_extract_string(p.extra, '$.local')) = g.local)
"""

_LETTERS = """
DELETE FROM dead_letters USING given_gone g
WHERE starts_with(dead_letters.source, 'live:' || g.network || ':')
    AND (dead_letters.place = g.id OR dead_letters.place = g.local
        OR starts_with(dead_letters.place, g.prefix))
"""


def take(cursor: duckdb.DuckDBPyConnection, gone: Sequence[Gone], *, incoming: bool = False) -> int:
    """Take them out of the store and, where one is on its way in, out of the batch (the table `incoming`).

    Runs in the caller's transaction. Returns how many posts went.
    """
    named = {name for one in gone for name in _names(one)}
    if not named:
        return 0
    cursor.register("given_gone", pa.Table.from_pylist([_row(one) for one in gone], _GIVEN))
    taken = _take_from(cursor, "posts", "post", (*DEPENDENT, "posts"), named)
    if incoming:
        taken |= _take_from(cursor, "incoming", "row", ("incoming",), named)
    cursor.execute(_LETTERS)
    cursor.unregister("given_gone")
    return len(taken)


def _take_from(
    cursor: duckdb.DuckDBPyConnection, table: str, number: str, emptied: Sequence[str], named: set[str]
) -> set[tuple[str, str]]:
    """Delete what is meant in a table, and its rows in those `emptied`; returns the networks and ids."""
    candidates = " UNION ".join(
        f"SELECT p.{number} FROM {table} p JOIN given_gone g ON {_BY_KEY[name]}" for name in sorted(named)
    )
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE candidates AS {candidates}")
    if not cursor.execute("SELECT 1 FROM candidates LIMIT 1").fetchall():
        return set()
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE leaving AS SELECT DISTINCT p.{number}, p.network, p.id "
        f"FROM (FROM {table} SEMI JOIN candidates USING ({number})) p JOIN given_gone g ON {_MEANT}"
    )
    for name in emptied:
        cursor.execute(f"DELETE FROM {name} WHERE {number} IN (SELECT {number} FROM leaving)")
    return set(cursor.execute("SELECT network, id FROM leaving").fetchall())


def _names(gone: Gone) -> list[str]:
    """Which of _BY_KEY it is found by."""
    prefix = "prefix" if root_of(gone.prefix) else "bare_prefix"
    given = {"id": gone.id, "local": gone.local, "author": gone.author, prefix: gone.prefix}
    return [name for name, value in given.items() if value]


def _row(gone: Gone) -> dict[str, str | int | None]:
    root = root_of(gone.prefix)
    return {
        "network": gone.network,
        "id": gone.id or None,
        "local": gone.local or None,
        "prefix": gone.prefix or None,
        "key": key_of(gone.network, gone.id) if gone.id else None,
        "local_key": key_of(gone.network, gone.local) if gone.local else None,
        "author_key": author_key(gone.network, gone.author) if gone.author else None,
        "root_key": key_of(gone.network, root) if root else None,
    }
