"""How good predictions are: macro-F1, accuracy, calibration, and bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def macro_f1(truth: Ints, said: Ints) -> float:
    """Mean F1 over the classes of (n,) labels, or over the columns of (n, k) 0/1 labels that occur."""
    if truth.ndim == 1:
        classes = np.unique(truth)
        truth, said = truth[:, None] == classes, said[:, None] == classes
    return float(np.mean(f1_by_label(truth, said)))


def f1_by_label(truth: npt.NDArray[Any], said: npt.NDArray[Any]) -> Floats:
    """F1 of each column of 0/1 labels; columns that never occur are left out."""
    truth, said = np.asarray(truth, bool), np.asarray(said, bool)
    occurs = truth.any(axis=0)
    both = (truth & said).sum(axis=0)[occurs]
    return np.asarray(2 * both / np.maximum(truth.sum(axis=0) + said.sum(axis=0), 1)[occurs])


def accuracy(truth: Ints, said: Ints) -> float:
    """Share of texts whose labels are all right."""
    right = truth == said
    return float(np.mean(right if right.ndim == 1 else right.all(axis=1)))


def calibration_error(probability: Floats, right: npt.NDArray[np.bool_], bins: int = 15) -> float:
    """Expected calibration error: how far stated probabilities lie from the shares that came true."""
    which = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(probability[which == b].mean() - right[which == b].mean()) * (which == b).mean()
        for b in np.unique(which)
    ]
    return float(np.sum(gaps))


def interval(
    figure: Callable[[Ints, Ints], float], truth: Ints, said: Ints, draws: int = 500
) -> tuple[float, float]:
    """95 % bootstrap interval of a figure (percentiles of draws with a fixed seed)."""
    random = np.random.default_rng(0)
    values = []
    for _ in range(draws):
        rows = random.integers(0, len(truth), len(truth))
        values.append(figure(truth[rows], said[rows]))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
