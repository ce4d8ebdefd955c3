"""Erasing a person: every row of theirs goes, every mention of their handle by others is masked, and a
tombstone, a salted hash that names nobody, keeps them from coming back.

A person may stand in a network under several names: the handle, those before it, and a permanent id that
their posts carry (`extra.did` on the networks of the AT Protocol, whose streams know no handles). All go.
"""
# ruff: noqa: S608  (only names of our own tables and columns are put into SQL; values are parameters)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import duckdb

from tertulia.posts.api import DeadLetter
from tertulia.posts.folding import fold
from tertulia.posts.keys import author_key, key_of, sql_key
from tertulia.posts.texts import refold

MASK = "[erased]"

# The inventory: every table of the store and what an erasure does there. A test holds it against tables.sql.
PLAN = {
    "posts": "the person's own are deleted; their handle in those of others is masked",
    "observations": "deleted with their post",
    "earlier_texts": "deleted with their post; their handle in those of others is masked",
    "readings": "deleted with their post",
    "corrections": "deleted with their post",
    "mentions": "deleted with their post",
    "themes": "deleted with their post",
    "dead_letters": "deleted where the raw item or its place names the person",
    "positions": "deleted where the source followed the person",
    "gaps": "deleted where the source followed the person",
    "tombstones": "a salted hash is added",
    "meta": "nothing of a person",
}
DEPENDENT = ("observations", "earlier_texts", "readings", "corrections", "mentions", "themes")

_NAME = r"[\p{L}\p{N}_.-]*[\p{L}\p{N}_]"
_END = r"($|[^\p{L}\p{N}_.-]|[.-]($|[^\p{L}\p{N}_]))"  # of a handle: a full stop may follow it, or a sentence
_DID = r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9_-]"
_OWN_DID = "try(json_extract_string(extra, '$.did'))"
_REFERENCES = (("reply_to", "reply_key"), ("thread", "thread_key"))
_TEXTS = ("text", "title", "url", "media")


def tombstone(salt: str, network: str, author: str) -> int:
    """The hash that stands for an erased author; says nothing without the store's salt."""
    return key_of(f"{salt}\0{network}", fold(author.removeprefix("@")))


def erase(
    cursor: duckdb.DuckDBPyConnection, network: str, author: str, salt: str, now: datetime
) -> tuple[list[str], dict[str, int]]:
    """Remove an author from every table, in the caller's transaction. Returns the names under which they
    stood, and the rows touched, by table."""
    names = names_of(cursor, network, author.removeprefix("@"))
    _find_theirs(cursor, network, names)
    theirs = "WHERE post IN (SELECT post FROM gone)"
    rows = {table: _delete(cursor, f"{table} {theirs}") for table in (*DEPENDENT, "posts")}
    rows |= dict.fromkeys(("dead_letters", "masked", "masked_earlier"), 0)
    for name in names:
        rows["dead_letters"] += _delete(cursor, _LETTERS, _named(name))
        rows["masked"] += mask(cursor, "posts", "post", network, name)
        rows["masked_earlier"] += _mask_earlier(cursor, network, name)
        _forget_account(cursor, "posts", network, name)
        _mark(cursor, network, name, salt, now)
    _forget_references(cursor, network)
    _forget_sources(cursor, network, names)
    return names, rows


def names_of(cursor: duckdb.DuckDBPyConnection, network: str, handle: str) -> list[str]:
    """The names under which the store knows an account: the one given, its permanent ids, other handles."""
    dids = cursor.execute(
        f"SELECT DISTINCT {_OWN_DID} FROM posts WHERE author_key = ? AND network = ?",
        [author_key(network, handle), network],
    ).fetchall()
    known = [did for (did,) in dids if did] or [handle]
    others = cursor.execute(
        f"SELECT DISTINCT author FROM posts WHERE network = ? AND list_contains(?, {_OWN_DID})",
        [network, known],
    ).fetchall()
    names = [handle, *(did for (did,) in dids if did), *(author for (author,) in others if author)]
    return list({fold(name): name for name in reversed(names)}.values())


def _find_theirs(cursor: duckdb.DuckDBPyConnection, network: str, names: list[str]) -> None:
    """The person's posts, as the temporary table `gone`."""
    keys = [author_key(network, name) for name in names]
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT post, id FROM posts WHERE network = ? "
        f"AND (list_contains(?::UBIGINT[], author_key) OR list_contains(?, {_OWN_DID}))",
        [network, keys, names],
    )


