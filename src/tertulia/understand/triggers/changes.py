"""Change points: where the level of a series changed and stayed. For worker processes: ruptures takes
seconds to import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

LEAST_SPANS = 28
LEAST_LASTING = 14  # spans between two changes: what is over sooner is a peak
LEAST_RATIO = 1.3
_AROUND = 21
PENALTY = 4.0  # times the variance of noise and the logarithm of the spans
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """The level went from `before` to `after` posts a span at span `at`, and stayed."""

    at: int
    before: float
    after: float


def changes(counts: Sequence[int]) -> list[Change]:
    """The changes of level of a series of counts, in order of time; none where it is too short.

    PELT (Killick, Fearnhead and Eckley 2012) on the square roots, which have the same noise at every level.
    """
    if len(counts) < LEAST_SPANS:
        return []
    import ruptures

    roots = np.sqrt(np.asarray(counts, float) + 3 / 8)
    noise = _noise(roots)
    roots = _without_peaks(roots, noise)
    model = ruptures.Pelt(model="l2", min_size=LEAST_LASTING, jump=1).fit(roots)
    ends = model.predict(pen=PENALTY * noise * float(np.log(len(roots))))
    starts = [0, *ends]
    levels = [float(np.mean(counts[first:last])) for first, last in pairwise(starts)]
    found = [Change(at, *around) for at, around in zip(ends[:-1], pairwise(levels), strict=True)]
    return [change for change in found if _matters(change)]


def _noise(roots: Floats) -> float:
    """The variance around the level, from the median step between neighbours: a change is only one step."""
    steps = np.abs(np.diff(roots))
    return float(max((np.median(steps) / 0.6745) ** 2 / 2, 0.25))


def _without_peaks(roots: Floats, noise: float) -> Floats:
    """No span farther than three deviations from the median around it: a peak is no change."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(roots, _AROUND // 2, mode="edge"), _AROUND)
    middle, most = np.median(around, axis=1), 3 * np.sqrt(noise)
    return np.asarray(np.clip(roots, middle - most, middle + most))


def _matters(change: Change) -> bool:
    low, high = sorted((change.before, change.after))
    return high >= LEAST_RATIO * max(low, 0.5)
