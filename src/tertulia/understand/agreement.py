"""How far those who label the same posts agree, beyond what chance would bring."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def alpha(labels: npt.NDArray[np.int64]) -> float:
    """Krippendorff's alpha of nominal labels (posts, passes), every post labelled in all: 1 is full
    agreement, 0 that of chance. NaN where all labels are the same (Krippendorff 2011, Computing
    Krippendorff's alpha-reliability)."""
    posts, passes = labels.shape
    of_each = np.array([(labels == label).sum(axis=1) for label in np.unique(labels)])
    pairs = passes * (passes - 1)
    agreed = (of_each * (of_each - 1)).sum() / (posts * pairs)
    totals, size = of_each.sum(axis=1), posts * passes
    by_chance = (totals * (totals - 1)).sum() / (size * (size - 1))
    return float(1 - (1 - agreed) / (1 - by_chance)) if by_chance < 1 else float("nan")
