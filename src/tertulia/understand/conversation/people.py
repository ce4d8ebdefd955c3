"""Figures in which every person counts once, however often they write: shares, and differences between posts
that have something and posts that do not.

A share is the mean over people of the share of their posts, with Wilson's interval as if each person were one
draw. A difference compares the same people's posts with one another where enough people wrote both (so that a
well-known account does not speak for a way of writing), else people who wrote the one with people who wrote
the other (Welch 1947). Several differences are judged together by Benjamini and Hochberg (1995).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import TypeVar

from tertulia.understand.statistics import Interval, Z, wilson

LEAST = 10  # people, of fewer nothing is said
LEAST_POSTS = 30  # posts with and without something, of fewer no difference is told
FALSE_ALARMS = 0.05  # the share of the differences told that may be chance's

Person = Hashable
T = TypeVar("T")


@dataclass(frozen=True)
class Share:
    """A share among `people`, from `posts` posts of theirs; None where the people are fewer than LEAST."""

    interval: Interval | None
    people: int
    posts: int


def share(told: Iterable[tuple[Person, bool]]) -> Share:
    """Of posts, each with its person: what part has something, every person counting once."""
    of: dict[Person, list[bool]] = defaultdict(list)
    for person, has in told:
        of[person].append(has)
    posts = sum(map(len, of.values()))
    if len(of) < LEAST:
        return Share(None, len(of), posts)
    return Share(wilson(sum(sum(each) / len(each) for each in of.values()), len(of)), len(of), posts)


@dataclass(frozen=True)
class Measured:
    """A post's person, whether it has the thing looked at, and what became of it."""

    person: Person
    has: bool
    value: float


@dataclass(frozen=True)
class Difference:
    """What posts with something get more (or less) than those without: `gap`, and the means of both.
    `matched` says whether the same people's posts were compared; `people` are those, else the fewer of the
    two sides'. `p` is the probability of such a gap by chance."""

    gap: Interval
    with_it: float
    without: float
    people: int
    posts_with: int
    posts_without: int
    matched: bool
    p: float


def difference(told: Sequence[Measured], *, ranked: bool = False) -> Difference | None:
    """The difference that it makes; None where too few people or posts are on either side. Of `ranked` values
    (see `ranks`) the gap is the probability that one with it has more than one without, less a half."""
    having, lacking = _by_person(told, True), _by_person(told, False)
    posts = sum(map(len, having.values())), sum(map(len, lacking.values()))
    if min(posts) < LEAST_POSTS:
        return None
    both = [(having[person], lacking[person]) for person in having if person in lacking]
    matched = len(both) >= LEAST
    if not matched and min(len(having), len(lacking)) < LEAST:
        return None
    here = [_mean(one) for one, _ in both] if matched else [_mean(one) for one in having.values()]
    there = [_mean(other) for _, other in both] if matched else [_mean(other) for other in lacking.values()]
    if matched:
        gaps = [_wins(one, other) - 0.5 if ranked else _mean(one) - _mean(other) for one, other in both]
        gap, error, degrees = _mean(gaps), _error(gaps), float(len(gaps) - 1)
    else:
        gap, one, other = _mean(here) - _mean(there), _error(here), _error(there)
        error, degrees = sqrt(one * one + other * other), _degrees(one, len(here), other, len(there))
    people, interval = min(len(here), len(there)), _around(gap, error, degrees)
    return Difference(interval, _mean(here), _mean(there), people, *posts, matched, _chance(gap, error))


def _wins(one: Sequence[float], other: Sequence[float]) -> float:
    """The part of the pairs in which the first has more; equals count half."""
    return sum((a > b) + (a == b) / 2 for a in one for b in other) / (len(one) * len(other))


def _by_person(told: Iterable[Measured], has: bool) -> dict[Person, list[float]]:
    found: dict[Person, list[float]] = defaultdict(list)
    for each in told:
        if each.has == has:
            found[each.person].append(each.value)
    return found


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _error(values: Sequence[float]) -> float:
    """The standard error of a mean, of at least two values; never quite none, since values may all be
    alike."""
    middle, n = _mean(values), len(values)
    spread = sum((value - middle) ** 2 for value in values) / (n - 1)
    return sqrt(max(spread, 1 / (4 * n)) / n)


def _degrees(one: float, n: int, other: float, m: int) -> float:
    return (one * one + other * other) ** 2 / (one**4 / (n - 1) + other**4 / (m - 1))


def _around(gap: float, error: float, degrees: float) -> Interval:
    """Student's 95 % interval, his quantile by the first term of its expansion."""
    quantile = Z + (Z**3 + Z) / (4 * degrees)
    return Interval(gap, gap - quantile * error, gap + quantile * error)


def _chance(gap: float, error: float) -> float:
    return erfc(abs(gap) / error / sqrt(2))


def surely(found: Sequence[T], chance: Callable[[T], float]) -> list[T]:
    """Those that are told: of them at most FALSE_ALARMS are chance's."""
    ordered = sorted(found, key=chance)
    limit = max(
        (rank for rank, each in enumerate(ordered, 1) if chance(each) <= FALSE_ALARMS * rank / len(ordered)),
        default=0,
    )
    return ordered[:limit]


def ranks(values: Sequence[tuple[Hashable, int]]) -> list[float]:
    """Each value's place among those of its stratum, from 0 (all others have more) to 1; the mean place of
    equals. The difference of two groups' mean places is the probability that one of the first has more than
    one of the second, less a half (Mann and Whitney 1947)."""
    of: dict[Hashable, list[int]] = defaultdict(list)
    for stratum, value in values:
        of[stratum].append(value)
    places = {stratum: _places(sorted(each)) for stratum, each in of.items()}
    return [places[stratum][value] for stratum, value in values]


def _places(ordered: Sequence[int]) -> dict[int, float]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place, value in enumerate(ordered):
        first.setdefault(value, place)
        last[value] = place
    return {value: (first[value] + last[value] + 1) / 2 / len(ordered) for value in first}
