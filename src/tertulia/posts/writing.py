"""Writing a batch, in one transaction of the cursor it is given. Statements work on sets, never row by row.

A batch is one look at its source. A post that stands in it twice counts once, with the last value given for
each field. A null says "not told" and never erases a value known. Writing a batch again changes nothing.
"""
# ruff: noqa: S608  (only names of our own tables and columns are put into SQL; values are parameters)

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from tertulia.posts import erasure, gaps, gone, readings
from tertulia.posts.api import Batch, Written
from tertulia.posts.folding import fold_array
from tertulia.posts.keys import sql_key, sql_local_key, sql_root_key
from tertulia.posts.readings import JUDGED
from tertulia.posts.schema import COUNTERS, MENTIONS, READINGS, SAID, conform
from tertulia.posts.sources import set_aside, set_positions, stored_time
from tertulia.posts.texts import folded, refold

# Columns of `posts` that a newer look at a post replaces, unless it does not tell.
FIELDS = (
    *("created_at", "text", "title", "author", "author_key", "author_name", "kind", "url", "reply_to"),
    *("reply_key", "thread", "thread_key", "followers", "hashtags", "mentions", "links", "domains", "media"),
    *("own", "extra", "local_key", "declared_lang"),
)

_DOMAIN = r"^[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?(?:www\.)?([^/?#:@]+)"

_INCOMING = f"""
CREATE OR REPLACE TEMP TABLE incoming AS
SELECT * EXCLUDE (lang, kind, author_folded), kind::kind AS kind, lang AS declared_lang,
    {sql_key("network", "id")} AS key,
    {sql_key("network", "author_folded")} AS author_key,
    {sql_key("network", "reply_to")} AS reply_key,
    {sql_key("network", "thread")} AS thread_key,
    {sql_local_key("network", "extra")} AS local_key,
    {sql_root_key("network", "id")} AS root_key,
    list_distinct(list_filter(
        [lower(regexp_extract(link, '{_DOMAIN}', 1)) FOR link IN links], lambda name: name <> ''
    )) AS domains
FROM given_posts
"""

# The posts of the batch that are stored already. By key alone first, which reads one column of the store.
_FOUND = """
CREATE OR REPLACE TEMP TABLE found AS
SELECT i.row, p.post FROM posts p JOIN incoming i ON p.key = i.key
WHERE p.network = i.network AND p.id = i.id
"""

_KNOWN = f"""
CREATE OR REPLACE TEMP TABLE known AS
SELECT f.row, p.post, {", ".join(f"p.{name}" for name in (*FIELDS, *COUNTERS))}
FROM posts p JOIN found f ON p.post = f.post
"""

_NOTHING_KNOWN = """
CREATE OR REPLACE TEMP TABLE known AS FROM found;
CREATE OR REPLACE TEMP TABLE changed AS
SELECT *, false AS edited, false AS fields_changed, false AS counters_changed FROM found
"""

_SAME_ROW = "FROM known k JOIN incoming i USING (row)"


def _told_otherwise(names: tuple[str, ...]) -> str:
    """Whether the batch says something else than the store of any of these columns."""
    return " OR ".join(f"(i.{name} IS NOT NULL AND i.{name} IS DISTINCT FROM k.{name})" for name in names)


_CHANGED = f"""
CREATE OR REPLACE TEMP TABLE changed AS
SELECT k.row, k.post, {", ".join(f"coalesce(i.{name}, k.{name}) AS {name}" for name in (*FIELDS, *COUNTERS))},
    {_told_otherwise(("text", "title"))} AS edited,
    {_told_otherwise(FIELDS)} AS fields_changed,
    {_told_otherwise(COUNTERS)} AS counters_changed
{_SAME_ROW}
WHERE {_told_otherwise((*FIELDS, *COUNTERS))}
"""

_TAKE_NUMBERS = """
UPDATE meta SET value = (value::BIGINT + $new)::VARCHAR WHERE name = 'next_post' RETURNING value::BIGINT
"""

