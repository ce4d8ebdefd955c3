"""The posts store: one DuckDB file, owned by this process. `posts/api.py` says what each method promises."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.posts import disk, erasure, history, many, migrations, readings, sources
from tertulia.posts.api import FILING, Batch, Erased, Written
from tertulia.posts.arrivals import ARRIVALS
from tertulia.posts.database import Database, not_a_question
from tertulia.posts.schema import SAID, conform
from tertulia.posts.sources import moment
from tertulia.posts.writing import Writer

_SHORT_LOG = 1 << 20
_LOG_LIMIT = 64 << 20  # bytes of log after which it is brought into the file, in the background

log = logging.getLogger("tertulia.posts")
Parameters = Mapping[str, Any] | Sequence[Any]


class LocalStore:
    """The store itself. Safe to use from many threads; one writes at a time."""

    def __init__(self, home: Home, steps: Sequence[migrations.Step] = migrations.STEPS) -> None:
        self._home = home.ensure()
        disk.sweep(home.temporary)
        self._database = Database(home.posts, home.temporary)
        self._checkpointing = threading.Lock()
        try:
            migrations.migrate(self._database, steps)
            self._salt = self._meta("salt") or ""
            if self._meta("compact"):
                self._compact()
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> LocalStore:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def write(self, batch: Batch) -> Written:
        with self._database.writing() as cursor:
            written = Writer(cursor, batch, moment(), self._salt).write()
        ARRIVALS.tell(written.first, written.new)
        self._checkpoint_soon()
        return written

    def write_many(self, batches: Sequence[Batch]) -> list[Written]:
        with self._database.writing() as cursor:
            all_written = many.write(cursor, batches, moment, self._salt)
        for written in all_written:
            ARRIVALS.tell(written.first, written.new)
        self._checkpoint_soon()
        return all_written

    def query(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        with self._database.reading() as cursor:
            return _asked(cursor, sql, parameters).to_arrow_table()

    def scan(self, sql: str, parameters: Parameters = (), rows: int = 65_536) -> Iterator[pa.RecordBatch]:
        with self._database.reading() as cursor:
            yield from _asked(cursor, sql, parameters).to_arrow_reader(rows)

    def position(self, source: str) -> str | None:
        with self._database.reading() as cursor:
            return sources.position(cursor, source)

    def set_mentions(self, monitor: int, posts: pa.Array, *, replace: bool) -> int:
        with self._database.writing() as cursor:
            cursor.register("given", pa.table({"post": posts.cast(pa.int64())}))
            if replace:
                cursor.execute("DELETE FROM mentions WHERE monitor = ?", [monitor])
            added = cursor.execute(_ADD_MENTIONS, {"monitor": monitor}).fetchall()
        self._checkpoint_soon()
        return int(added[0][0])

    def forget_monitor(self, monitor: int) -> None:
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM mentions WHERE monitor = ?", [monitor])

    def set_themes(self, first: int, last: int, posts: pa.Array, themes: pa.Array, mark: str) -> None:
        with self._database.writing() as cursor:
            cursor.register("given", pa.table({"theme": themes.cast(pa.int32()), "post": posts}))
            cursor.execute("DELETE FROM themes WHERE post BETWEEN ? AND ?", [first, last])
            cursor.execute("INSERT INTO themes FROM given WHERE post IN (SELECT post FROM posts)")
            sources.set_positions(cursor, {FILING: mark}, moment())
            cursor.unregister("given")
        self._checkpoint_soon()

    def set_said(self, said: pa.Table) -> None:
        with self._database.writing() as cursor:
            cursor.register("given", conform(said, _SAID_OF_POSTS))
            cursor.execute(_SAY)
        self._checkpoint_soon()

    def set_readings(self, posts: pa.Array, readings_: pa.Table) -> None:
        with self._database.writing() as cursor:
            readings.set_readings(cursor, posts, readings_, moment())
        self._checkpoint_soon()

    def correct(self, post: int, task: str, value: str | None, person: str) -> None:
        with self._database.writing() as cursor:
            readings.correct(cursor, post, task, value, person, moment())

    def add_history(self, table: str, rows: pa.Table) -> int:
        with self._database.writing() as cursor:
            added = history.add(cursor, table, rows)
        self._checkpoint_soon()
        return added

    def erase(self, network: str, author: str) -> Erased:
        with self._database.no_writer():
            with self._database.writing() as cursor:
                names, rows = erasure.erase(cursor, network, author, self._salt, moment())
                cursor.execute("INSERT INTO meta VALUES ('compact', 'an erasure')")
            self._compact()
            for copy in migrations.copies(self._home.posts):
                copy.unlink()
        return Erased(network, author.removeprefix("@"), rows, tuple(names))

    def drop_dead_letters(self, letters: Sequence[int]) -> int:
        with self._database.writing() as cursor:
            cursor.register("given", pa.table({"letter": pa.array(letters, pa.int64())}))
            gone = cursor.execute("DELETE FROM dead_letters WHERE letter IN (SELECT letter FROM given)")
            return int(gone.fetchall()[0][0])

    def backup(self, target: Path) -> None:
        part = disk.scratch(self._home.temporary, "backup")
        try:
            self._database.copy_to(part)
            disk.move(part, target)
        finally:
            part.unlink(missing_ok=True)

    def checkpoint(self) -> None:
        with self._checkpointing:
            self._database.checkpoint()

    def close(self) -> None:
        """Let go of the file, its log brought in unless that is short: the next opening need not read it."""
        with self._checkpointing:
            if self._log_size() > _SHORT_LOG:
                self._bring_in_log()
            self._database.close()

    def _log_size(self) -> int:
        return self._database.log.stat().st_size if self._database.log.exists() else 0

    def _bring_in_log(self) -> None:
        try:
            self._database.checkpoint()
        except Problem as problem:
            log.warning("The log of the posts stays as it is for now: %s", problem)

    def _meta(self, name: str) -> str | None:
        with self._database.reading() as cursor:
            found = cursor.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchall()
            return str(found[0][0]) if found else None

    def _compact(self) -> None:
        """Write the file anew, so that no byte of what was deleted stays in it. Begun again after a crash."""
        new = disk.scratch(self._home.temporary, "compact")
        with self._database.no_writer():
            self._database.copy_to(new, then=("DELETE FROM copied.meta WHERE name = 'compact'",))
            self._database.replace_with(new)

    def _checkpoint_soon(self) -> None:
        """Bring a long log into the file, in a thread of its own: no request waits for it."""
        if self._log_size() > _LOG_LIMIT and self._checkpointing.acquire(blocking=False):
            threading.Thread(target=self._checkpoint_now, name="checkpoint").start()

    def _checkpoint_now(self) -> None:
        try:
            self._bring_in_log()
        finally:
            self._checkpointing.release()


_ADD_MENTIONS = """
INSERT INTO mentions BY NAME
SELECT $monitor AS monitor, post FROM (SELECT DISTINCT post FROM given) g
WHERE post IN (SELECT post FROM posts)
    AND NOT EXISTS (FROM mentions m WHERE m.monitor = $monitor AND m.post = g.post)
ORDER BY post
"""


_SAID_OF_POSTS = pa.schema([pa.field("post", pa.int64()), pa.field("monitor", pa.int64()), *SAID])
_SAY = f"""
UPDATE mentions SET {", ".join(f"{field.name} = g.{field.name}" for field in SAID)}
FROM given g WHERE mentions.post = g.post AND mentions.monitor = g.monitor
"""  # noqa: S608  (names of ours)


def _asked(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> duckdb.DuckDBPyRelation:
    """The answer to one SELECT, not yet fetched. The transaction is read-only: a hidden INSERT fails too."""
    statements = cursor.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise not_a_question()
    given = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
    return cursor.sql(sql, params=given or None)
