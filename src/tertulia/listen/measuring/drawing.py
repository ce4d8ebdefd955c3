"""A random sample in which every post has the same chance, spread over networks and languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from random import Random


def draw(strata: Sequence[Hashable], size: int, seed: int) -> list[int]:
    """Places in `strata` (what each post belongs to), in random order; the same for the same seed.

    Systematic sampling over the posts shuffled within their strata: each stratum gets its share of the
    sample, give or take one, and each post the chance size / len(strata), so that a plain share of the sample
    is an unbiased estimate of the whole's.
    """
    chance = Random(seed)  # noqa: S311 (a sample that can be drawn again, not a secret)
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, stratum in enumerate(strata):
        places[stratum].append(place)
    order = [
        place for name in sorted(places, key=str) for place in chance.sample(places[name], len(places[name]))
    ]
    if len(order) > size:
        step = len(order) / size
        start = chance.random() * step
        order = [order[int(start + turn * step)] for turn in range(size)]
    chance.shuffle(order)
    return order
