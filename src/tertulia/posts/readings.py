"""Readings in the store: each model's word is kept, a person's correction wins, `posts` shows the result.

The functions work on a temporary table `judged` (post and the columns of `schema.READINGS`).
"""
# ruff: noqa: S608  (only names of our own tables and columns are put into SQL; values are parameters)

from __future__ import annotations

from datetime import datetime

import duckdb
import pyarrow as pa

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts.schema import EMOTIONS, INTENTS, OFFENSES, READINGS, SENTIMENTS, conform

JUDGED = ("lang", "sentiment", "emotion", "offensive", "irony", "intents", "needs_reply")
_CHOICES = {
    "sentiment": SENTIMENTS,
    "emotion": EMOTIONS,
    "offensive": OFFENSES,
    "irony": ("true", "false"),
    "needs_reply": ("true", "false"),
}

_KEEP = """
DELETE FROM readings USING judged j WHERE readings.post = j.post AND readings.model = j.model;
INSERT INTO readings BY NAME SELECT *, ?::TIMESTAMP AS read_at FROM judged WHERE model IS NOT NULL
"""

_CORRECTED = """
SELECT post, max(value) FILTER (task = 'lang') AS lang,
    max(value) FILTER (task = 'sentiment')::sentiment AS sentiment,
    max(value) FILTER (task = 'emotion')::emotion AS emotion,
    max(value) FILTER (task = 'offensive')::offense AS offensive,
    max(value) FILTER (task = 'irony')::BOOLEAN AS irony,
    max(value) FILTER (task = 'needs_reply')::BOOLEAN AS needs_reply,
    list_filter(string_split(max(value) FILTER (task = 'intents'), ','), lambda name: name <> '') AS intents
FROM corrections WHERE post IN (SELECT post FROM judged) GROUP BY post
"""

# The list apart and only where it differs: a change of a list moves the whole row.
_SETTLE = f"""
CREATE OR REPLACE TEMP TABLE settled AS
SELECT post, c.lang AS corrected_lang, j.lang AS read_lang,
    {", ".join(f"coalesce(c.{name}, j.{name}) AS {name}" for name in JUDGED[1:])}
FROM judged j LEFT JOIN ({_CORRECTED}) c USING (post);
UPDATE posts SET lang = coalesce(s.corrected_lang, s.read_lang, posts.declared_lang),
    {", ".join(f"{name} = s.{name}" for name in JUDGED[1:] if name != "intents")}
FROM settled s WHERE posts.post = s.post;
UPDATE posts SET intents = s.intents
FROM settled s WHERE posts.post = s.post AND posts.intents IS DISTINCT FROM s.intents
"""

_NEWEST = f"""
CREATE OR REPLACE TEMP TABLE judged AS
SELECT p.post, {", ".join(f"r.{name}" for name in READINGS.names)}
FROM ({{posts}}) p LEFT JOIN (
    SELECT * FROM readings WHERE post IN ({{posts}})
    QUALIFY row_number() OVER (PARTITION BY post ORDER BY read_at DESC) = 1
) r USING (post)
"""


def keep(cursor: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Keep the readings in `judged`, in place of what the same models said before."""
    delete, insert = _KEEP.split(";")
    cursor.execute(delete)
    cursor.execute(insert, [now])


def show(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let `posts` show the readings in `judged`, except where a person corrected them."""
    cursor.execute(_SETTLE)


def settle(cursor: duckdb.DuckDBPyConnection, posts: str) -> None:
    """Show in `posts` what counts of the posts that a SELECT gives: a correction, else the newest reading."""
    cursor.execute(_NEWEST.format(posts=posts))
    show(cursor)


def set_readings(
    cursor: duckdb.DuckDBPyConnection, posts: pa.Array, readings: pa.Table, now: datetime
) -> None:
    """Keep new readings of stored posts, given by number; numbers the store does not know are passed over."""
    if len(posts) != len(readings):
        raise ValueError(f"{len(readings)} readings for {len(posts)} posts")
    given = conform(readings, READINGS).append_column("post", posts.cast(pa.int64()))
    cursor.register("given_readings", given)
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE judged AS "
        "SELECT * FROM given_readings WHERE post IN (SELECT post FROM posts)"
    )
    keep(cursor, now)
    show(cursor)
    cursor.unregister("given_readings")


def correct(
    cursor: duckdb.DuckDBPyConnection, post: int, task: str, value: str | None, person: str, now: datetime
) -> None:
    """Keep a person's word, or take it back where `value` is None.

    Raises `Problem` ("bad-correction", "no-such-post").
    """
    _check(task, value)
    if not cursor.execute("SELECT 1 FROM posts WHERE post = ?", [post]).fetchall():
        raise Problem("no-such-post", Text("There is no post {post}.", post=post))
    cursor.execute("DELETE FROM corrections WHERE post = ? AND task = ?", [post, task])
    if value is not None:
        cursor.execute("INSERT INTO corrections VALUES (?, ?, ?, ?, ?)", [post, task, value, person, now])
    settle(cursor, f"SELECT {int(post)} AS post")


def _check(task: str, value: str | None) -> None:
    if task not in JUDGED:
        raise Problem("bad-correction", Text("Nothing called “{task}” is read in a post.", task=task))
    if value is None or task == "lang":
        return
    named = [name for name in value.split(",") if name] if task == "intents" else [value]
    choices = INTENTS if task == "intents" else _CHOICES[task]
    for name in named:
        if name not in choices:
            raise Problem(
                "bad-correction",
                Text("“{value}” is not a value of “{task}”.", value=name, task=task),
                Text("Use one of: {choices}.", choices=", ".join(choices)),
            )
