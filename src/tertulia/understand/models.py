"""The shipped models: read from package data, scored in one pass over a text's features.

A model reads one group of languages. Its file holds, for each slot of the hashed space that it knows, one row
with the weights of all labels of all its tasks, so that a feature costs one memory access whatever the number
of tasks.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.understand.scoring_kernel import sums_of
from tertulia.understand.settling import settled
from tertulia.understand.vectoriser import Features
from tertulia.understand.vectoriser_kernel import SLOTS

WEIGHTS = Path(__file__).parent / "weights"
_STEPS = 127


@dataclass(frozen=True)
class Task:
    """A task of a model: its labels are columns `first`… of the model; `thresholds` as fitting.thresholds
    says; below `least` the best of exclusive labels is not given ("not sure"). `rest` as decisions.decide
    says; `evidence` is what each column of evidence.WEIGHED adds to each label, empty where nothing."""

    name: str
    labels: tuple[str, ...]
    first: int
    exclusive: bool
    languages: tuple[str, ...]
    thresholds: tuple[float, ...]
    least: float
    rest: int | None
    evidence: tuple[tuple[float, ...], ...]

    @property
    def columns(self) -> slice:
        return slice(self.first, self.first + len(self.labels))


@dataclass(frozen=True)
class Model:
    """`rows[slot]` is the slot's row in `codes` (rows, columns), -1 if the model does not know it. A code is
    a weight in one byte: the sign and the root of its share of the column's largest."""

    name: str
    tasks: tuple[Task, ...]
    rows: npt.NDArray[np.int32]
    codes: npt.NDArray[np.int8]
    largest: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    @property
    def weighs_evidence(self) -> bool:
        return any(task.evidence for task in self.tasks)

    def probabilities(
        self,
        features: Features,
        texts: npt.NDArray[np.int64],
        evidence: npt.NDArray[np.float32] | None = None,
    ) -> dict[str, npt.NDArray[np.float32]]:
        """For each task the probabilities (texts, labels) of the texts numbered, whose evidence is given."""
        sums = sums_of(
            features.slots, features.starts, features.middles, texts, self.rows, self.codes, shares()
        )
        logits = sums * self.largest + self.bias
        return {task.name: self._of_task(task, logits[:, task.columns], evidence) for task in self.tasks}

    def _of_task(
        self, task: Task, logits: npt.NDArray[np.float32], evidence: npt.NDArray[np.float32] | None
    ) -> npt.NDArray[np.float32]:
        if task.exclusive:
            return _softmax(logits)
        if not task.evidence or evidence is None:
            return _logistic(logits)
        weights = np.array(task.evidence, np.float32)
        weighed = _logistic(logits + evidence[:, : len(weights)] @ weights)
        return settled(weighed, evidence, task.labels)


def _softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _logistic(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)


def save(path: Path, tasks: list[Task], slots: npt.NDArray[np.int32], weights: Any, bias: Any) -> None:
    """Write a model: weights (slots, columns) as `coded`."""
    codes, largest = coded(weights)
    told = codes.any(axis=1)
    description = json.dumps([vars(task) for task in tasks]).encode()
    np.savez_compressed(
        path,
        gaps=np.diff(slots[told], prepend=0).astype(np.uint32),
        codes=np.ascontiguousarray(codes[told].T),
        largest=largest,
        bias=np.asarray(bias, np.float32),
        tasks=np.frombuffer(description, np.uint8),
    )


def coded(weights: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Weights (slots, columns) as one byte each, finer near 0 (the root of their size is kept), and the
    largest of each column."""
    largest = np.maximum(np.abs(weights).max(axis=0, initial=0), 1e-9).astype(np.float32)
    codes = np.rint(np.sign(weights) * np.sqrt(np.abs(weights) / largest) * _STEPS).astype(np.int8)
    return codes, largest


def load(path: Path) -> Model:
    """Read a model file."""
    with np.load(path, allow_pickle=False) as file:
        slots = np.cumsum(file["gaps"]).astype(np.int64)
        codes = np.ascontiguousarray(file["codes"].T)
        rows = np.full(SLOTS, -1, np.int32)
        rows[slots] = np.arange(len(slots), dtype=np.int32)
        tasks = tuple(_task(entry) for entry in json.loads(file["tasks"].tobytes()))
        return Model(path.stem, tasks, rows, codes, file["largest"], file["bias"])


def _task(entry: dict[str, Any]) -> Task:
    lists: dict[str, Any] = {name: tuple(entry[name]) for name in ("labels", "languages", "thresholds")}
    return Task(**entry | lists | {"evidence": tuple(map(tuple, entry["evidence"]))})


@cache
def shares() -> npt.NDArray[np.float32]:
    """What each code is of its column's largest weight, by the code as a byte without sign."""
    part = np.arange(256, dtype=np.uint8).view(np.int8).astype(np.float32) / _STEPS
    return np.asarray(np.sign(part) * part * part, np.float32)


@cache
def shipped() -> tuple[Model, ...]:
    """All models of the package; read once in a process."""
    return tuple(load(path) for path in sorted(WEIGHTS.glob("*.npz")))


@cache
def model_version() -> str:
    """A short name of exactly these weights, for instance "2f6c01b9"."""
    digest = hashlib.sha256()
    for path in sorted(WEIGHTS.rglob("*.npz")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
