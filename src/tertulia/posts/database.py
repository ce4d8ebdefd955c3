"""The DuckDB file: opened, guarded, copied, put in another's place. It knows nothing of posts.

Readers work side by side, each on a cursor of its own in a read-only transaction; one writer at a time.
Once open, SQL reaches no file but those in the scratch folder, so a question can never read the disk.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts import disk

_MEMORY_SHARE, _MEMORY_CAP = 0.4, 2 << 30  # bytes; more gains nothing up to 10 million posts
_PATIENCE = 30.0  # seconds that readers get to finish before the file is changed under them

_UNREADABLE = re.compile(r"not a valid DuckDB database file|checksum|corrupt", re.I)


class Database:
    """One DuckDB file, held open by this process alone. Raises `Problem` ("disk-full", "broken-file")."""

    def __init__(self, path: Path, temporary: Path) -> None:
        self.path = path
        self.temporary = temporary
        self._writer = threading.RLock()
        self._changed = threading.Condition()
        self._cursors: set[duckdb.DuckDBPyConnection] = set()
        self._alone = False
        self._broken = False  # DuckDB gave up on the file as it holds it; what is on disk is sound
        self._connection = self._connect()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        try:
            connection = duckdb.connect(self.path)
        except duckdb.Error as error:
            raise problem_of(error, self.path) or error from error
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        for name, value in _settings(self.temporary).items():
            connection.execute(f"SET {name} = {value!r}")
        return connection

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor in a read-only transaction: one state of the file from first to last."""
        with self._cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION READ ONLY")
            yield cursor

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor in a transaction that is committed at the end, rolled back on any exception."""
        with self._writer, self._cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            yield cursor
            cursor.execute("COMMIT")

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if self._broken:
            self._open_again()
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            cursor = self._connection.cursor()
            self._cursors.add(cursor)
        try:
            yield cursor
        except duckdb.Error as error:
            self._broken = self._broken or isinstance(error, duckdb.FatalException)
            raise problem_of(error, self.path) or error from error
        finally:
            cursor.close()  # ends a transaction still open by rolling it back
            with self._changed:
                self._cursors.discard(cursor)
                self._changed.notify_all()

    def _open_again(self) -> None:
        """After a fatal error, such as a checkpoint that found the disk full: begin anew from the disk."""
        with self._writer, self._only_me(_PATIENCE):
            if self._broken:
                self._connection.close()
                self._connection = self._connect()
                self._broken = False

    @property
    def log(self) -> Path:
        """The write-ahead log: committed, not yet in the file."""
        return self.path.with_name(self.path.name + ".wal")

    def checkpoint(self) -> None:
        """Bring the log into the file. Readers and writers go on."""
        with self._cursor() as cursor:
            cursor.execute("CHECKPOINT")

    def copy_to(self, target: Path, *, then: tuple[str, ...] = ()) -> None:
        """Write the present state, compact, as a new file in the scratch folder; `then` runs on the copy."""
        with self._cursor() as cursor:
            name = cursor.execute("SELECT current_database()").fetchall()[0][0]
            cursor.execute(f"ATTACH '{_quoted(target)}' AS copied")
            try:
                cursor.execute(f'COPY FROM DATABASE "{name}" TO copied')
                for statement in then:
                    cursor.execute(statement)
                cursor.execute("CHECKPOINT copied")
            finally:
                cursor.execute("DETACH copied")
        disk.sync(target)

    def replace_with(self, file: Path) -> None:
        """Put `file` in the place of this one, with nobody reading or writing, and open it."""
        with self._writer, self._only_me(_PATIENCE):
            self._connection.execute("CHECKPOINT")
            self._connection.close()
            # A log left behind would be replayed onto the new file.
            self.log.unlink(missing_ok=True)
            file.replace(self.path)
            disk.sync(self.path.parent)
            self._connection = self._connect()

    @contextmanager
    def no_writer(self) -> Iterator[None]:
        """Keep every writer out for as long as the block runs; this thread may write."""
        with self._writer:
            yield

    @contextmanager
    def _only_me(self, patience: float) -> Iterator[None]:
        with self._changed:
            self._alone = True
            if not self._changed.wait_for(lambda: not self._cursors, patience):
                for cursor in self._cursors:
                    cursor.interrupt()
                self._changed.wait_for(lambda: not self._cursors, 1.0)
                for cursor in list(self._cursors):  # a reader that left its answer half read
                    cursor.close()
        try:
            yield
        finally:
            with self._changed:
                self._alone = False
                self._changed.notify_all()

    def close(self) -> None:
        """Let go of the file. What is in the log stays there; the next opening reads it."""
        with self._writer, self._only_me(1.0):
            self._connection.close()


def _settings(temporary: Path) -> dict[str, object]:
    return {
        "TimeZone": "UTC",
        "memory_limit": f"{_memory() >> 20}MiB",
        "temp_directory": str(temporary),
        "checkpoint_threshold": "1TB",  # never inside a request; `checkpoint` is called from outside
        "python_enable_replacements": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allowed_directories": [str(temporary)],
        "enable_external_access": False,
        "lock_configuration": True,
    }


def _memory() -> int:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(int(total * _MEMORY_SHARE), _MEMORY_CAP)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def problem_of(error: Exception, path: Path) -> Problem | None:
    """What a person can do about an error of DuckDB; None where it is the program's fault."""
    if disk.is_full(error):
        return disk.full(path.parent)
    if isinstance(error, duckdb.TransactionException) and "read-only" in str(error):
        return not_a_question()
    if isinstance(error, duckdb.PermissionException):
        return not_a_question()
    if isinstance(error, duckdb.InterruptException):
        return Problem(
            "interrupted",
            Text("The answer was cut off because the posts' file was being replaced."),
            Text("Ask again."),
            permanent=False,
        )
    if "Could not set lock on file" in str(error):
        return Problem(
            "file-in-use",
            Text("Another program has the posts' file open."),
            Text("Close it there and try again."),
            str(path),
            permanent=False,
        )
    if isinstance(error, duckdb.SerializationException | duckdb.FatalException) or _UNREADABLE.search(
        str(error)
    ):
        return Problem(
            "broken-file",
            Text("The posts' file cannot be read: {reason}", reason=str(error).splitlines()[0]),
            Text("Bring back the newest backup with `tertulia restore`."),
            str(path),
        )
    return None


def not_a_question() -> Problem:
    """Someone asked for more than an answer."""
    return Problem("not-a-question", Text("Only one SELECT at a time can be asked of the posts."))
