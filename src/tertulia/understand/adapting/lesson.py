"""What was learned from a workspace's corrections, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from tertulia.i18n import Text
from tertulia.understand.statistics import Interval

# What teaches: each row a person's word on one post. `lang` is the language the post was read in; `value` is
# as the store keeps it in `corrections` (intents with commas between, irony and needs_reply "true"/"false").
LABELS = pa.schema(
    [
        pa.field("post", pa.int64(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("title", pa.string()),
        pa.field("lang", pa.string()),
        pa.field("task", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
    ]
)
# What is said of each post that taught, by models that never saw its label: the honest word on it once the
# lesson is in use. `before` is what the shipped models say, `value` the person's word; all three are written
# as in LABELS, null where the models are not sure. `probabilities` are those of `labels`.
HELD_OUT = pa.schema(
    [
        pa.field("post", pa.int64(), nullable=False),
        pa.field("task", pa.string(), nullable=False),
        pa.field("lang", pa.string(), nullable=False),  # the group of languages: "es", "en", "other"
        pa.field("value", pa.string(), nullable=False),
        pa.field("before", pa.string()),
        pa.field("after", pa.string()),
        pa.field("labels", pa.list_(pa.string())),
        pa.field("probabilities", pa.list_(pa.float32())),
    ]
)


@dataclass(frozen=True)
class Score:
    """How good readings are on posts they were not taught with. Shares from 0 to 1; `f1` by label."""

    macro_f1: Interval
    accuracy: Interval
    f1: Mapping[str, float]


@dataclass(frozen=True)
class TaskResult:
    """What `n` labels of a task taught the models of a group of languages ("es", "en", "other").

    `counts`: labels of each value. `missing`: how many more labels of each value it takes to try at all, and
    under "" how many more in all; empty where they are enough. `before` are the shipped models, `after` the
    adapted ones, both on posts held out; None where nothing was tried. `difference` is that of the macro-F1,
    of the same posts. `reason`: "better", "no-better", "too-few", "no-model".
    """

    task: str
    lang: str
    n: int
    counts: Mapping[str, int]
    missing: Mapping[str, int]
    before: Score | None
    after: Score | None
    difference: Interval | None
    kept: bool
    reason: str


@dataclass(frozen=True)
class Lesson:
    """A version of what the corrections taught. `base`: the shipped models it adapts. `posts`: how many posts
    taught. `unlearned`: how many of them were erased since; such a lesson has no weights any more."""

    number: int
    at: datetime
    by: str
    base: str
    posts: int
    tasks: tuple[TaskResult, ...]
    held_out: pa.Table  # HELD_OUT
    unlearned: int = 0

    @property
    def kept(self) -> bool:
        """Whether any task reads better by it."""
        return any(task.kept for task in self.tasks)

    @property
    def version(self) -> str:
        """What readings that it gave are marked with, for instance "2f6c01b9+3"."""
        return f"{self.base}+{self.number}"

    @property
    def usable(self) -> bool:
        """Whether it can be put in use: it has weights, and they adapt the models that are shipped now."""
        from tertulia.understand.models import model_version

        return self.kept and not self.unlearned and self.base == model_version()


def why(result: TaskResult) -> Text:
    """The reason of a result in words."""
    return {
        "better": Text("It reads posts better that it did not see."),
        "no-better": Text(
            "On posts that it did not see it is not surely better, so the shipped models stay."
        ),
        "too-few": Text("Too few labels to tell."),
        "no-model": Text("There is no model for this language."),
    }[result.reason]
