"""Precision and recall from people's labels, with 95 % intervals; nothing where the labels are too few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tertulia.listen.explorer.statistics import Interval, wilson

LEAST = 10  # posts decided, below which a share is too few to tell
_DRAWS = 20_000


@dataclass(frozen=True)
class Tally:
    """How many posts of a sample were found relevant, not relevant, undecided, and how many wait."""

    yes: int = 0
    no: int = 0
    undecided: int = 0
    waiting: int = 0

    @property
    def decided(self) -> int:
        return self.yes + self.no


def precision(tally: Tally) -> Interval | None:
    """The share of relevant posts among those decided (Wilson 1927). None below `LEAST`."""
    return wilson(tally.yes, tally.decided) if tally.decided >= LEAST else None


@dataclass(frozen=True)
class Recall:
    """The share of the relevant posts that the search finds, of those that its relaxed form finds; and how
    many relevant posts it is thought to miss."""

    share: Interval
    missing: Interval


def recall(hits: int, found: Tally, missed: int, probe: Tally) -> Recall | None:
    """From the labels on a sample of the search's `hits` and on one of the `missed`, which only the relaxed
    form finds. None where either sample has fewer than `LEAST` posts decided (or than there are).

    Relevant posts are those labelled so and, of the rest, the sample's share. The interval is that of 20,000
    draws of both shares from their posterior distributions with Jeffreys' prior, Beta(yes + 1/2, no + 1/2).
    """
    enough = probe.decided >= min(LEAST, missed) and found.decided >= min(LEAST, hits)
    if not enough or not hits or not found.decided:
        return None
    here, there = _relevant(hits, found, 1), _relevant(missed, probe, 2)
    if here.value + there.value == 0:
        return None
    share = here.draws / (here.draws + there.draws)
    point = here.value / (here.value + there.value)
    return Recall(_interval(point, share), _interval(there.value, there.draws))


@dataclass(frozen=True)
class _Relevant:
    value: float
    draws: Any


def _relevant(posts: int, tally: Tally, seed: int) -> _Relevant:
    """How many of the posts are relevant: the estimate, and draws of it."""
    import numpy as np

    rest = max(0, posts - tally.decided)
    share = tally.yes / tally.decided if tally.decided else 0.0
    drawn = np.random.default_rng(seed).beta(tally.yes + 0.5, tally.no + 0.5, _DRAWS)
    return _Relevant(tally.yes + rest * share, tally.yes + rest * drawn + 1e-9)


def _interval(value: float, draws: Any) -> Interval:
    import numpy as np

    low, high = np.quantile(draws, (0.025, 0.975))
    return Interval(value, min(value, float(low)), max(value, float(high)))
