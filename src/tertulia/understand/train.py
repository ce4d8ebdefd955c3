"""Rebuilds every shipped model from the labelled sets: `python -m tertulia.understand.train --data
../shared/data`.

The same data give the same weights, byte for byte. Writes the weights, a card for each task with its figures,
and the cards as pages. One core, about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import logging
import re
from pathlib import Path

import numpy as np

from tertulia.posts.folding import fold
from tertulia.understand import models
from tertulia.understand.automaton import pack
from tertulia.understand.cards import Part, part_of, write_cards
from tertulia.understand.corpora import CORPORA, Examples, as_sentiment, joined, load, pictures_of
from tertulia.understand.fitting import Fitted, advise, chances, fit
from tertulia.understand.judging import Table
from tertulia.understand.language import LANGUAGES
from tertulia.understand.recipes import PICTURE_WEIGHT, RECIPES, Adviser, Recipe

log = logging.getLogger("tertulia.understand.train")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the labelled sets")
    parser.add_argument("--out", type=Path, default=models.WEIGHTS.parent, help="the package's folder")
    parser.add_argument("--docs", type=Path, help="where the cards go as pages, e.g. docs/models")
    parser.add_argument("--model", action="append", help="only this one; may be repeated")
    parser.add_argument("--limit", type=int, help="at most so many texts a set, for a quick trial")
    arguments = parser.parse_args(words)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(arguments.data, arguments.out, arguments.docs, arguments.limit, arguments.model)
    return 0


def train(
    data: Path,
    out: Path,
    docs: Path | None = None,
    limit: int | None = None,
    only: list[str] | None = None,
) -> None:
    """Fit all recipes (of some models only), model by model, and write weights and cards under `out`."""
    pack(out / "weights" / "languages" / "automaton.npz", LANGUAGES)
    for model in only or dict.fromkeys(recipe.model for recipe in RECIPES):
        fitted, parts, advisers = [], [], Advisers(data, limit)
        for recipe in (recipe for recipe in RECIPES if recipe.model == model):
            main = load_all(recipe.main, data, limit)
            fitted.append(fit_recipe(recipe, main, advisers))
            parts.append([part(fitted[-1], main, name, data) for name in recipe.parts])
            log.info("%s/%s: %d texts", model, recipe.task, len(main))
        write_model(out / "weights" / f"{model}.npz", fitted)
        write_cards(out / "cards", fitted, parts, docs)


def load_all(names: tuple[str, ...], data: Path, limit: int | None = None) -> Examples:
    return joined([load(CORPORA[name], data, limit) for name in names])


class Advisers:
    """The advisers of a model's tasks; one that several tasks ask is trained once."""

    def __init__(self, data: Path, limit: int | None) -> None:
        self.data, self.limit = data, limit
        self._tables: dict[tuple[Adviser, int], Table] = {}

    def table(self, adviser: Adviser, known: set[str]) -> Table:
        """An adviser that never saw copies of the texts whose cores are `known`."""
        examples = load_all(adviser.sets, self.data, self.limit)
        unseen = without(examples, known)
        if len(unseen) < len(examples):
            return advise(adviser, unseen)
        if (adviser, len(examples)) not in self._tables:
            self._tables[adviser, len(examples)] = advise(adviser, examples)
        return self._tables[adviser, len(examples)]


def fit_recipe(recipe: Recipe, main: Examples, advisers: Advisers) -> Fitted:
    """Train one task from its main examples and its other sets."""
    data, limit = advisers.data, advisers.limit
    known = set(map(core, main.texts))
    extras = [
        (without(suited(recipe, load(CORPORA[name], data, limit)), known), weight)
        for name, weight in recipe.extra.items()
    ]
    akin = [load(CORPORA[name], data, limit) for name in recipe.akin]
    advice = [advisers.table(adviser, known) for adviser in recipe.advisers]
    return fit(recipe, main, [*extras, *pictures(recipe, data, limit)], akin, advice)


def part(fitted: Fitted, main: Examples, name: str, data: Path) -> Part:
    """How good a task is on a set by itself: on held-out scores where it is of the main one, else on a set
    that taught nothing."""
    examples = load(CORPORA[name], data)
    place = {text: row for row, text in enumerate(main.texts)}
    if all(text in place for text in examples.texts):
        probability = fitted.held_out[[place[text] for text in examples.texts]]
    else:
        probability = chances(fitted, examples.texts)
    return part_of(fitted, name.rsplit("-", 1)[1], examples.labels, probability)


def suited(recipe: Recipe, examples: Examples) -> Examples:
    """Feelings as sentiments where the task is sentiment; else the examples as they are."""
    feelings = recipe.task == "sentiment" and examples.labels.ndim == 2
    return as_sentiment(examples) if feelings else examples


def pictures(recipe: Recipe, data: Path, limit: int | None = None) -> list[tuple[Examples, float]]:
    """The emoji of the recipe's picture sets; each class of exclusive labels weighs the same, for many more
    emoji are posted in joy than in anger."""
    if not recipe.pictures:
        return []
    sets = [suited(recipe, load(CORPORA[name], data, limit)) for name in recipe.pictures]
    kept = joined([pictures_of(examples) for examples in sets])
    if not recipe.exclusive:
        return [(kept, PICTURE_WEIGHT)]
    counts = np.bincount(kept.labels, minlength=len(recipe.labels))
    return [
        (kept.take(np.flatnonzero(kept.labels == label)), PICTURE_WEIGHT * counts.mean() / counts[label])
        for label in np.flatnonzero(counts)
    ]


def core(text: str) -> str:
    """The letters and digits of a text without addresses and handles: the same for copies of one post in two
    sets."""
    return "".join(filter(str.isalnum, re.sub(r"https?\S*|@\w+|&\w+;", "", fold(text))))


def without(examples: Examples, known: set[str]) -> Examples:
    """The examples that are no copies of known ones, so that held-out texts are never learned from."""
    return examples.take(
        np.array([i for i, t in enumerate(examples.texts) if core(t) not in known], np.int64)
    )


def write_model(path: Path, fitted: list[Fitted]) -> None:
    """Join the tasks of a model: one row a slot, the columns of all tasks beside one another."""
    slots = np.unique(np.concatenate([task.table.slots for task in fitted]))
    columns = sum(len(task.recipe.labels) for task in fitted)
    weights, bias = np.zeros((len(slots), columns)), np.zeros(columns)
    tasks, first = [], 0
    for task in fitted:
        columns_of_task = slice(first, first + len(task.recipe.labels))
        weights[np.searchsorted(slots, task.table.slots), columns_of_task] = task.table.weights
        bias[columns_of_task] = task.table.bias
        tasks.append(_task(task, first))
        first = columns_of_task.stop
    models.save(path, tasks, slots, weights, bias)


def _task(fitted: Fitted, first: int) -> models.Task:
    recipe = fitted.recipe
    return models.Task(
        recipe.task,
        recipe.labels,
        first,
        recipe.exclusive,
        recipe.languages,
        tuple(map(float, fitted.thresholds)),
        fitted.least,
        recipe.rest,
        tuple(tuple(round(float(weight), 6) for weight in row) for row in fitted.evidence),
    )


if __name__ == "__main__":
    raise SystemExit(main())
