"""What a network took back goes, with all of it, and nothing else does."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tertulia.posts.api import DeadLetter, Gone
from tertulia.posts.erasure import DEPENDENT
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch, mentions, readings
from tertulia.posts.test_store import rows

ROWS: list[dict[str, Any]] = [
    {"id": "at://ana/1", "author": "Ana", "extra": '{"local": "a.example/7"}', "likes": 1},
    {"id": "at://ana/2", "author": "ana", "extra": '{"text": "a.example/7"}', "likes": 1},
    {"id": "at://anabel/1", "author": "anabel", "reply_to": "at://ana/1", "likes": 1},
    {"id": "at://ana/1", "author": "ana", "network": "x", "extra": '{"local": "a.example/7"}', "likes": 1},
]


def fill(store: LocalStore) -> None:
    """Each post with a row in every table that may hold one."""
    every = range(len(ROWS))
    read = readings(*({"irony": True} for _ in every))
    first = [{**row, "text": "antes"} for row in ROWS]
    store.write(batch(first, mentions=mentions(*((row, 1) for row in every)), readings=read))
    store.write(batch(ROWS))
    for post in every:
        store.correct(post + 1, "irony", "false", "Ana")
    numbers = [post + 1 for post in every]
    store.set_themes(1, len(ROWS), pa.array(numbers), pa.array([7] * len(ROWS)), "a:4")


def left(store: LocalStore) -> set[int]:
    """The posts that stay; of no other does any table hold a row."""
    kept = {row["post"] for row in rows(store, "posts", "post")}
    for table in DEPENDENT:
        assert {row["post"] for row in rows(store, table, "post")} == kept - ({1, 2, 3, 4} - kept), table
    return kept


@pytest.mark.parametrize(
    ("gone", "stay"),
    [
        (Gone("mastodon", id="at://ana/1"), {2, 3, 4}),
        (Gone("mastodon", local="a.example/7"), {2, 3, 4}),
        (Gone("mastodon", author="@ANA"), {3, 4}),
        (Gone("mastodon", prefix="at://ana/"), {3, 4}),
        (Gone("mastodon", prefix="at://an"), {4}),
        (Gone("mastodon", prefix="at://ana/2"), {1, 3, 4}),
        (Gone("mastodon", id="at://ana"), {1, 2, 3, 4}),
        (Gone("x", local="a.example/7"), {1, 2, 3}),
        (Gone("rss", prefix="at://"), {1, 2, 3, 4}),
        (Gone("mastodon"), {1, 2, 3, 4}),
    ],
)
def test_what_is_meant_goes_from_every_table(store: LocalStore, gone: Gone, stay: set[int]) -> None:
    fill(store)
    assert store.write(batch([], gone=[gone])).gone == 4 - len(stay)
    assert left(store) == stay
    assert store.write(batch([], gone=[gone])).gone == 0


def test_an_answer_still_names_the_post_that_is_gone(store: LocalStore) -> None:
    fill(store)
    store.write(batch([], gone=[Gone("mastodon", prefix="at://ana/")]))
    assert rows(store, "posts WHERE post = 3", "reply_to") == [{"reply_to": "at://ana/1"}]


def test_a_post_of_the_batch_that_is_gone_does_not_come_in(store: LocalStore) -> None:
    written = store.write(batch([*ROWS, ROWS[0]], gone=[Gone("mastodon", id="at://ana/1")]))
    assert (written.new, written.unchanged, written.gone, written.first) == (3, 0, 1, 1)
    assert [row["post"] for row in rows(store, "posts ORDER BY post", "post")] == [1, 2, 3]


def test_extra_that_is_no_json_does_not_stop_it(store: LocalStore) -> None:
    store.write(batch([{"id": "1", "extra": "h/1 {"}, {"id": "2", "extra": '{"local": "h/1"}'}]))
    assert store.write(batch([], gone=[Gone("mastodon", local="h/1")])).gone == 1


def test_what_was_set_aside_of_it_goes_too(store: LocalStore) -> None:
    letters = [DeadLetter("no-date", "It has no date.", "{}", place) for place in ("at://ana/1", "at://bo/1")]
    for source in ("live:mastodon:tag:café", "live:x:tag:café", "import:café"):
        store.write(batch([], source=source, dead=letters))
    store.write(batch([], gone=[Gone("mastodon", prefix="at://ana/")]))
    kept = {(row["source"][:6], row["place"]) for row in rows(store, "dead_letters", "source, place")}
    assert ("live:m", "at://bo/1") in kept
    assert ("live:m", "at://ana/1") not in kept
    assert len(kept) == 5


def test_it_goes_with_the_position_or_not_at_all(store: LocalStore) -> None:
    fill(store)
    broken = batch([{"id": "9", "kind": "nonsense"}], gone=[Gone("mastodon", author="ana")], position="2")
    with pytest.raises(Exception, match="nonsense"):
        store.write(broken)
    assert left(store) == {1, 2, 3, 4}
    assert store.position("test") is None
