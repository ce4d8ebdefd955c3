"""Learns an adapted task, and says what it would have said of each post had it not learned from it.

Each label is a logistic regression on the shipped models' scores of all tasks (a complaint tells of a bad
mood) and on the features of the workspace's own posts, rarer ones weighing more. The shipped score of the
label itself is hardly held back, so that with few labels little changes (docs/adr/0012-corrections-teach.md
has the figures of what was tried).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tertulia.understand.adapting.adapter import Change, chances
from tertulia.understand.adapting.material import SEEN, Material
from tertulia.understand.adapting.parts import Floats, Ints
from tertulia.understand.fitting import calibrate, thresholds
from tertulia.understand.recipes import RECIPES, Recipe

STRENGTH = 1.0  # inverse of the L2 penalty
PULL = 0.1  # what the shipped scores, of unit spread, weigh against a text's features
OWN = 1.0  # what the shipped score of the label itself weighs besides
EVEN, ROOT = 1.0, 0.5  # how far the rarer side of a label is weighed up: to the other's weight, half way
RARITY = 0.3  # what the logarithm of how rare a feature is weighs
SPREAD = 0.05  # added to a score's own: one that hardly differs tells nothing
FOLDS, REPEATS, FEW_REPEATS, MANY = 10, 5, 2, 2_000
SPANNED = 800  # posts up to which it is solved in their own span
LEAST_OF_EACH = 5  # posts with a value, and without it, from which it is learned


@dataclass(frozen=True)
class Learned:
    """`mixing` (labels of all tasks, labels), `bias` (labels), `weights` (slots, labels)."""

    mixing: Floats
    bias: Floats
    weights: Floats

    def scores(self, what: Material, rows: Ints) -> Floats:
        return np.asarray(what.general[rows] @ self.mixing + what.matrix[rows] @ self.weights + self.bias)

    def scaled(self, line: Line) -> Learned:
        return Learned(
            self.mixing * line.slope, self.bias * line.slope + line.shift, self.weights * line.slope
        )


@dataclass(frozen=True)
class Line:
    """Slope and shift of each label's score that make it a probability, and the thresholds that decide."""

    slope: Floats
    shift: Floats
    thresholds: Floats

    def chances(self, what: Material, scores: Floats) -> Floats:
        return chances(scores * self.slope + self.shift, what.task.exclusive)


@dataclass(frozen=True)
class HeldOut:
    """Of each post by models that had not seen it: calibrated probabilities (n, labels), the mean of all
    repetitions; what is said (repetitions, n, values); the line of all of it."""

    probability: Floats
    said: Ints
    line: Line


def learnable(what: Material) -> Ints:
    """The numbers of the labels that enough posts have, and enough have not."""
    yes = what.targets.sum(axis=0)
    return np.flatnonzero((yes >= LEAST_OF_EACH) & (len(what) - yes >= LEAST_OF_EACH))


def learn(what: Material, rows: Ints) -> Learned:
    """From some of the posts. Labels that are not learnable keep the shipped score."""
    middle, spread = what.general[rows].mean(axis=0), what.general[rows].std(axis=0) + SPREAD
    even, scale = (what.general[rows] - middle) / spread, _rarity(what, rows)
    every = _beside(what.matrix[rows], scale, PULL * even)
    count, known = len(what.part.labels), what.general.shape[1]
    mixing, bias, weights = np.zeros((known, count)), np.zeros(count), np.zeros((len(scale), count))
    mixing[what.columns, np.arange(count)] = 1
    plane, yes = _Plane.of(every), what.targets[rows].sum(axis=0)
    balance = EVEN if what.task.exclusive else ROOT
    for k in np.intersect1d(learnable(what), np.flatnonzero((yes > 0) & (yes < len(rows)))):
        own = what.columns[k]
        told, self_, bias[k] = plane.regression(every, OWN * even[:, own], what.targets[rows, k], balance)
        weights[:, k], mixing[:, k] = told[: len(scale)] * scale, PULL * told[len(scale) :] / spread
        mixing[own, k] += OWN * self_ / spread[own]
        bias[k] -= middle @ mixing[:, k]
    return Learned(mixing, bias, weights)


def _rarity(what: Material, rows: Ints) -> Floats:
    seen = np.asarray((what.matrix[rows] > 0).sum(axis=0)).ravel()
    return np.where(seen >= SEEN, RARITY * np.maximum(np.log(len(rows) / (1 + seen)), 0), 0)


def _beside(matrix: Any, scale: Floats, general: Floats) -> Any:
    from scipy.sparse import csr_matrix, diags, hstack  # type: ignore[import-untyped]

    return csr_matrix(hstack([matrix @ diags(scale), csr_matrix(general)]))


