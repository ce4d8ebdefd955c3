"""What a person's word may teach: parts of the models' tasks, with truth and readings in one form.

Truth and what is said are 0/1 (posts, values) in the order of a part's `values`; but for intents exactly one
is 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.posts.schema import EMOTIONS, INTENTS, OFFENSES, SENTIMENTS
from tertulia.understand.corpora import FEELINGS
from tertulia.understand.decisions import decide, one_hot
from tertulia.understand.labelled import NEEDS_REPLY
from tertulia.understand.models import Task

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
YES_OR_NO = ("false", "true")


@dataclass(frozen=True)
class Part:
    """`name` is the task of a correction, `task` the model's; its columns there are `labels`. `values` are
    what a person may say, `several` whether of several at once."""

    name: str
    task: str
    labels: tuple[str, ...]
    values: tuple[str, ...]
    several: bool = False

    def columns(self, task: Task) -> list[int]:
        """Where its labels stand among the task's."""
        return [task.labels.index(label) for label in self.labels]

    def truth(self, values: list[str]) -> Ints:
        """(posts, values) of what a person said; unknown names are passed over."""
        said = [set(value.split(",")) if self.several else {value} for value in values]
        return np.array([[int(name in one) for name in self.values] for one in said]).reshape(
            -1, len(self.values)
        )

    def targets(self, truth: Ints) -> Ints:
        """(posts, labels): what each label is to learn. Emotions have no label for "none", yes-or-no
        questions have one for "true" alone."""
        return truth[:, [self.values.index(name) for name in self._taught]]

    @property
    def _taught(self) -> tuple[str, ...]:
        return ("true",) if self.values == YES_OR_NO else self.labels

    def said(self, probability: Floats, thresholds: Floats, exclusive: bool) -> Ints:
        """(posts, values) that readings would show, as answers.py decides them."""
        if exclusive:
            return one_hot(decide(probability, thresholds, exclusive=True), len(self.values))
        rest = len(self.labels) - 1 if self.several else None
        given = decide(probability, thresholds, exclusive=False, rest=rest)
        if self.several:
            return given
        if self.values == YES_OR_NO:
            return np.hstack([1 - given, given])
        strongest = np.where(given == 1, probability, 0).argmax(axis=1)
        return one_hot(np.where(given.any(axis=1), strongest, len(FEELINGS)), len(self.values))

    def written(self, said: Ints) -> list[str]:
        """As corrections are kept."""
        return [",".join(name for name, yes in zip(self.values, row, strict=True) if yes) for row in said]


PARTS = {
    part.name: part
    for part in (
        Part("sentiment", "sentiment", SENTIMENTS, SENTIMENTS),
        Part("emotion", "emotion", FEELINGS, EMOTIONS),
        Part("offensive", "offensive", OFFENSES, OFFENSES),
        Part("irony", "irony", ("irony",), YES_OR_NO),
        Part("intents", "intents", INTENTS, INTENTS, several=True),
        Part(NEEDS_REPLY, "intents", (NEEDS_REPLY,), YES_OR_NO),
    )
}
