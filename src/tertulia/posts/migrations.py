"""The versions of the store's tables. A step takes the file from one version to the next, in a transaction.

To change the tables: change tables.sql, and append the step that does the same to a file with posts in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

import duckdb

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts import disk
from tertulia.posts.database import Database
from tertulia.posts.keys import sql_local_key, sql_root_key
from tertulia.posts.schema import SENTIMENTS

Step = Callable[[duckdb.DuckDBPyConnection], None]


def _add_keys_of_what_is_taken_back(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("ALTER TABLE posts ADD COLUMN local_key UBIGINT")
    cursor.execute("ALTER TABLE posts ADD COLUMN root_key UBIGINT")
    local, root = sql_local_key("network", "extra"), sql_root_key("network", "id")
    cursor.execute(f"UPDATE posts SET local_key = {local}, root_key = {root}")  # noqa: S608  (our own names)


def _add_needs_reply(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("ALTER TABLE posts ADD COLUMN needs_reply BOOLEAN")
    cursor.execute("ALTER TABLE readings ADD COLUMN needs_reply BOOLEAN")
    cursor.execute("ALTER TABLE readings ADD COLUMN needs_reply_p FLOAT")


def _add_themes(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("CREATE TABLE themes (theme INTEGER NOT NULL, post BIGINT NOT NULL)")


def _add_what_is_said_of_subjects(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("ALTER TABLE mentions ADD COLUMN sentiment sentiment")
    for label in SENTIMENTS:
        cursor.execute(f"ALTER TABLE mentions ADD COLUMN {label}_p FLOAT")


# STEPS[0] leads from version 1 to 2
STEPS: tuple[Step, ...] = (
    _add_keys_of_what_is_taken_back,
    _add_needs_reply,
    _add_themes,
    _add_what_is_said_of_subjects,
)


def migrate(database: Database, steps: Sequence[Step] = STEPS) -> None:
    """Make a new file's tables, or bring an older file's up to date after putting a copy of it beside.

    Raises `Problem` ("newer-data") where a newer Tertulia wrote the file.
    """
    newest = len(steps) + 1
    version = current(database)
    if version == 0:
        with database.writing() as cursor:
            _create(cursor, newest)
        return
    if version > newest:
        raise _newer(database.path, version, newest)
    if version < newest:
        _keep_copy(database, version)
    for number in range(version, newest):
        with database.writing() as cursor:
            steps[number - 1](cursor)
            cursor.execute("UPDATE meta SET value = ? WHERE name = 'version'", [str(number + 1)])


def current(database: Database) -> int:
    """The version of the file's tables; 0 for a new file."""
    with database.reading() as cursor:
        if not cursor.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'meta'").fetchall():
            return 0
        return int(cursor.execute("SELECT value FROM meta WHERE name = 'version'").fetchall()[0][0])


def copies(path: Path) -> list[Path]:
    """The copies that migrations put beside the file."""
    return sorted(path.parent.glob(f"{path.stem}.before-*{path.suffix}"))


def _create(cursor: duckdb.DuckDBPyConnection, version: int) -> None:
    cursor.execute(files("tertulia.posts").joinpath("tables.sql").read_text("utf-8"))
    cursor.execute(
        "INSERT INTO meta VALUES ('version', ?), ('next_post', '1'), ('salt', ?)",
        [str(version), token_hex(16)],
    )


def _keep_copy(database: Database, version: int) -> None:
    """A whole copy of the file as it was; a copy cut short by a crash is made anew."""
    target = database.path.with_name(f"{database.path.stem}.before-{version + 1}{database.path.suffix}")
    part = disk.scratch(database.temporary, "migration")
    database.copy_to(part)
    disk.move(part, target)


def _newer(path: Path, version: int, known: int) -> Problem:
    return Problem(
        "newer-data",
        Text(
            "A newer Tertulia wrote these posts (version {version} of the tables; this one knows {known}).",
            version=version,
            known=known,
        ),
        Text("Install the newest Tertulia, or bring back a backup made before."),
        str(path),
    )
