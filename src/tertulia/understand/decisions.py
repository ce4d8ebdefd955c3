"""From probabilities to labels: shared by training and reading, so that figures are those of what is
shipped."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def decide(
    probability: npt.NDArray[Any],
    thresholds: npt.NDArray[Any],
    exclusive: bool,
    rest: int | None = None,
) -> npt.NDArray[np.int64]:
    """Exclusive labels: the label (n,) whose probability most exceeds its threshold, as a ratio. Others: 0/1
    (n, k) for each label whether it reaches its threshold; the label `rest` where none before it does."""
    if exclusive:
        return np.asarray((probability / thresholds).argmax(axis=1), np.int64)
    said = np.asarray(probability >= thresholds, np.int64)
    if rest is not None:
        said[:, rest] = ~said[:, :rest].any(axis=1)
    return said


def one_hot(labels: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    """0/1 columns of labels, whichever way they are given."""
    return labels if labels.ndim == 2 else (labels[:, None] == np.arange(count)).astype(np.int64)