@dataclass(frozen=True)
class _Plane:
    """Posts (n) by as many coordinates as there are posts: with an L2 penalty weights lie in the posts' own
    span, and a few hundred coordinates are solved faster than tens of thousands. `back` (n, coordinates)
    makes weights of the posts of weights of the coordinates."""

    coordinates: Any
    back: Floats | None

    @classmethod
    def of(cls, every: Any) -> _Plane:
        if every.shape[0] > SPANNED:
            return cls(every, None)
        values, vectors = np.linalg.eigh((every @ every.T).toarray())
        told = values > 1e-9 * values[-1]
        root = np.sqrt(values[told])
        return cls(vectors[:, told] * root, vectors[:, told] / root)

    def regression(
        self, every: Any, own: Floats, target: Ints, balance: float
    ) -> tuple[Floats, float, float]:
        """Weights of the features and of the label's own score, and the bias."""
        from sklearn.linear_model import LogisticRegression

        solver = "lbfgs" if self.back is None else "newton-cholesky"
        often = np.bincount(target, minlength=2)
        weights = dict(enumerate((len(target) / (2 * often)) ** balance))
        model = LogisticRegression(C=STRENGTH, class_weight=weights, max_iter=300, solver=solver)
        model.fit(_with_column(self.coordinates, own), target)
        told = model.coef_[0, :-1] if self.back is None else every.T @ (self.back @ model.coef_[0, :-1])
        return np.asarray(told), float(model.coef_[0, -1]), float(model.intercept_[0])


def _with_column(matrix: Any, column: Floats) -> Any:
    from scipy.sparse import csr_matrix, hstack, issparse

    if not issparse(matrix):
        return np.column_stack([matrix, column])
    return csr_matrix(hstack([matrix, csr_matrix(column[:, None])]))


def hold_out(what: Material) -> HeldOut:
    """Cross-validate, near-duplicates in one fold, several times over."""
    repeats = REPEATS if len(what) < MANY else FEW_REPEATS
    folds = [_folds(what, seed) for seed in range(repeats)]
    scores = [_scores(what, of_each) for of_each in folds]
    told = [_told(what, *pair) for pair in zip(scores, folds, strict=True)]
    every = what.take(np.tile(np.arange(len(what)), repeats))
    line = _line(every, np.vstack(scores), learnable(what))
    return HeldOut(np.mean([p for p, _ in told], axis=0), np.array([said for _, said in told]), line)


def _folds(what: Material, seed: int) -> Ints:
    """(n,) the fold of each post: dealt out value by value, the rarest that a post has, copies together."""
    random = np.random.default_rng(seed)
    often = np.where(what.truth == 1, what.truth.sum(axis=0), len(what) + 1)
    order = np.lexsort((random.random(len(what)), often.argmin(axis=1)))
    folds = np.zeros(len(what), np.int64)
    folds[order] = np.arange(len(what)) % FOLDS
    _, first, of = np.unique(what.alike, return_index=True, return_inverse=True)
    return folds[first][of]


def _scores(what: Material, folds: Ints) -> Floats:
    scores = np.zeros(what.given.shape)
    for fold in range(FOLDS):
        held = np.flatnonzero(folds == fold)
        scores[held] = learn(what, np.flatnonzero(folds != fold)).scores(what, held)
    return scores


def _told(what: Material, scores: Floats, folds: Ints) -> tuple[Floats, Ints]:
    """Probabilities and what is said of each post, by a line drawn without its fold."""
    p, said = np.zeros(scores.shape), np.zeros_like(what.truth)
    for fold in range(FOLDS):
        held, rest = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        line = _line(what.take(rest), scores[rest], learnable(what))
        p[held] = line.chances(what, scores[held])
        said[held] = what.part.said(p[held], line.thresholds, what.task.exclusive)
    return p, said


def _line(what: Material, scores: Floats, taught: Ints) -> Line:
    """`taught` are the labels that were learned; the others keep the shipped line."""
    if what.task.exclusive:
        slope, shift = calibrate(_recipe(what), scores, what.truth.argmax(axis=1))
        # The regressions hold all labels alike, and so it is decided; the shift brings back how common
        # each is, so that probabilities are true.
        return Line(slope, shift - shift.mean(), np.exp(shift - shift.mean()))
    slope, shift, cuts = np.ones(scores.shape[1]), np.zeros(scores.shape[1]), what.thresholds.copy()
    both = [k for k in taught if 0 < what.targets[:, k].sum() < len(what.targets)]
    if both:
        own = calibrate(_recipe(what), scores[:, both], what.targets[:, both])
        slope[both], shift[both] = own
        p = chances(scores[:, both] * own[0] + own[1], exclusive=False)
        cuts[both] = thresholds(_recipe(what), p, what.targets[:, both])
    return Line(slope, shift, cuts)


def _recipe(what: Material) -> Recipe:
    """How the shipped task is calibrated, for the part's labels."""
    recipe = next(r for r in RECIPES if (r.model, r.task) == (what.model.name, what.task.name))
    return replace(recipe, labels=what.part.labels, skewed=False)


def changed(what: Material, line: Line) -> tuple[Change, Floats]:
    """What is kept: the change, and the weights (slots, labels) of the material's slots."""
    learned = learn(what, np.arange(len(what))).scaled(line)
    mixing = tuple(tuple(round(float(value), 6) for value in row) for row in learned.mixing)
    numbers = (tuple(map(float, learned.bias)), tuple(map(float, line.thresholds)))
    return Change(what.part.name, mixing, *numbers), learned.weights