# Where each row of the batch went: its number in the store, and whether what monitors read in it is new.
_PLACED = """
CREATE OR REPLACE TEMP TABLE placed AS
SELECT i.row, k.post IS NULL AS new,
    coalesce(k.post, $next + row_number() OVER (PARTITION BY k.post IS NULL ORDER BY i.row) - 1) AS post,
    coalesce(c.fields_changed, false) AS fields_changed
FROM incoming i LEFT JOIN known k USING (row) LEFT JOIN changed c USING (row)
"""

_INSERT_NEW = f"""
INSERT INTO posts BY NAME
SELECT p.post, i.key, i.root_key, i.network, i.id, i.folded,
    {", ".join(f"i.{name}" for name in FIELDS if name not in ("kind", "own"))},
    coalesce(i.kind, 'post') AS kind, coalesce(i.own, false) AS own,
    {", ".join(f"i.{name}" for name in COUNTERS)},
    i.source, $now AS stored_at,
    coalesce(r.lang, i.declared_lang) AS lang, {", ".join(f"r.{name}" for name in JUDGED[1:])}
FROM incoming i JOIN placed p USING (row) LEFT JOIN given_readings r USING (row)
WHERE p.new
ORDER BY i.row
"""

_COUNTS = "SELECT count(*), count(*) - count(DISTINCT (network, id)) FROM incoming"

_REPEATED = """
CREATE OR REPLACE TEMP TABLE repeated AS
FROM incoming
WHERE (network, id) IN (SELECT (network, id) FROM incoming GROUP BY network, id HAVING count(*) > 1)
"""

_MERGED = f"""
INSERT INTO incoming BY NAME
SELECT max(row) AS row, network, id, any_value(key) AS key, any_value(root_key) AS root_key, '' AS folded,
    arg_max(source, row) AS source,
    {", ".join(f"arg_max({name}, row) AS {name}" for name in (*FIELDS, *COUNTERS))}
FROM repeated GROUP BY network, id
"""

_UPDATE_FIELDS = f"""
UPDATE posts SET {", ".join(f"{name} = c.{name}" for name in FIELDS)}
FROM changed c WHERE posts.post = c.post AND c.fields_changed
"""

# An import of something older does not put older counters in the place of newer ones.
_UPDATE_COUNTERS = f"""
UPDATE posts SET {", ".join(f"{name} = c.{name}" for name in COUNTERS)}
FROM changed c WHERE posts.post = c.post AND c.counters_changed
    AND c.post NOT IN (SELECT post FROM observations WHERE observed_at > $read_at)
"""

_CHANGES = """
SELECT count(*) FILTER (edited), count(*) FILTER (fields_changed), count(*) FILTER (counters_changed),
    count(*)
FROM changed
"""

_NOT_KEPT_YET = """
WHERE NOT EXISTS (
    FROM earlier_texts e
    WHERE e.post = said.post AND e.text = said.text AND e.title IS NOT DISTINCT FROM said.title
)
"""

# What the store held before an edit, and what the batch itself held in a row that a later one replaced.
_EARLIER_STORED = f"""
INSERT INTO earlier_texts BY NAME
SELECT DISTINCT post, $now AS until, title, text FROM (
    SELECT k.post, k.title, k.text FROM known k JOIN changed c USING (row) WHERE c.edited
) said {_NOT_KEPT_YET}
"""
_EARLIER_IN_BATCH = f"""
INSERT INTO earlier_texts BY NAME
SELECT DISTINCT post, $now AS until, title, text FROM (
    SELECT p.post, r.title, r.text
    FROM repeated r JOIN incoming i USING (network, id) JOIN placed p ON p.row = i.row
    WHERE r.text <> i.text
) said {_NOT_KEPT_YET}
"""

# What is there already is looked up among the posts found alone: in a batch of new ones that is nothing.
_SAME_COUNTERS = " AND ".join(f"o.{name} IS NOT DISTINCT FROM i.{name}" for name in COUNTERS)
_OBSERVE = f"""
INSERT INTO observations BY NAME
SELECT p.post, $read_at AS observed_at, {", ".join(f"i.{name}" for name in COUNTERS)}
FROM placed p JOIN incoming i USING (row) LEFT JOIN changed c USING (row)
ANTI JOIN (FROM observations SEMI JOIN found USING (post)) o
    ON o.post = p.post AND o.observed_at = $read_at AND {_SAME_COUNTERS}
WHERE p.new AND coalesce({", ".join(f"i.{name}" for name in COUNTERS)}) IS NOT NULL OR c.counters_changed
ORDER BY p.post
"""

