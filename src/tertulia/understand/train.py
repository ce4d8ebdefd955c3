"""Rebuilds every shipped model from the labelled sets: `python -m tertulia.understand.train --data ../shared/data`.

The same data give the same weights, byte for byte. Writes the weights, a card for each task with its figures, and
the cards as pages. One core, about ten minutes.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np

from tertulia.understand import models
from tertulia.understand.cards import write_cards
from tertulia.understand.corpora import CORPORA, Examples, load
from tertulia.understand.fitting import Fitted, fit
from tertulia.understand.recipes import RECIPES, Recipe

log = logging.getLogger("tertulia.understand.train")


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the labelled sets")
    parser.add_argument("--out", type=Path, default=models.WEIGHTS.parent, help="the package's folder")
    parser.add_argument("--docs", type=Path, help="where the cards go as pages, e.g. docs/models")
    parser.add_argument("--limit", type=int, help="at most so many texts a set, for a quick trial")
    arguments = parser.parse_args(words)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(arguments.data, arguments.out, arguments.docs, arguments.limit)
    return 0


def train(data: Path, out: Path, docs: Path | None = None, limit: int | None = None) -> None:
    """Fit all recipes, model by model, and write weights and cards under `out`."""
    (out / "weights").mkdir(parents=True, exist_ok=True)
    for model in dict.fromkeys(recipe.model for recipe in RECIPES):
        fitted = []
        for recipe in (recipe for recipe in RECIPES if recipe.model == model):
            fitted.append(fit_recipe(recipe, data, limit))
            log.info("%s/%s: %d texts", model, recipe.task, len(fitted[-1].truth))
        write_model(out / "weights" / f"{model}.npz", fitted)
        write_cards(out / "cards", fitted, docs)


def fit_recipe(recipe: Recipe, data: Path, limit: int | None = None) -> Fitted:
    """Train one task from its sets."""
    mains = [load(CORPORA[name], data, limit) for name in recipe.main]
    main = Examples(
        [text for examples in mains for text in examples.texts],
        np.concatenate([examples.labels for examples in mains]),
    )
    extras = [(load(CORPORA[name], data, limit), weight) for name, weight in recipe.extra.items()]
    return fit(recipe, main, extras)


def write_model(path: Path, fitted: list[Fitted]) -> None:
    """Join the tasks of a model: one row a slot, the columns of all tasks beside one another."""
    slots = np.unique(np.concatenate([task.slots for task in fitted]))
    columns = sum(len(task.recipe.labels) for task in fitted)
    weights, bias = np.zeros((len(slots), columns)), np.zeros(columns)
    tasks, first = [], 0
    for task in fitted:
        part = slice(first, first + len(task.recipe.labels))
        weights[np.searchsorted(slots, task.slots), part] = task.weights
        bias[part] = task.bias
        tasks.append(_task(task, first))
        first = part.stop
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
    )


if __name__ == "__main__":
    raise SystemExit(main())
