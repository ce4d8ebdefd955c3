from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.listen.accuracy.drawing import allotted, chances

SIZES = st.lists(st.integers(1, 5_000), min_size=1, max_size=12).map(lambda sizes: dict(enumerate(sizes)))


@given(SIZES, st.integers(1, 100), st.integers(0, 1_000))
def test_about_as_many_are_drawn_as_wanted_and_no_post_is_without_a_chance(
    sizes: dict[int, int], wanted: int, seed: int
) -> None:
    chance = chances(sizes, wanted, dict.fromkeys(sizes, 1.0))
    assert all(0 < each <= 1 for each in chance.values())
    assert sum(size * chance[name] for name, size in sizes.items()) == pytest.approx(
        min(wanted, sum(sizes.values()))
    )
    drawn = allotted(sizes, chance, seed)
    assert abs(sum(drawn.values()) - min(wanted, sum(sizes.values()))) <= 1
    assert all(0 <= number <= sizes[name] for name, number in drawn.items())


def test_small_strata_are_seen_and_favoured_ones_more() -> None:
    sizes = {"large": 100_000, "small": 400, "tiny": 3}
    chance = chances(sizes, 60, {"large": 1.0, "small": 2.0, "tiny": 1.0})
    drawn = allotted(sizes, chance, 7)
    assert drawn["large"] > drawn["small"] >= 5
    assert chance["small"] > chance["large"]


def test_each_post_is_drawn_as_often_as_its_chance_says() -> None:
    sizes = {"a": 500, "b": 20, "c": 7}
    chance = chances(sizes, 10, dict.fromkeys(sizes, 1.0))
    times: Counter[str] = Counter()
    for seed in range(4_000):
        times.update(allotted(sizes, chance, seed))
    for name, size in sizes.items():
        assert times[name] / 4_000 == pytest.approx(size * chance[name], abs=0.05)
