"""A file of an earlier version is brought up to date; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.posts import migrations
from tertulia.posts.migrations import STEPS
from tertulia.posts.schema import SAID
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch, mentions, readings
from tertulia.posts.test_store import everything, rows

FIRST = 1 + len(STEPS)  # the present version


def add_mood(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("ALTER TABLE gaps ADD COLUMN mood VARCHAR")


def add_place(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute("ALTER TABLE gaps ADD COLUMN place VARCHAR")


def fail(cursor: duckdb.DuckDBPyConnection) -> None:
    add_place(cursor)
    raise ValueError("on purpose")


def version(store: LocalStore) -> str:
    return str(rows(store, "meta WHERE name = 'version'", "value")[0]["value"])


def opened(home: Home, steps: Sequence[migrations.Step]) -> LocalStore:
    return LocalStore(home, steps)


# What each step brought, undone: the last one first.
UNDONE = {
    5: [f"ALTER TABLE mentions DROP COLUMN {field.name}" for field in SAID],
    4: ["DROP TABLE themes"],
    3: [
        "ALTER TABLE posts DROP COLUMN needs_reply",
        "ALTER TABLE readings DROP COLUMN needs_reply",
        "ALTER TABLE readings DROP COLUMN needs_reply_p",
    ],
}


def make_older(home: Home, version: int) -> None:
    """Take the file back to an earlier version of the tables."""
    with duckdb.connect(home.posts) as file:
        for brought, statements in UNDONE.items():
            for statement in statements if brought > version else ():
                file.execute(statement)
        file.execute("UPDATE meta SET value = ? WHERE name = 'version'", [str(version)])


@pytest.fixture
def old(home: Home) -> Home:
    with LocalStore(home) as store:
        store.write(batch([{"id": "1", "likes": 3}, {"id": "2", "title": "T"}], position="2"))
    return home


def test_steps_are_taken_in_order_and_once(old: Home) -> None:
    with opened(old, STEPS) as store:
        before = everything(store)
    for _ in range(2):
        with opened(old, (*STEPS, add_mood, add_place)) as store:
            assert version(store) == str(FIRST + 2)
            assert everything(store) == before
            assert rows(store, "gaps", "mood, place") == []


def test_a_copy_of_the_file_is_kept(old: Home, tmp_path: Path) -> None:
    with opened(old, (*STEPS, add_mood)):
        pass
    (copy,) = migrations.copies(old.posts)
    again = Home(tmp_path / "again").ensure()
    copy.replace(again.posts)
    with opened(again, STEPS) as store:
        assert version(store) == str(FIRST)
        assert len(rows(store, "posts")) == 2


def test_a_step_that_fails_changes_nothing(old: Home) -> None:
    with pytest.raises(ValueError, match="on purpose"):
        opened(old, (*STEPS, add_mood, fail))
    with opened(old, (*STEPS, add_mood)) as store:
        assert version(store) == str(FIRST + 1)
        with pytest.raises(duckdb.BinderException):
            rows(store, "gaps", "place")


def test_a_newer_file_is_refused_and_left_alone(old: Home) -> None:
    with opened(old, (*STEPS, add_mood)):
        pass
    with pytest.raises(Problem) as refused:
        opened(old, STEPS)
    assert refused.value.code == "newer-data"
    with opened(old, (*STEPS, add_mood)) as store:
        assert len(rows(store, "posts")) == 2


def test_a_file_without_the_need_of_a_reply_gets_it_unread(home: Home) -> None:
    with LocalStore(home) as store:
        store.write(batch([{"id": "1"}], readings=readings({"sentiment": "positive"})))
    make_older(home, 2)
    with opened(home, STEPS) as store:
        assert version(store) == str(FIRST)
        assert rows(store, "posts", "sentiment, needs_reply") == [
            {"sentiment": "positive", "needs_reply": None}
        ]


def test_mentions_of_an_earlier_file_say_nothing_of_their_subjects_yet(home: Home) -> None:
    with LocalStore(home) as store:
        store.write(batch([{"id": "1"}], mentions=mentions((0, 7))))
    make_older(home, 4)
    with opened(home, STEPS) as store:
        assert version(store) == str(FIRST)
        nothing = {"sentiment": None, "negative_p": None, "neutral_p": None, "positive_p": None}
        assert rows(store, "mentions") == [{"monitor": 7, "post": 1, **nothing}]
