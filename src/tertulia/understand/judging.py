"""A judge of a task: logistic regression on the scores of the task's own model, of advisers and of evidence.

An adviser is a model of other sets, often of other labels or translated, whose texts would harm the task's
own model were they thrown together with its own. Scores are sums over a text's features, and the judge only
weighs them, so that all of it is one table of weights again (`collapsed`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.understand.figures import Floats, Ints
from tertulia.understand.recipes import WORD_WEIGHT
from tertulia.understand.vectoriser import Features, as_matrix
from tertulia.understand.vectoriser_kernel import SLOTS

FOLDS = 5


@dataclass(frozen=True)
class Table:
    """Weights (slots, columns) by sorted slot, and the bias of each column."""

    slots: npt.NDArray[np.int32]
    weights: Floats
    bias: Floats

    def scores(self, features: Features) -> Floats:
        """(texts, columns)."""
        places = np.full(SLOTS, -1, np.int32)
        places[self.slots] = np.arange(len(self.slots), dtype=np.int32)
        matrix = as_matrix(features, WORD_WEIGHT, places, len(self.slots))
        return np.asarray(matrix @ self.weights + self.bias)


@dataclass(frozen=True)
class Judge:
    """What each column of scores weighs for each label (columns, labels)."""

    weights: Floats
    bias: Floats

    def scores(self, columns: Floats) -> Floats:
        return np.asarray(columns @ self.weights + self.bias)


def appoint(columns: Floats, truth: Ints, labels: int, firmness: float) -> Judge:
    """Fit a judge; `firmness` is the inverse of its L2 penalty on columns of unit spread."""
    middle, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-6
    even = (columns - middle) / spread
    if truth.ndim == 1:
        weights, bias = _one_of_several(even, truth, labels, firmness)
    else:
        parts = [_yes_or_no(even, truth[:, k], firmness) for k in range(labels)]
        weights, bias = np.column_stack([w for w, _ in parts]), np.array([b for _, b in parts])
    weights = weights / spread[:, None]
    return Judge(weights, bias - middle @ weights)


def _one_of_several(even: Floats, truth: Ints, labels: int, firmness: float) -> tuple[Floats, Floats]:
    model = _regression(firmness).fit(even, truth)
    if len(model.classes_) != labels:
        raise ValueError("a judge needs texts of each exclusive label")
    return model.coef_.T, model.intercept_


def _yes_or_no(even: Floats, truth: Ints, firmness: float) -> tuple[Floats, float]:
    if truth.min() == truth.max():
        return np.zeros(even.shape[1]), 20.0 if truth.any() else -20.0
    model = _regression(firmness).fit(even, truth)
    return model.coef_[0], float(model.intercept_[0])


def _regression(firmness: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=firmness, max_iter=3000)


def held_out(columns: Floats, truth: Ints, labels: int, firmness: float) -> Floats:
    """Scores of each text by a judge that never saw it."""
    order = np.random.default_rng(1).permutation(len(columns))
    scores = np.zeros((len(columns), labels))
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        rest = np.setdiff1d(order, held)
        scores[held] = appoint(columns[rest], truth[rest], labels, firmness).scores(columns[held])
    return scores


def collapsed(tables: list[Table], judge: Judge) -> tuple[Table, Floats]:
    """The tables under a judge as one, and the judge's weights of the columns after theirs (evidence)."""
    slots = np.unique(np.concatenate([table.slots for table in tables]))
    weights, bias, first = np.zeros((len(slots), len(judge.bias))), judge.bias.copy(), 0
    for table in tables:
        part = judge.weights[first : first + len(table.bias)]
        weights[np.searchsorted(slots, table.slots)] += table.weights @ part
        bias += table.bias @ part
        first += len(table.bias)
    return Table(slots, weights, bias), judge.weights[first:]
