"""What a preview says beyond a count: weekly volume, words, branches, a sample over all networks."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.listen.measuring.branches import branches, shares
from tertulia.listen.monitors.keywords import keywords
from tertulia.listen.monitors.preview import preview
from tertulia.listen.monitors.volume import volume
from tertulia.listen.query.api import parse, to_text
from tertulia.listen.query.ast import Node
from tertulia.posts.api import Batch, store
from tertulia.posts.schema import POSTS, conform


def tree_of(query: str) -> Node:
    tree = parse(query).tree
    assert tree is not None
    return tree


def test_volume_of_even_weeks_is_poisson_s() -> None:
    found = volume([2] * 28)
    assert found is not None
    assert (found.value, found.spread, found.number) == (14, "weeks", 4)
    assert 5 <= found.low <= 8 and 20 <= found.high <= 24


def test_bursts_widen_the_interval() -> None:
    even, burst = volume([2] * 28), volume([0] * 21 + [8] * 7)
    assert even is not None and burst is not None
    assert even.value == burst.value
    assert burst.high > 2 * even.high
    assert burst.low < even.low


@pytest.mark.parametrize(
    ("days", "spread"), [(6, None), (10, "days"), (27, "days"), (28, "weeks"), (60, "weeks")]
)
def test_short_histories_say_so(days: int, spread: str | None) -> None:
    found = volume([1] * days)
    assert (found.spread if found else None) == spread


def test_no_hits_leave_room_for_some() -> None:
    found = volume([0] * 28)
    assert found is not None
    assert found.low == 0 and 1 <= found.high <= 3


def test_the_interval_holds_the_coming_week_as_often_as_it_says() -> None:
    """Weeks of a bursty source: the next one lies within in about 95 of 100."""
    chance = random.Random(5)

    def week() -> list[int]:
        rate = chance.gammavariate(2, 5)
        return [sum(chance.random() < rate / 7 / 20 for _ in range(20)) for _ in range(7)]

    within = 0
    for _ in range(300):
        past = [day for _ in range(8) for day in week()]
        found = volume(past)
        assert found is not None
        within += found.low <= sum(week()) <= found.high
    assert within / 300 > 0.9


def test_words_beside_the_hits_are_not_those_searched_for() -> None:
    hits = [f"la feria abre con farolillos y rebujito {n}" for n in range(20)]
    others = [f"el museo abre con entradas y visitas {n}" for n in range(200)]
    found = [each.word for each in keywords(hits, others, tree_of("feri* OR #farolillos"))]
    assert "rebujito" in found
    assert not {"feria", "abre"} & set(found)


def test_branches_stand_in_the_search_s_place() -> None:
    groups = branches(tree_of("(feria OR fiesta OR zambra) AND (abril OR mayo) NOT lluvia"))
    assert [[to_text(branch.node) for branch in group] for group in groups] == [
        ["feria", "fiesta", "zambra"],
        ["abril", "mayo"],
    ]
    assert to_text(groups[0][1].alone) == "fiesta AND (abril OR mayo) AND NOT lluvia"
    assert branches(tree_of("feria AND abril")) == []
    told = shares([{1, 2, 3}, {3}, set()], ["a", "b", "c"])
    assert [(each.hits, each.alone) for each in told] == [(3, 2), (1, 0), (0, 0)]


def test_a_preview_samples_every_network_and_tells_idle_branches(home: Any) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "id": str(n),
            "network": "wordpress" if n < 10 else "x",
            "created_at": now - timedelta(days=29 - n % 28),
            "text": f"La feria {n}",
        }
        for n in range(100)
    ]
    opened = store()
    opened.write(Batch(conform(pa.Table.from_pylist(rows, schema=POSTS)), source="test"))
    found = preview(tree_of("feria OR fiesta"), opened)
    assert {hit.network for hit in found.sample} == {"wordpress", "x"}
    assert sum(hit.network == "wordpress" for hit in found.sample) == 1
    assert [share.text for share in found.idle] == ["fiesta"]
    assert found.volume is not None and found.volume.spread == "weeks"
    assert found.as_dict()["networks"] == {"x": 90, "wordpress": 10}
