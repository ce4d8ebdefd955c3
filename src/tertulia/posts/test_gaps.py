"""A span not read stands once, whatever is learnt of it later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tertulia.posts.api import Gap
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch
from tertulia.posts.test_store import rows

START = datetime(2026, 3, 8, 12, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def kept(store: LocalStore) -> list[dict[str, Any]]:
    return rows(store, "gaps ORDER BY source, since", "* REPLACE (hour(since) AS since)")


def test_a_gap_gets_its_end_and_its_filling(store: LocalStore) -> None:
    store.write(batch([], gaps=[Gap(hour(0), None, "stopped", "bluesky")]))
    store.write(batch([], gaps=[Gap(hour(0), hour(1), "unreachable", "bluesky")]))
    store.write(batch([], gaps=[Gap(hour(0), None, "unreachable", filled_at=hour(2))]))
    (gap,) = kept(store)
    assert (gap["source"], gap["network"], gap["since"]) == ("test", "bluesky", 12)
    assert (gap["until"], gap["filled_at"]) == (
        hour(1).replace(tzinfo=None),
        hour(2).replace(tzinfo=None),
    )
    assert gap["reason"] == "unreachable"


def test_each_beginning_and_each_source_has_its_own(store: LocalStore) -> None:
    both = [Gap(hour(0), hour(1), "stopped"), Gap(hour(2), None, "stopped")]
    for source in ("a", "b", "a"):
        store.write(batch([], source=source, gaps=both))
    assert [(gap["source"], gap["since"]) for gap in kept(store)] == [
        ("a", 12),
        ("a", 14),
        ("b", 12),
        ("b", 14),
    ]


def test_a_zone_does_not_make_another_gap_of_it(store: LocalStore) -> None:
    store.write(batch([], gaps=[Gap(hour(0), None, "stopped"), Gap(hour(0).replace(tzinfo=None), None, "x")]))
    assert [gap["reason"] for gap in kept(store)] == ["x"]
