"""How good readings are beside a person's word, and by how much others are better, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tertulia.understand.adapting.lesson import Score
from tertulia.understand.adapting.parts import Floats, Ints
from tertulia.understand.statistics import Interval

DRAWS = 1_000


def draws(posts: int) -> Floats:
    """(DRAWS + 1, posts): how often each post is drawn in each bootstrap sample; in the first, once."""
    random = np.random.default_rng(0)
    sampled = random.multinomial(posts, np.full(posts, 1 / posts), DRAWS)
    return np.vstack([np.ones(posts), sampled]).astype(np.float64)


def macro(drawn: Floats, truth: Ints, said: Ints) -> Floats:
    """(draws,) macro-F1 of 0/1 (posts, values), the mean of all repetitions where `said` has several."""
    if said.ndim == 3:
        return np.asarray(np.mean([macro(drawn, truth, one) for one in said], axis=0))
    return np.asarray(_f1(drawn, truth, said).mean(axis=1))


def _f1(drawn: Floats, truth: Ints, said: Ints) -> Floats:
    both, all_ = drawn @ (truth & said), drawn @ (truth + said)
    return np.asarray(2 * both / np.maximum(all_, 1))


def right(drawn: Floats, truth: Ints, said: Ints) -> Floats:
    """(draws,) share of posts of which all that is said is right."""
    hits = (truth == said).all(axis=-1).astype(np.float64)
    hits = hits.mean(axis=0) if hits.ndim == 2 else hits
    return np.asarray(drawn @ hits / drawn.sum(axis=1))


def known(drawn: Floats, targets: Ints, probability: Floats) -> Floats:
    """(draws,) what probabilities (posts, labels) know beyond how common each label is: the mean
    gain in log-likelihood, in nats a post. Below 0, nothing."""
    common = np.clip(targets.mean(axis=0), 1e-4, 1 - 1e-4)
    gain = _likelihood(targets, np.clip(probability, 1e-4, 1 - 1e-4)) - _likelihood(targets, common)
    return np.asarray(drawn @ gain / drawn.sum(axis=1))


def _likelihood(targets: Ints, probability: Floats) -> Floats:
    return np.asarray(np.log(np.where(targets == 1, probability, 1 - probability)).sum(axis=1))


def score(drawn: Floats, truth: Ints, said: Ints, values: Sequence[str]) -> Score:
    """Of the values named, in the order of the columns."""
    each = [_f1(drawn[:1], truth, one)[0] for one in (said if said.ndim == 3 else said[None])]
    f1 = dict(zip(values, map(float, np.mean(each, axis=0)), strict=True))
    return Score(interval(macro(drawn, truth, said)), interval(right(drawn, truth, said)), f1)


def interval(figures: npt.NDArray[np.float64]) -> Interval:
    """The figure itself stands first; 95 % percentiles of the others."""
    low, high = np.percentile(figures[1:], [2.5, 97.5])
    return Interval(float(figures[0]), float(low), float(high))
