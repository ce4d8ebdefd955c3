from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tertulia.listen.measuring.drawing import draw


@given(st.lists(st.sampled_from("abc"), max_size=60), st.integers(1, 40), st.integers(0, 5))
def test_each_stratum_gets_its_share(strata: list[str], size: int, seed: int) -> None:
    places = draw(strata, size, seed)
    assert len(places) == len(set(places)) == min(size, len(strata))
    assert places == draw(strata, size, seed)
    whole, drawn = Counter(strata), Counter(strata[place] for place in places)
    for name, count in whole.items():
        assert abs(drawn[name] - count * len(places) / len(strata)) <= 1


def test_every_place_has_the_same_chance() -> None:
    strata = ["large"] * 17 + ["small"] * 3
    times = Counter(place for seed in range(4_000) for place in draw(strata, 7, seed))
    assert all(abs(times[place] / 4_000 - 7 / 20) < 0.03 for place in range(20))


def test_another_seed_draws_another_sample() -> None:
    assert draw(["a"] * 1_000, 30, 1) != draw(["a"] * 1_000, 30, 2)
