"""Fits one task: cross-validation, calibration on the held-out folds, then the final weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertulia.understand.corpora import Examples, joined
from tertulia.understand.decisions import decide, one_hot
from tertulia.understand.evidence import WEIGHED, evidence_of
from tertulia.understand.figures import Floats, Ints, macro_f1
from tertulia.understand.judging import Judge, Table, appoint, collapsed, held_out
from tertulia.understand.recipes import WORD_WEIGHT, Adviser, Recipe
from tertulia.understand.settling import settled
from tertulia.understand.vectoriser import Features, as_matrix, vectorise
from tertulia.understand.vectoriser_kernel import SLOTS

FOLDS, FEW_FOLDS, MANY = 5, 3, 16_000  # with so many texts, a third is held out at a time
STRENGTH = 1.0  # inverse of the L2 penalty, on scaled features
NEVER = -20.0  # score of a label that no text of the set has
NOT_SURE = 0.4  # below it the best of three labels is hardly likelier than chance
RAREST = 2  # a slot seen in fewer texts teaches nothing


@dataclass(frozen=True)
class Fitted:
    """A task's final weights by slot, calibrated, and what cross-validation said of it."""

    recipe: Recipe
    table: Table
    evidence: Floats  # (evidence.WEIGHED, labels), or (0, labels)
    thresholds: Floats
    truth: Ints
    held_out: Floats  # calibrated probabilities of the main texts, each by models that never saw it
    least: float  # below it the best of exclusive labels is not given


@dataclass(frozen=True)
class Material:
    """A task's texts as a matrix: the main ones first."""

    matrix: Any
    slots: npt.NDArray[np.int32]
    labels: Ints
    weight: Floats
    mains: int


def fit(
    recipe: Recipe,
    main: Examples,
    extras: list[tuple[Examples, float]],
    akin: list[Examples] | None = None,
    advice: list[Table] | None = None,
) -> Fitted:
    """Train a task from its main examples, those akin to them and the extra ones with their weights; `advice`
    are the tables of its advisers (`advise`)."""
    learned = joined([main, *(akin or [])])
    material = prepare(learned, extras)
    scores, judge = _judged(recipe, learned, cross_validate(recipe, material), advice or [])
    slope, shift = calibrate(recipe, scores, learned.labels)
    given = _given(recipe, scores * slope + shift, pa.array(learned.texts, pa.large_string()))
    every = np.arange(len(material.labels))
    table = Table(material.slots, *solve(material, every, len(recipe.labels), recipe.skewed))
    evidence = np.zeros((0, len(recipe.labels)))
    if judge is not None:
        table, evidence = collapsed([table, *(advice or [])], judge)
    return Fitted(
        recipe,
        Table(table.slots, table.weights * slope, table.bias * slope + shift),
        evidence * slope,
        thresholds(recipe, given, learned.labels),
        main.labels,
        given[: len(main)],
        NOT_SURE if recipe.exclusive else 0.0,
    )


def advise(adviser: Adviser, examples: Examples) -> Table:
    """An adviser's table, from its examples."""
    material = prepare(examples, [])
    return Table(material.slots, *solve(material, np.arange(len(examples)), adviser.labels, adviser.skewed))


def _judged(
    recipe: Recipe, learned: Examples, own: Floats, advice: list[Table]
) -> tuple[Floats, Judge | None]:
    """Scores of the texts by a judge that never saw them, and the judge of all of them; the task's own scores
    where it has none."""
    if not advice and not recipe.evidence:
        return own, None
    texts = pa.array(learned.texts, pa.large_string())
    columns = [own, *(table.scores(vectorise(texts)) for table in advice)]
    if recipe.evidence:
        columns.append(evidence_of(texts, recipe.model)[:, : len(WEIGHED)].astype(np.float64))
    every, labels = np.hstack(columns), len(recipe.labels)
    judge = appoint(every, learned.labels, labels, recipe.firmness)
    return held_out(every, learned.labels, labels, recipe.firmness), judge


