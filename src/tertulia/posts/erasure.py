"""Erasing a person: every row of theirs goes, every mention of their handle by others is masked, and a
tombstone, a salted hash that names nobody, keeps them from coming back.
"""
# ruff: noqa: S608  (only names of our own tables and columns are put into SQL; values are parameters)

from __future__ import annotations

import re
from datetime import datetime

import duckdb

from tertulia.posts.folding import fold
from tertulia.posts.keys import author_key, key_of
from tertulia.posts.texts import refold

MASK = "[erased]"

# The inventory: every table of the store and what an erasure does there. A test holds it against tables.sql.
PLAN = {
    "posts": "the person's own are deleted; handles in those of others are masked",
    "observations": "deleted with their post",
    "earlier_texts": "deleted with their post; handles in those of others are masked",
    "readings": "deleted with their post",
    "corrections": "deleted with their post",
    "mentions": "deleted with their post",
    "dead_letters": "deleted where the raw item names the handle",
    "positions": "nothing of a person",
    "gaps": "nothing of a person",
    "tombstones": "a salted hash is added",
    "meta": "nothing of a person",
}
DEPENDENT = ("observations", "earlier_texts", "readings", "corrections", "mentions")


def tombstone(salt: str, network: str, author: str) -> int:
    """The hash that stands for an erased author; says nothing without the store's salt."""
    return key_of(f"{salt}\0{network}", fold(author.removeprefix("@")))


def erase(
    cursor: duckdb.DuckDBPyConnection, network: str, author: str, salt: str, now: datetime
) -> dict[str, int]:
    """Remove an author from every table, in the caller's transaction. Returns the rows removed or masked by table."""
    handle = author.removeprefix("@")
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT post, id, thread FROM posts "
        "WHERE author_key = ? AND network = ?",
        [author_key(network, handle), network],
    )
    rows = {table: _delete(cursor, f"{table} WHERE post IN (SELECT post FROM gone)") for table in DEPENDENT}
    rows["posts"] = _delete(cursor, "posts WHERE post IN (SELECT post FROM gone)")
    rows["dead_letters"] = _delete(cursor, "dead_letters WHERE regexp_matches(raw, ?)", named(handle))
    rows["masked"] = mask(cursor, "posts", "post", network, handle)
    rows["masked_earlier"] = _mask_earlier(cursor, network, handle)
    _forget_references(cursor, network)
    mark = tombstone(salt, network, handle)
    cursor.execute("DELETE FROM tombstones WHERE author_key = ?", [mark])
    cursor.execute("INSERT INTO tombstones VALUES (?, ?, ?)", [mark, network, now])
    return rows


def _delete(cursor: duckdb.DuckDBPyConnection, rest: str, *values: str | int) -> int:
    return int(cursor.execute(f"DELETE FROM {rest}", list(values)).fetchall()[0][0])


def _forget_references(cursor: duckdb.DuckDBPyConnection, network: str) -> None:
    """Ids of erased posts, which may hold the person's own id, in the posts that answered them."""
    for column in ("reply_to", "thread"):
        cursor.execute(
            f"UPDATE posts SET {column} = NULL, {column.split('_')[0]}_key = NULL "
            f"WHERE network = ? AND {column} IN (SELECT id FROM gone)",
            [network],
        )


def named(handle: str) -> str:
    """A pattern (RE2) for a handle where it stands for the person: quoted, after @ or /, or alone between separators."""
    return rf"""(?i)(^|["',;\t@/=]){re.escape(handle)}($|[^\p{{L}}\p{{N}}_.-]|[.-]($|[^\p{{L}}\p{{N}}_]))"""


def _mention(handle: str) -> str:
    """A pattern for a handle in running text: after @ or, in an address, after /; \\1 and \\2 are its surroundings."""
    return rf"""(?i)([@/]){re.escape(handle)}($|[^\p{{L}}\p{{N}}_.-]|[.-]($|[^\p{{L}}\p{{N}}_]))"""


def mask(cursor: duckdb.DuckDBPyConnection, table: str, number: str, network: str, handle: str) -> int:
    """Mask a handle in the posts of a network that `table` holds (posts, or a batch on its way in)."""
    replaced = "regexp_replace({0}, $mention, '\\1" + MASK + "\\2', 'g') AS {0}"
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE masked AS
        SELECT {number} AS number, {", ".join(replaced.format(name) for name in ("text", "title", "url", "media"))},
            regexp_replace(extra, $named, '\\1{MASK}\\2', 'g') AS extra,
            list_filter(mentions, lambda name: lower(name) <> $handle) AS mentions,
            [regexp_replace(link, $mention, '\\1{MASK}\\2', 'g') FOR link IN links] AS links
        FROM {table}
        WHERE network = $network AND (
            regexp_matches(concat_ws(' ', text, title, url, media, array_to_string(links, ' ')), $mention)
            OR regexp_matches(coalesce(extra, ''), $named)
            OR list_contains([lower(name) FOR name IN mentions], $handle))
        """,
        {"mention": _mention(handle), "named": named(handle), "handle": handle.lower(), "network": network},
    )
    assigned = ", ".join(
        f"{n} = m.{n}" for n in ("text", "title", "url", "media", "extra", "mentions", "links")
    )
    done = cursor.execute(
        f"UPDATE {table} SET {assigned} FROM masked m WHERE {table}.{number} = m.number"
    ).fetchall()
    refold(cursor, table, number, f"{number} IN (SELECT number FROM masked)")
    return int(done[0][0])


def _mask_earlier(cursor: duckdb.DuckDBPyConnection, network: str, handle: str) -> int:
    done = cursor.execute(
        f"""
        UPDATE earlier_texts SET text = regexp_replace(text, $mention, '\\1{MASK}\\2', 'g'),
            title = regexp_replace(title, $mention, '\\1{MASK}\\2', 'g')
        WHERE regexp_matches(concat_ws(' ', text, title), $mention)
            AND post IN (SELECT post FROM posts WHERE network = $network)
        """,
        {"mention": _mention(handle), "network": network},
    ).fetchall()
    return int(done[0][0])


def refuse_incoming(cursor: duckdb.DuckDBPyConnection, salt: str) -> int:
    """Take the posts of erased people out of `incoming` and mask their handles in the rest; returns how many went."""
    marks = cursor.execute("SELECT author_key, network FROM tombstones").fetchall()
    if not marks:
        return 0
    marked = {int(mark) for mark, _ in marks}
    handles = cursor.sql(_HANDLES).to_arrow_table().to_pylist()
    erased = [row for row in handles if tombstone(salt, row["network"], row["handle"]) in marked]
    refused = 0
    for row in erased:
        own = author_key(row["network"], row["handle"])
        refused += _delete(cursor, "incoming WHERE author_key = ?", own)
        mask(cursor, "incoming", "row", row["network"], row["handle"])
    return refused


_HANDLES = r"""
SELECT DISTINCT network, handle
FROM (
    SELECT network, unnest(list_concat([author], coalesce(mentions, []), regexp_extract_all(
        concat_ws(' ', text, title, url, media, extra, array_to_string(links, ' ')),
        '["@/]([\p{L}\p{N}_.-]*[\p{L}\p{N}_])', 1
    ))) AS handle
    FROM incoming
    WHERE network IN (SELECT network FROM tombstones)
)
WHERE handle IS NOT NULL
"""