def following(network: str, name: str) -> str:
    """A pattern (RE2 and Python) for the keys of sources that follow an account, however it was written: as a
    handle, with its server, as the address of its profile."""
    ways = [re.escape(name)]
    local, at, host = name.partition("@")
    if at:
        local, host = re.escape(local), re.escape(host)
        ways += [rf"{local}@(?:https?://)?{host}", rf"https?://{host}/(?:users/)?@?{local}"]
    lead = "(?:at://|https?://[^/]+/(?:profile/)?)?@?"
    return rf"(?i)^live:{re.escape(network)}:account:{lead}(?:{'|'.join(ways)})/?(?:[@#].*)?$"


def _forget_sources(cursor: duckdb.DuckDBPyConnection, network: str, names: list[str]) -> None:
    """The keys of sources that followed the person hold their name: what those brought of others loses it."""
    pattern = "|".join(following(network, name) for name in names)
    for table in ("positions", "gaps"):
        _delete(cursor, f"{table} WHERE regexp_matches(source, ?)", pattern)
    for table in ("posts", "dead_letters"):
        cursor.execute(
            f"UPDATE {table} SET source = ? WHERE regexp_matches(source, ?)",
            [f"live:{network}:account:{MASK}", pattern],
        )


def _forget_account(cursor: duckdb.DuckDBPyConnection, table: str, network: str, name: str) -> None:
    """Ids that hold the account's own, in posts that answered what was never stored."""
    for column, key in _REFERENCES:
        cursor.execute(
            f"UPDATE {table} SET {column} = NULL, {key} = NULL "
            f"WHERE network = ? AND starts_with({column}, 'at://' || ? || '/')",
            [network, name],
        )


def _mark(cursor: duckdb.DuckDBPyConnection, network: str, handle: str, salt: str, now: datetime) -> None:
    cursor.execute(
        f"""
        INSERT INTO tombstones SELECT DISTINCT mark, $network, $now FROM (
            SELECT $mark::UBIGINT AS mark UNION ALL SELECT {sql_key("$salted", "id")} FROM gone
        ) WHERE mark NOT IN (SELECT mark FROM tombstones)
        """,
        {
            "mark": tombstone(salt, network, handle),
            "salted": f"{salt}\0{network}\0id",
            "network": network,
            "now": now,
        },
    )


def _delete(cursor: duckdb.DuckDBPyConnection, rest: str, *values: str | int) -> int:
    return int(cursor.execute(f"DELETE FROM {rest}", list(values)).fetchall()[0][0])


def _forget_references(cursor: duckdb.DuckDBPyConnection, network: str) -> None:
    """Ids of erased posts, which may hold the person's own id, in the posts that answered them."""
    for column, key in _REFERENCES:
        cursor.execute(
            f"UPDATE posts SET {column} = NULL, {key} = NULL "
            f"WHERE network = ? AND {column} IN (SELECT id FROM gone)",
            [network],
        )


def _named(handle: str) -> str:
    """A pattern (RE2) for a handle where it stands for the person: quoted, after @ or /, or a field alone."""
    return rf"""(?i)(^|["',;\t@/=]){re.escape(handle)}{_END}"""


def _mention(*handles: str) -> str:
    """A pattern for handles in running text: after @ or, in an address, /; groups 1 and 2 surround them."""
    return rf"(?i)([@/])(?:{'|'.join(map(re.escape, handles))}){_END}"


def _patterns(network: str, handle: str) -> dict[str, str]:
    """`loose` is for posts known to mention the person: @ana is then short for ana@example.org."""
    return {
        "network": network,
        "handle": handle.lower(),
        "mention": _mention(handle),
        "loose": _mention(handle, handle.split("@")[0]),
        "named": _named(handle),
    }