def chances(fitted: Fitted, texts: list[str]) -> Floats:
    """Calibrated probabilities (texts, labels) of texts that the task did not learn from."""
    column = pa.array(texts, pa.large_string())
    logits = fitted.table.scores(vectorise(column))
    if fitted.recipe.evidence:
        logits = logits + evidence_of(column, fitted.recipe.model)[:, : len(WEIGHED)] @ fitted.evidence
    return _given(fitted.recipe, logits, column)


def _given(recipe: Recipe, logits: Floats, texts: pa.Array) -> Floats:
    given = probabilities(recipe, logits)
    return settled(given, evidence_of(texts, recipe.model), recipe.labels) if recipe.evidence else given


def prepare(main: Examples, extras: list[tuple[Examples, float]]) -> Material:
    """Vectorise everything; keep the slots that at least RAREST texts have."""
    texts = [*main.texts, *(text for examples, _ in extras for text in examples.texts)]
    features = vectorise(pa.array(texts, pa.large_string()))
    slots, columns = choose(features)
    labels = np.concatenate([main.labels, *(examples.labels for examples, _ in extras)])
    weight = np.concatenate([np.ones(len(main)), *(np.full(len(e), w) for e, w in extras)])
    return Material(as_matrix(features, WORD_WEIGHT, columns, len(slots)), slots, labels, weight, len(main))


def choose(features: Features) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The slots worth keeping, sorted, and each slot's column among them (-1: left out)."""
    counts = np.bincount(features.slots, minlength=SLOTS)
    slots = np.flatnonzero(counts >= RAREST).astype(np.int32)
    columns = np.full(SLOTS, -1, np.int32)
    columns[slots] = np.arange(len(slots), dtype=np.int32)
    return slots, columns


def cross_validate(recipe: Recipe, material: Material) -> Floats:
    """Scores of the main texts, each from models trained without its fold."""
    order = np.random.default_rng(0).permutation(material.mains)
    scores = np.zeros((material.mains, len(recipe.labels)))
    extra = np.arange(material.mains, len(material.labels))
    folds = FOLDS if len(material.labels) < MANY else FEW_FOLDS
    for fold in range(folds):
        held = order[fold::folds]
        rest = np.concatenate([np.setdiff1d(order, held), extra])
        weights, bias = solve(material, rest, len(recipe.labels), recipe.skewed)
        scores[held] = material.matrix[held] @ weights + bias
    return scores


def solve(material: Material, rows: Ints, count: int, skewed: bool) -> tuple[Floats, Floats]:
    """Weights (slots, labels) and bias of `count` labels: each label against the rest, by two logistic
    regressions whose mean is taken, one on log-count ratios (NB-SVM) and one on inverse document
    frequencies."""
    matrix, weight = material.matrix[rows], material.weight[rows]
    labels = one_hot(material.labels, count)[rows]
    weights, bias = np.zeros((matrix.shape[1], labels.shape[1])), np.full(labels.shape[1], NEVER)
    for k in range(labels.shape[1]):
        if labels[:, k].any():
            rare = (labels[:, k] == 0).sum() / labels[:, k].sum() if skewed else 1.0
            evened = weight * np.where(labels[:, k] == 1, np.sqrt(rare), 1.0)
            weights[:, k], bias[k] = _mean_of_two(matrix, labels[:, k], evened)
    return weights, bias


def _mean_of_two(matrix: Any, label: Ints, weight: Floats) -> tuple[Floats, float]:
    present = matrix.sign()
    ratio = np.abs(_log_count_ratio(present, label == 1, weight))
    frequency = np.asarray(present.sum(axis=0)).ravel()
    rarity = np.log(matrix.shape[0] / (1 + frequency)) / 5
    first, second = (_regression(matrix, scale, label, weight) for scale in (ratio, rarity))
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2


