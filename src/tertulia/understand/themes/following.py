"""Themes over weeks: a new fit is held against the themes that are kept, so that a theme stays itself.

A kept theme never changes by itself: its number and its name stay, and every change of its words, and every
post that goes from one theme to another, is told as an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tertulia.understand.statistics import difference
from tertulia.understand.themes.model import cosine
from tertulia.understand.themes.words import Ints

SAME = 0.35  # likeness from which a theme of the new fit is a kept one
INTO = 0.5  # share of a vanished theme's posts in one theme of the new fit from which it is merged into it
NEW_WEEKS = 2
State = Literal["born", "growing", "steady", "fading", "merged"]
What = Literal["born", "words", "merged", "lost"]


@dataclass(frozen=True)
class Kept:
    """A theme as it is kept. A pinned one stays whatever a fit finds, and its words with it."""

    number: int
    terms: Mapping[str, float]
    pinned: bool = False


@dataclass(frozen=True)
class Event:
    """What a new fit means for a theme: it is `born`, its `words` changed (`likeness` to those before), it
    was `merged` into another, or it is `lost`: nothing in the fit is like it. `found` is its place there."""

    what: What
    number: int
    found: int | None = None
    into: int | None = None
    likeness: float = 0.0


@dataclass(frozen=True)
class Followed:
    """The theme of each place of the fit, by number; and what happened."""

    numbers: tuple[int, ...]
    events: tuple[Event, ...]


def follow(
    kept: Sequence[Kept], found: Sequence[Mapping[str, float]], before: Ints, now: Ints, next_number: int
) -> Followed:
    """Gives the themes of a fit their numbers, those not known before from `next_number` on.

    `before` and `now` are the same posts' places among `kept` and among `found` (-1: none). For worker
    processes: the pairing is SciPy's.
    """
    pairs = _pairs(kept, found, before, now)
    numbers, events = [], []
    for place in range(len(found)):
        if place in pairs:
            at, likeness = pairs[place]
            numbers.append(kept[at].number)
            events.append(Event("words", kept[at].number, place, likeness=likeness))
        else:
            numbers.append(next_number)
            events.append(Event("born", next_number, place))
            next_number += 1
    gone = set(range(len(kept))) - {at for at, _ in pairs.values()}
    events += [_ending(kept[at], at, numbers, before, now) for at in sorted(gone)]
    return Followed(tuple(numbers), tuple(events))


def _pairs(
    kept: Sequence[Kept], found: Sequence[Mapping[str, float]], before: Ints, now: Ints
) -> dict[int, tuple[int, float]]:
    """place in the fit → (place among the kept, likeness): the best pairing, weak pairs left out."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    if not kept or not found:
        return {}
    alike = np.array(
        [
            [
                (cosine(theme.terms, terms) + _shared(before == i, now == j)) / 2
                for j, terms in enumerate(found)
            ]
            for i, theme in enumerate(kept)
        ]
    )
    left, right = linear_sum_assignment(-alike)
    return {
        int(j): (int(i), float(alike[i, j])) for i, j in zip(left, right, strict=True) if alike[i, j] >= SAME
    }


def _shared(one: Ints, other: Ints) -> float:
    """Posts in both over posts in either (Jaccard)."""
    either = int((one | other).sum())
    return int((one & other).sum()) / either if either else 0.0


def _ending(theme: Kept, at: int, numbers: Sequence[int], before: Ints, now: Ints) -> Event:
    """Where a kept theme that the fit does not have went."""
    mine = now[before == at]
    placed = mine[mine >= 0]
    if len(placed):
        place = max(set(placed.tolist()), key=placed.tolist().count)
        if (placed == place).sum() >= INTO * len(mine) and not theme.pinned:
            return Event("merged", theme.number, into=numbers[place])
    return Event("lost", theme.number)


def state(posts: Sequence[int], totals: Sequence[int]) -> State:
    """How a theme stands, from its posts and all posts of the last weeks (oldest first; as many numbers in
    both): its share of the last week against its share of the weeks before, beyond chance."""
    if not any(posts):
        return "fading"
    first = next(week for week, number in enumerate(posts) if number)
    if len(posts) - first <= NEW_WEEKS:
        return "born"
    gap = difference(posts[-1], totals[-1], sum(posts[first:-1]), sum(totals[first:-1]))
    if gap is None or not gap.beyond_noise:
        return "steady"
    return "growing" if gap.value > 0 else "fading"