_ADD_MENTIONS = f"""
INSERT INTO mentions BY NAME
SELECT DISTINCT ON (g.monitor, p.post) g.monitor, p.post, {", ".join(f"g.{field.name}" for field in SAID)}
FROM given_mentions g JOIN placed p USING (row)
ANTI JOIN (FROM mentions SEMI JOIN found USING (post)) m ON m.monitor = g.monitor AND m.post = p.post
ORDER BY p.post
"""

# What is said of a monitor's subject in a post that it was known to match.
_SAY = f"""
UPDATE mentions SET {", ".join(f"{field.name} = g.{field.name}" for field in SAID)}
FROM given_mentions g JOIN placed p USING (row)
WHERE mentions.post = p.post AND mentions.monitor = g.monitor AND g.negative_p IS NOT NULL AND NOT p.new
    AND ({" OR ".join(f"mentions.{field.name} IS DISTINCT FROM g.{field.name}" for field in SAID)})
"""

# Not a second time what the same models said of the same text.
_JUDGED = """
CREATE OR REPLACE TEMP TABLE judged AS
SELECT p.post, r.* EXCLUDE (row) FROM given_readings r JOIN placed p USING (row)
LEFT JOIN (SELECT DISTINCT post, model FROM readings SEMI JOIN found USING (post)) kept
    ON kept.post = p.post AND kept.model = r.model
WHERE r.model IS NOT NULL AND (kept.post IS NULL OR p.fields_changed)
"""


def keep_apart(cursor: duckdb.DuckDBPyConnection, batch: Batch, now: datetime, salt: str) -> int:
    """Keep the batch's gaps, and what could not become posts; returns how many of these there are."""
    gaps.keep(cursor, batch.source, batch.gaps)
    return set_aside(cursor, batch.source, erasure.blank_letters(cursor, batch.dead, salt), now)