def mask(cursor: duckdb.DuckDBPyConnection, table: str, number: str, network: str, handle: str) -> int:
    """Mask a handle in the posts of a network that `table` holds (posts, or a batch on its way in)."""
    mentioned = "coalesce(list_contains([lower(name) FOR name IN mentions], $handle), false)"
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE masked AS
        SELECT {number} AS number, {", ".join(_masked(name) for name in _TEXTS)},
            regexp_replace(extra, $named, '\\1{MASK}\\2', 'g') AS extra,
            list_filter(mentions, lambda name: lower(name) <> $handle) AS mentions,
            [regexp_replace(link, pattern, '\\1{MASK}\\2', 'g') FOR link IN links] AS links
        FROM (SELECT *, {mentioned} AS mentioned, if({mentioned}, $loose, $mention) AS pattern FROM {table})
        WHERE network = $network AND (mentioned
            OR regexp_matches(concat_ws(' ', {", ".join(_TEXTS)}, array_to_string(links, ' ')), $mention)
            OR regexp_matches(coalesce(extra, ''), $named))
        """,
        _patterns(network, handle),
    )
    assigned = ", ".join(f"{name} = m.{name}" for name in (*_TEXTS, "extra", "mentions", "links"))
    done = cursor.execute(
        f"UPDATE {table} SET {assigned} FROM masked m WHERE {table}.{number} = m.number"
    ).fetchall()
    refold(cursor, table, number, f"{number} IN (SELECT number FROM masked)")
    return int(done[0][0])


def _masked(column: str) -> str:
    return f"regexp_replace({column}, pattern, '\\1{MASK}\\2', 'g') AS {column}"


def _mask_earlier(cursor: duckdb.DuckDBPyConnection, network: str, handle: str) -> int:
    replaced = "regexp_replace({0}, $loose, '\\1" + MASK + "\\2', 'g')"
    done = cursor.execute(
        f"""
        UPDATE earlier_texts SET text = {replaced.format("text")}, title = {replaced.format("title")}
        WHERE regexp_matches(concat_ws(' ', text, title), $mention)
            AND post IN (SELECT post FROM posts WHERE network = $network)
        """,
        {name: _patterns(network, handle)[name] for name in ("loose", "mention", "network")},
    ).fetchall()
    return int(done[0][0])


_LETTERS = "dead_letters WHERE regexp_matches(concat_ws(chr(9), place, raw), ?)"
_SAYING = (*_TEXTS, "extra", "reply_to", "thread")
_HANDLES = rf"""
SELECT DISTINCT network, handle
FROM (
    SELECT network, unnest(list_concat([author], coalesce(mentions, []),
        regexp_extract_all(said, '["@/]({_NAME}(?:@{_NAME})?)', 1), regexp_extract_all(said, '{_DID}')
    )) AS handle
    FROM (SELECT *, concat_ws(' ', {", ".join(_SAYING)}, array_to_string(links, ' ')) AS said FROM incoming)
    WHERE network IN (SELECT network FROM tombstones)
)
WHERE handle IS NOT NULL
"""


def refuse_incoming(cursor: duckdb.DuckDBPyConnection, salt: str) -> int:
    """Take erased people's posts out of `incoming`, mask their handles in the rest; returns how many went."""
    marked = {mark for mark, _ in _marks(cursor)}
    if not marked:
        return 0
    refused = 0
    for row in cursor.sql(_HANDLES).to_arrow_table().to_pylist():
        network, handle = row["network"], row["handle"]
        if tombstone(salt, network, handle) in marked:
            own = author_key(network, handle)
            theirs = f"incoming WHERE network = ? AND (author_key = ? OR {_OWN_DID} = ?)"
            refused += _delete(cursor, theirs, network, own, handle)
            mask(cursor, "incoming", "row", network, handle)
            _forget_account(cursor, "incoming", network, handle)
    for column, key in _REFERENCES:
        cursor.execute(
            f"UPDATE incoming SET {column} = NULL, {key} = NULL WHERE "
            + sql_key("$salt || chr(0) || network || chr(0) || 'id'", column)
            + " IN (SELECT mark FROM tombstones)",
            {"salt": salt},
        )
    return refused


def blank_letters(
    cursor: duckdb.DuckDBPyConnection, letters: Sequence[DeadLetter], salt: str
) -> list[DeadLetter]:
    """The letters; where one names an erased person it lacks its raw content, or its place."""
    if not letters:
        return []
    marks = _marks(cursor)
    marked, networks = {mark for mark, _ in marks}, {network for _, network in marks}

    def unless_erased(written: str) -> str:
        words = {*re.findall(r"[\w.\-]*\w(?:@[\w.\-]*\w)?", written), *re.findall(_DID, written)}
        erased = any(tombstone(salt, network, word) in marked for network in networks for word in words)
        return "" if erased else written

    if not marked:
        return list(letters)
    return [
        replace(letter, raw=unless_erased(letter.raw), place=unless_erased(letter.place))
        for letter in letters
    ]


def _marks(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    return cursor.execute("SELECT mark, network FROM tombstones").fetchall()
