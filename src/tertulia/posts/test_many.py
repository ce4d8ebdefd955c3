"""Batches written together are written as if each had been by itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertulia.home import Home
from tertulia.posts.api import Batch, DeadLetter, Gap, Gone, Written
from tertulia.posts.many import ROWS, groups
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch, mentions, readings
from tertulia.posts.test_store import rows

TIMES = {"stored_at", "observed_at", "until", "read_at", "reached_at", "first_seen", "last_seen"}
ALL = ("posts", "observations", "earlier_texts", "readings", "mentions", "positions", "gaps", "dead_letters")
DAY = datetime(2026, 1, 1, tzinfo=UTC)

given_post = st.fixed_dictionaries(
    {
        "id": st.sampled_from("abcdefgh"),
        "text": st.sampled_from(["uno", "dos"]),
        "author": st.sampled_from(["ana", "zoe", None]),  # zoe was erased
        "likes": st.sampled_from([None, 1, 2]),
    }
)


@st.composite
def given_batch(draw: st.DrawFn) -> Batch:
    posts = draw(st.lists(given_post, max_size=3))
    told = draw(st.integers(0, 5)) > 0
    return batch(
        posts,
        source=draw(st.sampled_from(["s1", "s2", "s3"])),
        position=draw(st.sampled_from([None, "1", "2"])),
        mentions=mentions(*((row, draw(st.integers(1, 2))) for row in range(len(posts)))) if told else None,
        readings=readings(*({"irony": draw(st.booleans())} for _ in posts)) if told else None,
        dead=draw(
            st.lists(st.builds(DeadLetter, st.just("c"), st.just("r"), st.sampled_from("xy")), max_size=1)
        ),
        gone=draw(st.sampled_from([[], [], [], [Gone("mastodon", id="a")]])),
        gaps=draw(st.sampled_from([[], [], [Gap(DAY, None, "stopped")], [Gap(DAY, DAY, "paused")]])),
    )


def told(store: LocalStore) -> dict[str, list[dict[str, Any]]]:
    """All that the store holds but when it was told."""
    found = {}
    for table in ALL:
        hidden = TIMES - ({"until"} if table == "gaps" else set())
        kept = [{n: v for n, v in row.items() if n not in hidden} for row in rows(store, table)]
        found[table] = sorted(kept, key=repr)
    return found


def written(home: Path, lists: Sequence[Sequence[Batch]], *, together: bool) -> tuple[list[Written], Any]:
    with LocalStore(Home(home)) as store:
        store.erase("mastodon", "zoe")
        answers: list[Written] = []
        for batches in lists:
            answers += store.write_many(batches) if together else [store.write(one) for one in batches]
        return answers, told(store)


@pytest.mark.slow
@given(st.lists(st.lists(given_batch(), max_size=6), min_size=1, max_size=2))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_together_is_as_one_after_the_other(lists: list[list[Batch]]) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tertulia-many-"))
    try:
        one = written(folder / "one", lists, together=False)
        many = written(folder / "many", lists, together=True)
    finally:
        shutil.rmtree(folder)
    assert many == one


def one(number: int, **more: Any) -> Batch:
    post = {"id": f"{number}", "likes": number}
    told = {"mentions": mentions((0, number)), "readings": readings({"irony": True})}
    return batch([post], source=f"feed-{number}", position=f"{number}", **(told | more))


def test_small_batches_of_many_sources_are_one(store: LocalStore) -> None:
    batches = [one(number) for number in range(1, 41)]
    assert [len(group) for group in groups(batches)] == [40]
    answers = store.write_many(batches)
    assert answers == [Written(new=1, first=number) for number in range(1, 41)]
    sources = {row["id"]: row["source"] for row in rows(store, "posts", "id, source")}
    assert sources == {f"{number}": f"feed-{number}" for number in range(1, 41)}
    assert {row["post"]: row["monitor"] for row in rows(store, "mentions")} == {n: n for n in range(1, 41)}
    assert all(store.position(f"feed-{number}") == f"{number}" for number in range(1, 41))
    assert store.write_many(batches) == [Written(unchanged=1)] * 40


@pytest.mark.parametrize(
    "apart",
    [
        {"gone": [Gone("mastodon", id="1")]},
        {"mentions": None},
        {"readings": None},
        {"read_at": DAY},
    ],
)
def test_what_cannot_be_written_with_others_is_written_alone(apart: dict[str, Any]) -> None:
    batches = [one(1), one(2), one(3, **apart), one(4), one(5)]
    assert [len(group) for group in groups(batches)] == [2, 1, 2]


def test_a_counter_that_goes_up_and_down_is_seen_three_times(store: LocalStore) -> None:
    looks = [batch([{"id": "1", "likes": likes}]) for likes in (1, 2, 1)]
    store.write_many(looks)
    assert [row["likes"] for row in rows(store, "observations ORDER BY observed_at")] == [1, 2, 1]


def test_two_looks_at_a_post_are_two() -> None:
    assert [len(group) for group in groups([one(1), one(2), one(1)])] == [2, 1]


def test_a_group_is_not_endless() -> None:
    large = [
        batch(
            [{"id": f"{number}-{row}"} for row in range(ROWS // 2)],
            mentions=mentions(),
            readings=readings(*({} for _ in range(ROWS // 2))),
        )
        for number in range(4)
    ]
    assert [len(group) for group in groups(large)] == [2, 2]


def test_all_are_written_or_none(store: LocalStore) -> None:
    broken = batch([{"id": "9", "kind": "nonsense"}], mentions=mentions(), readings=readings({}))
    with pytest.raises(duckdb.ConversionException):
        store.write_many([one(1), broken, one(2)])
    assert rows(store, "posts") == []
    assert store.position("feed-1") is None
    assert store.write_many([]) == []