@dataclass
class Writer:
    """One batch on its way into the store."""

    cursor: duckdb.DuckDBPyConnection
    batch: Batch
    now: datetime
    salt: str
    sources: pa.Array | None = None  # of each row, where the batch is several sources' in one (many.py)
    refused: frozenset[int] = frozenset()  # rows of erased people, where `sources` are given
    _came: int = 0  # rows that were neither refused nor taken back
    _repeated: int = 0  # of these, rows of posts that stood in the batch before
    _found: int = 0  # posts of the batch that were stored before
    _updated: int = 0  # of these, those of which something changed
    _fields: int = 0  # and those of which more than counters changed
    _first: int = 0  # number of the first new post
    _new: int = 0

    def write(self) -> Written:
        """All of it; the transaction is the caller's."""
        written = self.write_posts() if len(self.batch.posts) else self._only_take()
        if self.batch.position is not None:
            set_positions(self.cursor, {self.batch.source: self.batch.position}, self.now)
        return replace(written, dead=keep_apart(self.cursor, self.batch, self.now, self.salt))

    def _only_take(self) -> Written:
        """A batch without posts: most looks at a source bring nothing new, and cost next to nothing."""
        return Written(gone=gone.take(self.cursor, self.batch.gone))

    def write_posts(self) -> Written:
        """The posts, and all that hangs on them."""
        self._give()
        erased = erasure.refuse_incoming(self.cursor, self.salt)
        if erased and self.sources:
            self.refused = self._missing()
        taken = gone.take(self.cursor, self.batch.gone, incoming=True) if self.batch.gone else 0
        self._merge_repeated()
        self._compare()
        self._place()
        self._update()
        self._insert()
        self._mention()
        self._read()
        return replace(self._counted(), erased=erased, gone=taken)

    def _missing(self) -> frozenset[int]:
        left = {row for (row,) in self.cursor.execute("SELECT row FROM incoming").fetchall()}
        return frozenset(range(len(self.batch.posts))) - left

    def _run(self, sql: str, **values: Any) -> None:
        self.cursor.execute(sql, values)

    def _number(self, sql: str, **values: Any) -> int:
        return int(self.cursor.execute(sql, values).fetchall()[0][0])

    def _give(self) -> None:
        """Hand the batch to DuckDB: given_posts, given_mentions, given_readings, each with its row."""
        posts = conform(self.batch.posts)
        rows = pa.array(range(len(posts)), pa.int32())
        given = posts.set_column(
            posts.column_names.index("created_at"),
            "created_at",
            posts["created_at"].cast(pa.timestamp("us")),
        )
        given = (
            given.append_column("row", rows)
            .append_column("source", self.sources or pa.repeat(self.batch.source, len(posts)))
            .append_column("folded", folded(posts["title"], posts["text"]))
            .append_column("author_folded", fold_array(posts["author"].combine_chunks()))
        )
        self.cursor.register("given_posts", given)
        self._run(_INCOMING)
        self._give_readings(rows)
        self.cursor.register(
            "given_mentions", conform(self.batch.mentions or MENTIONS.empty_table(), MENTIONS)
        )

    def _give_readings(self, rows: pa.Array) -> None:
        readings = self.batch.readings
        if readings is not None and len(readings) != len(rows):
            raise ValueError(f"{len(readings)} readings for {len(rows)} posts")
        given = READINGS.empty_table() if readings is None else conform(readings, READINGS)
        self.cursor.register("given_readings", given.append_column("row", rows[: len(given)]))

    def _merge_repeated(self) -> None:
        """Make one row of the rows of a post that stands in the batch more than once."""
        self._came, self._repeated = self.cursor.execute(_COUNTS).fetchall()[0]
        if not self._repeated:
            return
        self._run(_REPEATED)
        self._run("DELETE FROM incoming WHERE row IN (SELECT row FROM repeated)")
        self._run(_MERGED)
        refold(self.cursor, "incoming", "row", "key IN (SELECT key FROM repeated)")

    def _compare(self) -> None:
        """Find what is known already, and of that what the batch tells otherwise."""
        self._run(_FOUND)
        self._found = self._number("SELECT count(*) FROM found")
        if self._found:
            self._run(_KNOWN)
            self._run(_CHANGED)
        else:
            self._run(_NOTHING_KNOWN)

    def _place(self) -> None:
        """Give the new posts their numbers."""
        self._new = self._came - self._repeated - self._found
        following = self._number(_TAKE_NUMBERS, new=self._new)
        self._first = following - self._new if self._new else 0
        self._run(_PLACED, next=following - self._new)

    def _update(self) -> None:
        """Bring known posts up to date, and keep what was seen: earlier texts, and counters at their time."""
        read_at = stored_time(self.batch.read_at) or self.now
        if self._found:
            self._update_known(read_at)
        if self._repeated:
            self._run(_EARLIER_IN_BATCH, now=self.now)
        self._run(_OBSERVE, read_at=read_at)

    def _update_known(self, read_at: datetime) -> None:
        edited, self._fields, counters, self._updated = self.cursor.execute(_CHANGES).fetchall()[0]
        if self._fields:
            self._run(_UPDATE_FIELDS)
        if edited:
            refold(self.cursor, "posts", "post", "post IN (SELECT post FROM changed WHERE edited)")
            self._run(_EARLIER_STORED, now=self.now)
        if counters:
            self._run(_UPDATE_COUNTERS, read_at=read_at)

    def _insert(self) -> None:
        self._run(_INSERT_NEW, now=self.now)

    def _mention(self) -> None:
        """Keep what monitors match. Where a post's fields changed, its mentions are replaced."""
        if self.batch.mentions is None:
            return
        if self._fields:
            self._run("DELETE FROM mentions WHERE post IN (SELECT post FROM placed WHERE fields_changed)")
        self._run(_ADD_MENTIONS)
        if self._found:
            self._run(_SAY)

    def _read(self) -> None:
        """Keep the readings; those that the same models gave an earlier text go."""
        if self.batch.readings is None:
            return
        self._run(_JUDGED)
        readings.keep(self.cursor, self.now)
        if self._found:  # new posts came in with theirs
            self._run("DELETE FROM judged USING placed p WHERE judged.post = p.post AND p.new")
            readings.show(self.cursor)

    def _counted(self) -> Written:
        return Written(
            new=self._new,
            updated=self._updated,
            unchanged=self._came - self._new - self._updated,
            first=self._first,
        )