def _log_count_ratio(present: Any, label: npt.NDArray[np.bool_], weight: Floats) -> Floats:
    """How much likelier each slot is in texts with the label (Wang and Manning 2012), one text added to
    each."""
    yes, no = (1 + np.asarray(present.T @ (weight * side)).ravel() for side in (label, ~label))
    return np.asarray(np.log(yes / yes.sum()) - np.log(no / no.sum()))


def _regression(matrix: Any, scale: Floats, label: Ints, weight: Floats) -> tuple[Floats, float]:
    from scipy.sparse import diags  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-3)
    model.fit(matrix @ diags(scale.astype(np.float32)), label, weight.astype(np.float32))
    return scale * model.coef_[0], float(model.intercept_[0])


def calibrate(recipe: Recipe, scores: Floats, truth: Ints) -> tuple[Floats, Floats]:
    """Slope and shift of each label that make held-out scores probabilities: one temperature and the labels'
    own shifts for exclusive labels, Platt's line for each of the others."""
    from sklearn.linear_model import LogisticRegression

    if recipe.exclusive:
        return _vector_scaling(scores, truth)
    slope, shift = np.ones(scores.shape[1]), np.zeros(scores.shape[1])
    for k in range(scores.shape[1]):
        if truth[:, k].any():
            line = LogisticRegression(C=1e3).fit(scores[:, k : k + 1], truth[:, k])
            slope[k], shift[k] = line.coef_[0, 0], line.intercept_[0]
    return slope, shift


def _vector_scaling(scores: Floats, truth: Ints) -> tuple[Floats, Floats]:
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    labels = scores.shape[1]

    def loss(parameters: Floats) -> float:
        logits = scores * np.exp(parameters[0]) + parameters[1:]
        top = logits.max(axis=1)
        norm = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        return float(np.mean(norm - logits[np.arange(len(truth)), truth]) + 1e-4 * np.sum(parameters**2))

    best = minimize(loss, np.zeros(labels + 1), method="L-BFGS-B").x
    return np.full(labels, np.exp(best[0])), best[1:]


def probabilities(recipe: Recipe, logits: Floats) -> Floats:
    """Softmax over exclusive labels, logistic function of each of the others."""
    if not recipe.exclusive:
        return np.asarray(1 / (1 + np.exp(-logits)))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def thresholds(recipe: Recipe, held_out: Floats, truth: Ints) -> Floats:
    """Exclusive labels: what each label's probability is divided by before the largest is taken (their best
    macro-F1 on held-out folds). Others: the probability from which a label is given (best F1 of that
    label)."""
    if recipe.exclusive:
        return _best_divisors(held_out, truth) if recipe.skewed else np.ones(held_out.shape[1])
    return np.array(
        [
            max(recipe.floor, _best_threshold(held_out[:, k], truth[:, k], recipe.ceiling))
            for k in range(held_out.shape[1])
        ]
    )


def _best_divisors(held_out: Floats, truth: Ints) -> Floats:
    """One label after the other, twice round, from what is left of the set's own skew."""
    divisors = np.ones(held_out.shape[1])
    for label in [*range(1, held_out.shape[1])] * 2:
        tried = np.tile(divisors, (20, 1))
        tried[:, label] = np.linspace(0.1, 1.05, 20)
        scores = [macro_f1(truth, decide(held_out, row, exclusive=True)) for row in tried]
        divisors = tried[int(np.argmax(scores))]
    return divisors


def _best_threshold(probability: Floats, truth: Ints, greatest: float) -> float:
    """The cut with the best F1, from 0.15 to the greatest."""
    cuts = np.arange(15, round(100 * greatest) + 1) / 100
    said = probability[:, None] >= cuts
    hits = (said & (truth[:, None] == 1)).sum(axis=0)
    return float(cuts[np.argmax(2 * hits / np.maximum(said.sum(axis=0) + truth.sum(), 1))])
