"""Teaches the shipped models with a workspace's corrections. For worker processes: imports scikit-learn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.understand.adapting.adapter import Change, packed, written
from tertulia.understand.adapting.keeping import keep, next_number, use
from tertulia.understand.adapting.lesson import HELD_OUT, LABELS, Lesson, TaskResult
from tertulia.understand.adapting.material import Material, material, model_of
from tertulia.understand.adapting.parts import PARTS, Floats, Ints, Part
from tertulia.understand.adapting.scoring import draws, interval, known, macro, right, score
from tertulia.understand.adapting.solving import LEAST_OF_EACH, HeldOut, changed, hold_out, learnable
from tertulia.understand.models import model_version
from tertulia.understand.statistics import Interval

LEAST = 40  # labels of a task in a group of languages, below which nothing is tried
DOUBT = 10  # per cent of bootstrap draws in which what is kept may seem to know nothing


@dataclass(frozen=True)
class Taught:
    """What became of one part in one group of languages."""

    result: TaskResult
    held_out: pa.Table  # HELD_OUT
    change: tuple[Change, Any, Floats] | None = None  # with its slots and weights, where it is kept


def teach(labels: pa.Table, folder: Path, person: str) -> Lesson:
    """Learn from all labels (LABELS), keep the lesson in the folder, and put it in use if it reads better.

    Every lesson starts from the shipped models. A task is kept only where repeated cross-validation shows it
    to be better (`is_better`); where none is, the shipped models read on. Raises `Problem` ("no-labels").
    """
    from threadpoolctl import threadpool_limits

    if not len(labels):
        raise Problem(
            "no-labels",
            Text("Nobody has confirmed or corrected a reading yet."),
            Text("Check some of your posts first."),
        )
    with threadpool_limits(1):  # on small matrices threads only wait for each other
        taught = teach_all(labels)
    lesson = Lesson(
        next_number(folder),
        datetime.now(UTC),
        person,
        model_version(),
        pc.count_distinct(labels["post"]).as_py(),
        tuple(one.result for one in taught),
        pa.concat_tables([HELD_OUT.empty_table(), *(one.held_out for one in taught)]),
    )
    keep(folder, lesson, _weights(taught))
    use(folder, lesson.number if lesson.kept else None)
    return lesson


def teach_all(labels: pa.Table) -> list[Taught]:
    """Each part in each group of languages, in the order of PARTS."""
    labels = labels.select(LABELS.names).cast(LABELS)
    taught = []
    for part in PARTS.values():
        mine = labels.filter(pc.equal(labels["task"], part.name))
        groups: dict[str, list[int]] = defaultdict(list)
        for row, lang in enumerate(mine["lang"].to_pylist()):
            found = model_of(part, lang)
            groups[found[0].name if found else ""].append(row)
        taught += [_taught(part, group, mine.take(rows)) for group, rows in sorted(groups.items())]
    return taught


def _taught(part: Part, group: str, labels: pa.Table) -> Taught:
    found = model_of(part, labels["lang"][0].as_py())
    truth = part.truth(labels["value"].to_pylist())
    if found is None:
        return Taught(_untried(part, group, truth, "no-model"), HELD_OUT.empty_table())
    if len(labels) < LEAST or (truth.sum(axis=0) >= LEAST_OF_EACH).sum() < 2:
        return Taught(_untried(part, group, truth, "too-few"), HELD_OUT.empty_table())
    what = material(part, *found, labels)
    held = hold_out(what)
    result = result_of(what, held)
    change = (*changed(what, held.line),) if result.kept else None
    told = _held_out(what, held, labels["value"].to_pylist())
    return Taught(result, told, change and (change[0], what.slots, change[1]))


def _untried(part: Part, group: str, truth: Ints, reason: str) -> TaskResult:
    counts, missing = _counts(part, truth)
    return TaskResult(part.name, group, len(truth), counts, missing, None, None, None, False, reason)


def _counts(part: Part, truth: Ints) -> tuple[dict[str, int], dict[str, int]]:
    counts = dict(zip(part.values, map(int, truth.sum(axis=0)), strict=True))
    missing = {value: LEAST_OF_EACH - count for value, count in counts.items() if count < LEAST_OF_EACH}
    if len(truth) < LEAST:
        missing[""] = LEAST - len(truth)
    return counts, missing


def result_of(what: Material, held: HeldOut) -> TaskResult:
    """Values that too few posts have count in no figure."""
    part = what.part
    counts, missing = _counts(part, what.truth)
    counted = [at for at, value in enumerate(part.values) if value not in missing]
    names = [part.values[at] for at in counted]
    shipped = part.said(what.given, what.thresholds, what.task.exclusive)[:, counted]
    truth, said, drawn = what.truth[:, counted], held.said[:, :, counted], draws(len(what))
    difference = interval(macro(drawn, truth, said) - macro(drawn, truth, shipped))
    righter = interval(right(drawn, truth, said) - right(drawn, truth, shipped))
    taught = learnable(what)
    knows = known(drawn, what.targets[:, taught], held.probability[:, taught])
    better = is_better(difference, righter, knows)
    return TaskResult(
        part.name,
        what.model.name,
        len(what),
        counts,
        missing,
        score(drawn, truth, shipped, names),
        score(drawn, truth, said, names),
        difference,
        better,
        "better" if better else "no-better",
    )


def is_better(difference: Interval, righter: Interval, knows: Floats) -> bool:
    """Whether an adaptation is kept, from the differences of macro-F1 and of the share of posts that are
    right, and draws of what it knows (scoring.known).

    Macro-F1 of a few hundred posts hangs on its rarest value; where it is not sure, the share of posts that
    are right may be, if macro-F1 does not speak against it. And guesses that favour no value have a better
    macro-F1 than readings that favour one: what tells nothing of a post is never kept.
    """
    better = difference.low > 0 or (righter.low > 0 and difference.value > 0)
    return bool(better and np.percentile(knows, DOUBT) > 0)


def _held_out(what: Material, held: HeldOut, values: list[str]) -> pa.Table:
    part, exclusive = what.part, what.task.exclusive
    before = part.written(part.said(what.given, what.thresholds, exclusive))
    after = part.written(part.said(held.probability, held.line.thresholds, exclusive))
    columns = {
        "post": what.posts,
        "task": [part.name] * len(what),
        "lang": [what.model.name] * len(what),
        "value": values,
        "before": _sure(what, what.given, before),
        "after": _sure(what, held.probability, after),
        "labels": [list(part.labels)] * len(what),
        "probabilities": [row.tolist() for row in held.probability.astype(np.float32)],
    }
    return pa.table(columns, HELD_OUT)


def _sure(what: Material, probability: Floats, said: list[str]) -> list[str | None]:
    """Null where readings give no label."""
    unsure = probability.max(axis=1) < what.task.least
    return [None if doubt else value for doubt, value in zip(unsure, said, strict=True)]


def _weights(taught: list[Taught]) -> dict[str, Any]:
    """The file of the changes that are kept, by model; empty where none is."""
    by_model: dict[str, list[tuple[Change, Any, Floats]]] = defaultdict(list)
    for one in taught:
        if one.change:
            by_model[one.result.lang].append(one.change)
    described: dict[str, list[dict[str, Any]]] = {}
    arrays: dict[str, Any] = {}
    for model, changes in by_model.items():
        described[model], own = packed(model, changes)
        arrays |= own
    return {"told": written(model_version(), described), **arrays} if arrays else {}
