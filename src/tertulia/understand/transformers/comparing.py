"""Whether a transformer reads a workspace's own posts better than what reads them now: on people's labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.understand.adapting.api import LEAST, active
from tertulia.understand.figures import accuracy, macro_f1
from tertulia.understand.statistics import Interval
from tertulia.understand.transformers.encoder import Logits, probabilities
from tertulia.understand.transformers.folder import files_of
from tertulia.understand.transformers.labels import TASKS, gathered, meaning
from tertulia.understand.transformers.readers import Reader
from tertulia.understand.transformers.reading import outputs

_DRAWS = 1000
_TEMPERATURES = np.geomspace(0.25, 8, 41)
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Trial:
    """A model beside the present readings on `n` labelled posts. `difference` is that of the macro-F1 of the
    same posts; `better`: its interval lies above 0."""

    n: int
    before: Interval
    after: Interval
    before_accuracy: Interval
    after_accuracy: Interval
    difference: Interval

    @property
    def better(self) -> bool:
        return self.difference.low > 0


def tried(
    labels: pa.Table, lessons: Path, folder: Path, task: str, lang: str, told: Sequence[str] = ()
) -> tuple[Reader, Trial]:
    """A model's folder as a reader of a task and language, and how it does on people's labels (LABELS).

    `lessons` is the folder of what was taught: posts that taught count as they were read without their label.
    The temperature is fitted on the labels; it moves no label, only probabilities.
    Raises `Problem` ("too-few-labels", and those of folder.files_of, labels.meaning, encoder.encoder).
    """
    files = files_of(folder)
    places = meaning(task, files.labels, told)
    mine = _labelled(labels, task, lang)
    truth = _numbers(mine["value"], task)
    logits, style = outputs(folder, (lang,), "", mine["text"].to_pylist())
    temperature = _temperature(logits, files.several, places, truth, len(TASKS[task]))
    p = gathered(probabilities(logits, files.several, temperature), places, len(TASKS[task]))
    trial = _trial(truth, _numbers(_present(mine, lessons, task), task), p.argmax(axis=1))
    found = Reader(
        0, str(folder), task, (lang,), places, files.several, style, temperature, files.digest,
        trial=asdict(trial),
    )  # fmt: skip
    return found, trial


def _labelled(labels: pa.Table, task: str, lang: str) -> pa.Table:
    mine = labels.filter((pc.field("task") == task) & (pc.field("lang") == lang))
    if len(mine) < LEAST:
        cause = Text("There are {n} labels of this task in this language.", n=len(mine))
        remedy = Text("Label at least {least} posts: Settings, Models, Your own accuracy.", least=LEAST)
        raise Problem("too-few-labels", cause, remedy)
    return mine


def _numbers(values: pa.ChunkedArray, task: str) -> Ints:
    """Places in TASKS[task]; -1 where nothing is said."""
    found = pc.index_in(values, pa.array(TASKS[task]))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int64)


def _present(mine: pa.Table, lessons: Path, task: str) -> pa.ChunkedArray:
    """What is said of the posts now; of those that taught, by models that did not see their label."""
    from tertulia.understand.api import read

    said = read(mine.select(["text", "title", "lang"]))[task].cast(pa.string())
    lesson = active(lessons)
    if lesson is None:
        return said
    held_out = lesson.held_out.filter(pc.field("task") == task)
    at = pc.index_in(mine["post"], held_out["post"].combine_chunks())
    return pc.if_else(at.is_valid(), held_out["after"].take(at), said)


def _temperature(logits: Logits, several: bool, places: Sequence[int], truth: Ints, labels: int) -> float:
    """The temperature of least log-loss on the labels (Guo et al. 2017)."""
    losses = []
    for temperature in _TEMPERATURES:
        p = gathered(probabilities(logits, several, float(temperature)), places, labels)
        losses.append(-np.log(np.clip(p[np.arange(len(truth)), truth], 1e-6, 1)).mean())
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _trial(truth: Ints, before: Ints, after: Ints) -> Trial:
    """Figures with intervals from draws of posts that both are measured on."""
    random = np.random.default_rng(0)
    draws = [random.integers(0, len(truth), len(truth)) for _ in range(_DRAWS)]
    ours, theirs = ([macro_f1(truth[d], said[d]) for d in draws] for said in (before, after))
    return Trial(
        len(truth),
        _interval(macro_f1(truth, before), ours),
        _interval(macro_f1(truth, after), theirs),
        _interval(accuracy(truth, before), [accuracy(truth[d], before[d]) for d in draws]),
        _interval(accuracy(truth, after), [accuracy(truth[d], after[d]) for d in draws]),
        _interval(
            macro_f1(truth, after) - macro_f1(truth, before),
            [b - a for a, b in zip(ours, theirs, strict=True)],
        ),
    )


def _interval(value: float, draws: Sequence[float]) -> Interval:
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(value, float(low), float(high))
