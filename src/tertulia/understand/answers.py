"""What the models say of a batch of posts, put into the columns of schema.READINGS."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertulia.posts.schema import EMOTIONS, READINGS, SENTIMENTS
from tertulia.understand.decisions import decide
from tertulia.understand.labelled import NEEDS_REPLY
from tertulia.understand.models import Task

Rows = npt.NDArray[np.int64]
Probabilities = npt.NDArray[np.float32]


class Answers:
    """The columns of `posts` posts."""

    def __init__(self, posts: int) -> None:
        self.posts = posts
        self.columns: dict[str, Any] = {}

    def add(self, task: Task, rows: Rows, p: Probabilities) -> None:
        """Keep what a task says of these rows: `p` has a row each and a column a label."""
        write = {
            "sentiment": self._sentiment,
            "emotion": self._emotion,
            "offensive": self._offensive,
            "irony": self._irony,
            "intents": self._intents,
        }[task.name]
        write(task, rows, p)

    def _sentiment(self, task: Task, rows: Rows, p: Probabilities) -> None:
        said = decide(p, np.array(task.thresholds), exclusive=True)
        sure = p.max(axis=1) >= task.least
        self._labels("sentiment", rows, np.array([*SENTIMENTS, None])[np.where(sure, said, -1)])
        self._probabilities(SENTIMENTS, rows, p)

    def _emotion(self, task: Task, rows: Rows, p: Probabilities) -> None:
        """The likeliest of the emotions that reach their thresholds; "none" if none does."""
        said = decide(p, np.array(task.thresholds), exclusive=False)
        strongest = np.where(said == 1, p, 0).argmax(axis=1)
        self._labels("emotion", rows, np.array(EMOTIONS)[np.where(said.any(axis=1), strongest, -1)])
        self._probabilities(task.labels, rows, p)

    def _offensive(self, task: Task, rows: Rows, p: Probabilities) -> None:
        said = decide(p, np.array(task.thresholds), exclusive=True)
        self._labels("offensive", rows, np.array(task.labels)[said])
        self._numbers("offensive_p", rows, 1 - p[:, 0])

    def _irony(self, task: Task, rows: Rows, p: Probabilities) -> None:
        self._labels("irony", rows, p[:, 0] >= task.thresholds[0])
        self._numbers("irony_p", rows, p[:, 0])

    def _intents(self, task: Task, rows: Rows, p: Probabilities) -> None:
        """The intents that reach their thresholds, the likeliest first, each with its probability."""
        said = decide(p, np.array(task.thresholds), exclusive=False, rest=task.rest)
        reply = task.labels.index(NEEDS_REPLY)
        self._labels(NEEDS_REPLY, rows, said[:, reply] == 1)
        self._numbers(f"{NEEDS_REPLY}_p", rows, p[:, reply])
        order = np.argsort(-p[:, :reply], axis=1, kind="stable")
        kept = [[k for k in best if given[k]] for best, given in zip(order, said, strict=True)]
        self._lists("intents", rows, [[task.labels[k] for k in ks] for ks in kept])
        self._lists("intents_p", rows, [row[ks].tolist() for row, ks in zip(p, kept, strict=True)])

    def _labels(self, name: str, rows: Rows, values: Any) -> None:
        self.columns.setdefault(name, np.full(self.posts, None, object))[rows] = values

    def _probabilities(self, labels: Any, rows: Rows, p: Probabilities) -> None:
        for k, label in enumerate(labels):
            self._numbers(f"{label}_p", rows, p[:, k])

    def _numbers(self, name: str, rows: Rows, values: Any) -> None:
        self.columns.setdefault(name, np.full(self.posts, np.nan, np.float32))[rows] = values

    def _lists(self, name: str, rows: Rows, values: list[list[Any]]) -> None:
        column = self.columns.setdefault(name, np.full(self.posts, None, object))
        for row, value in zip(rows, values, strict=True):
            column[row] = value

    def as_table(self) -> pa.Table:
        """The readings; what no model wrote is null."""
        return pa.table({name: self._finished(name) for name in READINGS.names}, schema=READINGS)

    def _finished(self, name: str) -> pa.Array:
        type_ = READINGS.field(name).type
        values = self.columns.get(name)
        if values is None:
            return pa.nulls(self.posts, type_)
        if isinstance(values, np.ndarray):
            return pa.array(values, type_, from_pandas=True)
        return values.cast(type_)
