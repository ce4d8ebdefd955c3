"""Pages that are digested together give what each would give by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.listen.collect import digest as digesting
from tertulia.listen.collect.digest import Digested, Origin, Rules, digest, joined, name_of
from tertulia.listen.monitors.api import Exclusions
from tertulia.networks.base import Page, Record
from tertulia.posts.api import Gap
from tertulia.posts.formats.values import BadValue
from tertulia.posts.schema import READINGS

WORDS = ("feria", "museo", "nada", "larga")
RULES = Rules(((1, "feria"), (2, "museo AND larga"), (3, "feria AND nada")), Exclusions(authors=("malo",)))
AT = datetime(2026, 11, 25, tzinfo=UTC)


def mapped(item: Record) -> Record:
    if item["text"] == "":
        raise BadValue("bad_value", "empty")
    return {**item, "network": "x", "created_at": "2026-11-20T10:00:00Z"}


@pytest.fixture(autouse=True, scope="module")
def quick_readings() -> Any:
    """Readings that are told apart by the text they are of."""

    def read(posts: pa.Table) -> pa.Table:
        columns = {f.name: pa.nulls(len(posts), f.type) for f in READINGS} | {"model": posts["text"]}
        return pa.table(columns, schema=READINGS)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digesting, "understood", read)
        yield


texts = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
items = st.builds(
    lambda n, text, author: {"id": str(n), "text": text, "author": author},
    st.integers(0, 99),
    texts,
    st.sampled_from(["ana", "malo"]),
)
pages = st.lists(st.tuples(st.lists(items, max_size=5), st.booleans(), st.booleans()), max_size=6)


def plain(digested: Digested) -> dict[str, Any]:
    batch = digested.batch
    assert batch.mentions is not None and batch.readings is not None
    return {
        "posts": batch.posts.to_pylist(),
        "mentions": batch.mentions.to_pylist(),
        "read": batch.readings["model"].to_pylist(),
        "dead": list(batch.dead),
        "position": batch.position,
        "left_out": digested.left_out,
        "items": digested.items,
    }


@settings(deadline=None)
@given(pages)
def test_together_is_as_each_by_itself(given_pages: list[tuple[list[Record], bool, bool]]) -> None:
    asked = [
        (Page(page, str(number)), Origin(f"s{number}", "x", mapped, own=own, matched_only=narrow))
        for number, (page, own, narrow) in enumerate(given_pages)
    ]
    together = [plain(each) for each in digest(asked, RULES)]
    assert together == [plain(digest([each], RULES)[0]) for each in asked]
    for told, (page, own, narrow) in zip(together, given_pages, strict=True):
        assert told["read"] == [post["text"] for post in told["posts"]]
        assert all(
            post["author"] != "malo" and post["own"] is (True if own else None) for post in told["posts"]
        )
        assert len(told["posts"]) + len(told["dead"]) + told["left_out"] == len(page)
        rows = {mention["row"] for mention in told["mentions"]}
        matching = {n for n, post in enumerate(told["posts"]) if matches(post["text"])}
        assert rows == matching
        assert not narrow or rows == set(range(len(told["posts"])))


def matches(text: str) -> bool:
    words = set(text.split())
    return "feria" in words or {"museo", "larga"} <= words


def test_pages_that_follow_each_other_are_joined() -> None:
    gap = Gap(AT, AT, "too-old")
    page = joined(
        [Page([{"n": 1}], "1", missed=gap, delivered_at=AT), Page(), Page([{"n": 2}], "2"), Page([], None)]
    )
    assert ([item["n"] for item in page.items], page.cursor, page.missed, page.delivered_at) == (
        [1, 2],
        "2",
        gap,
        AT,
    )


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ({"id": 7}, "7"),
        ({"post": {"uri": "at://x"}}, "at://x"),
        ({"guid": "g", "link": "l"}, "g"),
        ("so", ""),
    ],
)
def test_a_raw_item_is_called_as_it_calls_itself(raw: Any, name: str) -> None:
    assert name_of(raw) == name
