"""What teaches a part of a task in one group of languages, as numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.understand.adapting.adapter import general_scores
from tertulia.understand.adapting.parts import Floats, Ints, Part
from tertulia.understand.evidence import evidence_of
from tertulia.understand.models import Model, Task, shipped
from tertulia.understand.themes.near_duplicates import groups
from tertulia.understand.themes.words import words_of
from tertulia.understand.titled import titled
from tertulia.understand.vectoriser import as_matrix, vectorise
from tertulia.understand.vectoriser_kernel import SLOTS

SEEN = 2  # a slot that one post alone has teaches nothing, and would tell what it said
READ_WORDS = 1.0  # what words weigh against characters where models read (scoring_kernel.py)


@dataclass(frozen=True)
class Material:
    """Posts (n) with what the shipped models say of them and what a person said.

    `general` (n, labels of all tasks) as adapter.general_scores; `given` (n, labels of the part) the
    shipped probabilities; `matrix` (n, slots) the features; `truth` (n, values), `targets` (n, labels);
    `alike`: posts with the same number are near-duplicates.
    """

    part: Part
    model: Model
    task: Task
    posts: Ints
    general: Floats
    given: Floats
    matrix: Any
    slots: npt.NDArray[np.int32]
    truth: Ints
    targets: Ints
    alike: Ints

    def __len__(self) -> int:
        return len(self.posts)

    def take(self, rows: Ints) -> Material:
        """Some of the posts."""
        arrays = ("posts", "general", "given", "matrix", "truth", "targets", "alike")
        return replace(self, **{name: getattr(self, name)[rows] for name in arrays})

    @property
    def columns(self) -> list[int]:
        """Where the part's labels stand among all the model's."""
        return [self.task.first + at for at in self.part.columns(self.task)]

    @property
    def thresholds(self) -> Floats:
        """The shipped ones, of the part's labels."""
        return np.array([self.task.thresholds[at] for at in self.part.columns(self.task)])


def model_of(part: Part, lang: str | None) -> tuple[Model, Task] | None:
    """Which model reads the part in a language, and by which task."""
    for model in shipped():
        for task in model.tasks:
            if task.name == part.task and lang in task.languages:
                return model, task
    return None


def material(part: Part, model: Model, task: Task, labels: pa.Table) -> Material:
    """`labels` as lesson.LABELS, all of this part and of the task's languages."""
    texts = titled(labels)
    features = vectorise(texts)
    evidence = evidence_of(texts, model.name) if model.weighs_evidence else None
    given = model.probabilities(features, np.arange(len(labels)), evidence)
    slots = np.flatnonzero(np.bincount(features.slots, minlength=SLOTS) >= SEEN).astype(np.int32)
    places = np.full(SLOTS, -1, np.int32)
    places[slots] = np.arange(len(slots), dtype=np.int32)
    truth = part.truth(labels["value"].to_pylist())
    return Material(
        part,
        model,
        task,
        labels["post"].to_numpy(),
        general_scores(model, given),
        given[task.name][:, part.columns(task)],
        as_matrix(features, READ_WORDS, places, len(slots)).tocsr(),
        slots,
        truth,
        part.targets(truth),
        groups(words_of(pc.fill_null(texts, "").to_pylist())),
    )
