"""With which chance a post of each stratum is drawn, and how many are drawn of it."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, sqrt
from random import Random
from typing import TypeVar

Stratum = TypeVar("Stratum")


def chances(
    sizes: Mapping[Stratum, int], wanted: int, favour: Mapping[Stratum, float]
) -> dict[Stratum, float]:
    """The chance of each post of a stratum so that about `wanted` are drawn of all.

    A stratum's share of the sample grows with the root of its size times `favour` (power allocation, Bankier
    1988): small languages and networks are seen, large ones more. No chance is 0, so that weighting each post
    back by 1 / chance gives unbiased totals (Horvitz and Thompson 1952). Small strata are taken whole.
    """
    given: dict[Stratum, float] = {}
    while True:
        rest = {name: size for name, size in sizes.items() if name not in given}
        left = wanted - sum(sizes[name] for name in given)
        total = sum(favour[name] * sqrt(size) for name, size in rest.items())
        found = {name: left * favour[name] / (sqrt(size) * total) for name, size in rest.items()}
        whole = [name for name, chance in found.items() if chance >= 1]
        if not whole:
            return given | found
        given |= dict.fromkeys(whole, 1.0)


def allotted(sizes: Mapping[Stratum, int], chance: Mapping[Stratum, float], seed: int) -> dict[Stratum, int]:
    """How many posts are drawn of each stratum: its size times its chance, rounded up or down at random so
    that each post keeps its chance (systematic sampling along the strata)."""
    start = Random(seed).random()  # noqa: S311 (a sample that can be drawn again, not a secret)
    reached, found = 0.0, {}
    for name, size in sizes.items():
        before, reached = reached, reached + size * chance[name]
        found[name] = min(size, ceil(reached - start) - ceil(before - start))
    return found
