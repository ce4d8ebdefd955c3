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
from tertulia.posts.keys import author_key, key_of

_GIVEN = pa.schema(
    [
        *((name, pa.string()) for name in ("network", "id", "local", "prefix")),
        *((name, pa.uint64()) for name in ("key", "author_key")),
    ]
)

# How each name finds its posts in `posts` and in `incoming` alike.
_FINDS = {
    "id": "p.key = g.key AND p.network = g.network AND p.id = g.id",
    "local": "p.network = g.network AND contains(p.extra, g.local) "
    "AND try(json_extract_string(p.extra, '$.local')) = g.local",
    "author": "p.author_key = g.author_key AND p.network = g.network",
    "prefix": "p.network = g.network AND starts_with(p.id, g.prefix)",
}

_LETTERS = """
DELETE FROM dead_letters USING given_gone g
WHERE starts_with(dead_letters.source, 'live:' || g.network || ':')
    AND (dead_letters.place = g.id OR dead_letters.place = g.local
        OR starts_with(dead_letters.place, g.prefix))
"""


_LEAVING = """
SELECT count(DISTINCT (network, id)), count(*) FILTER (NOT stored), count(*) FILTER (stored) FROM leaving
"""


def take(cursor: duckdb.DuckDBPyConnection, gone: Sequence[Gone], *, incoming: bool = False) -> int:
    """Take them out of the store and, where one is on its way in, out of the batch (the table `incoming`).

    Runs in the caller's transaction. Returns how many posts went.
    """
    named = {name for one in gone for name in _FINDS if getattr(one, name)}
    if not named:
        return 0
    cursor.register("given_gone", pa.Table.from_pylist([_row(one) for one in gone], _GIVEN))
    stored, withheld = _finding("posts", "post", named), _finding("incoming", "row", named)
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE leaving AS {stored} {f'UNION {withheld}' if incoming else ''}"
    )
    cursor.execute(_LETTERS)
    cursor.unregister("given_gone")
    posts, inside, outside = cursor.execute(_LEAVING).fetchall()[0]
    if outside:
        for table in (*DEPENDENT, "posts"):
            cursor.execute(f"DELETE FROM {table} WHERE post IN (FROM leaving SELECT number WHERE stored)")
    if inside:
        cursor.execute("DELETE FROM incoming WHERE row IN (FROM leaving SELECT number WHERE NOT stored)")
    return int(posts)


def _row(gone: Gone) -> dict[str, str | int | None]:
    return {
        "network": gone.network,
        "id": gone.id or None,
        "local": gone.local or None,
        "prefix": gone.prefix or None,
        "key": key_of(gone.network, gone.id) if gone.id else None,
        "author_key": author_key(gone.network, gone.author) if gone.author else None,
    }


def _finding(table: str, number: str, named: set[str]) -> str:
    """A SELECT of the rows of a table that are meant by any of these names."""
    return " UNION ".join(
        f"SELECT {table == 'posts'} AS stored, p.{number} AS number, p.network, p.id "
        f"FROM {table} p JOIN given_gone g ON {_FINDS[name]}"
        for name in sorted(named)
    )
