"""What a lesson changes in reading: all scores of a model are weighed anew for a task, and the workspace's
own words add to them.

An adapted score is linear in the shipped model's scores and in the text's features: a second table beside the
shipped one, small because it knows only what several of the taught posts have. Nothing heavy is imported.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.home import Home
from tertulia.understand.adapting.keeping import active_number, weights_of
from tertulia.understand.adapting.parts import PARTS
from tertulia.understand.models import Model, Task, coded, model_version, shares
from tertulia.understand.scoring_kernel import sums_of
from tertulia.understand.vectoriser import Features
from tertulia.understand.vectoriser_kernel import SLOTS

Floats = npt.NDArray[Any]
Given = dict[str, npt.NDArray[np.float32]]  # probabilities (texts, labels) by task
_SURE = 1e-4  # no probability counts as surer, or the score of one label would drown all others


@dataclass(frozen=True)
class Change:
    """A part of a task, adapted. `mixing` (scores of all the model's labels, labels) weighs those scores,
    `bias` is added, and the sums of columns `first`… of the table; `thresholds` as in models.Task."""

    part: str
    mixing: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    thresholds: tuple[float, ...]
    first: int = 0

    def scores(self, general: Floats, own: Floats) -> Floats:
        """(texts, labels) from the model's scores and the sums of all the table's columns."""
        mine = own[:, self.first : self.first + len(self.bias)]
        return np.asarray(general @ np.array(self.mixing) + mine + np.array(self.bias))


@dataclass(frozen=True)
class Adapter:
    """The changes to one model, and their table: rows, codes and largest as in models.Model."""

    changes: tuple[Change, ...]
    rows: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int8]
    largest: npt.NDArray[np.float32]

    def adapted(
        self, model: Model, features: Features, texts: npt.NDArray[np.int64], given: Given
    ) -> tuple[tuple[Task, ...], Given]:
        """The model's tasks with their thresholds, and the probabilities of the texts numbered, in the place
        of those given."""
        own = sums_of(
            features.slots, features.starts, features.middles, texts, self.rows, self.codes, shares()
        )
        own, general = own * self.largest, general_scores(model, given)
        tasks, told = {task.name: task for task in model.tasks}, dict(given)
        for change in self.changes:
            part = PARTS[change.part]
            task = tasks[part.task]
            columns = part.columns(task)
            p = told[task.name].copy()
            p[:, columns] = chances(change.scores(general, own), task.exclusive)
            told[task.name] = p
            tasks[task.name] = replace(
                task, thresholds=_in_place(task.thresholds, columns, change.thresholds)
            )
        return tuple(tasks.values()), told


@dataclass(frozen=True)
class Adaptation:
    """A lesson in use: an adapter for each model that it adapts, and the version that readings are marked
    with."""

    version: str
    adapters: Mapping[str, Adapter]


def general_scores(model: Model, given: Given) -> Floats:
    """(texts, labels of all tasks): the log-odds of each label, the logarithms of those that exclude each
    other."""
    columns = []
    for task in model.tasks:
        p = np.clip(given[task.name], _SURE, 1 - _SURE)
        columns.append(np.log(p) if task.exclusive else np.log(p / (1 - p)))
    return np.hstack(columns).astype(np.float64)


def chances(scores: Floats, exclusive: bool) -> Floats:
    """Probabilities of labels that exclude each other, or of each by itself."""
    if not exclusive:
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _in_place(
    thresholds: tuple[float, ...], columns: Sequence[int], new: Sequence[float]
) -> tuple[float, ...]:
    changed = dict(zip(columns, new, strict=True))
    return tuple(changed.get(at, threshold) for at, threshold in enumerate(thresholds))


def packed(
    model: str, parts: Sequence[tuple[Change, npt.NDArray[np.int32], Floats]]
) -> tuple[list[dict[str, Any]], dict[str, npt.NDArray[Any]]]:
    """A model's changes, each with the weights (slots, labels) of its slots, as they are written: their
    description and the arrays of their table."""
    slots = np.unique(np.concatenate([own for _, own, _ in parts]))
    weights = np.zeros((len(slots), sum(len(change.bias) for change, _, _ in parts)))
    described, first = [], 0
    for change, own, mine in parts:
        weights[np.searchsorted(slots, own), first : first + mine.shape[1]] = mine
        described.append(asdict(replace(change, first=first)))
        first += mine.shape[1]
    codes, largest = coded(weights)
    gaps = np.diff(slots, prepend=0).astype(np.uint32)
    arrays: dict[str, npt.NDArray[Any]] = {"gaps": gaps, "codes": codes, "largest": largest}
    return described, {f"{model}.{name}": array for name, array in arrays.items()}


def written(base: str, changes: Mapping[str, list[dict[str, Any]]]) -> npt.NDArray[np.uint8]:
    """What stands in a file of weights beside the tables."""
    return np.frombuffer(json.dumps({"base": base, "changes": changes}).encode(), np.uint8)


def in_force() -> Adaptation | None:
    """The adaptation that the data folder says is in use; asked anew for each batch, read once.

    None where there is none, or where the models that it adapts are no longer those that are shipped.
    """
    folder = Home.of().models
    number = active_number(folder)
    if number is None:
        return None
    path = weights_of(folder, number)
    try:
        return _read(path, number, path.stat().st_mtime_ns)
    except FileNotFoundError:  # posts that it learned from were erased
        return None


def version_of(adaptation: Adaptation | None) -> str:
    """The version of readings under an adaptation, or of the shipped models'."""
    return adaptation.version if adaptation else model_version()


@lru_cache(maxsize=2)
def _read(path: Path, number: int, _written: int) -> Adaptation | None:
    with np.load(path, allow_pickle=False) as file:
        told = json.loads(file["told"].tobytes())
        if told["base"] != model_version():
            return None
        adapters = {model: _adapter(file, model, changes) for model, changes in told["changes"].items()}
    return Adaptation(f"{told['base']}+{number}", adapters)


def _adapter(file: Mapping[str, npt.NDArray[Any]], model: str, changes: list[dict[str, Any]]) -> Adapter:
    slots = np.cumsum(file[f"{model}.gaps"]).astype(np.int64)
    rows = np.full(SLOTS, -1, np.int32)
    rows[slots] = np.arange(len(slots), dtype=np.int32)
    return Adapter(tuple(map(_change, changes)), rows, file[f"{model}.codes"], file[f"{model}.largest"])


def _change(told: dict[str, Any]) -> Change:
    lists: dict[str, Any] = {name: tuple(told[name]) for name in ("bias", "thresholds")}
    return Change(**told | lists | {"mixing": tuple(map(tuple, told["mixing"]))})
