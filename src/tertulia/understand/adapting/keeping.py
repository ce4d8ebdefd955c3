"""The lessons of a workspace as files: `<number>.json` says what was learned, `<number>.npz` holds the
weights, `<number>.parquet` what was said of held-out posts, `active` the number in use. A number is given
once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.understand.adapting.lesson import HELD_OUT, Lesson, Score, TaskResult
from tertulia.understand.statistics import Interval

_ACTIVE = "active"


def lessons(folder: Path) -> list[Lesson]:
    """All lessons, the newest first."""
    return [_load(folder, number) for number in sorted(_numbers(folder), reverse=True)]


def next_number(folder: Path) -> int:
    return max(_numbers(folder), default=0) + 1


def weights_of(folder: Path, number: int) -> Path:
    """The file of a lesson's weights."""
    return folder / f"{number}.npz"


def _numbers(folder: Path) -> list[int]:
    return [int(path.stem) for path in folder.glob("*.json") if path.stem.isdigit()]


def active_number(folder: Path) -> int | None:
    """The number that the pointer names, whether or not that lesson can be used."""
    try:
        written = (folder / _ACTIVE).read_text("ascii").strip()
    except FileNotFoundError:
        return None
    return int(written) if written.isdigit() else None


def active(folder: Path) -> Lesson | None:
    """The lesson that readings follow; None where the shipped models read alone."""
    number = active_number(folder)
    lesson = _load(folder, number) if number in _numbers(folder) and number is not None else None
    return lesson if lesson and lesson.usable else None


def outdated(folder: Path) -> Lesson | None:
    """The lesson that was in use and is set aside, because its models are no longer shipped or posts it
    learned from were erased: it is time to teach anew."""
    number = active_number(folder)
    lesson = _load(folder, number) if number in _numbers(folder) and number is not None else None
    return lesson if lesson and not lesson.usable else None


def use(folder: Path, number: int | None) -> None:
    """Let readings follow a lesson from the next batch on; None: the shipped models alone.

    Raises `Problem` ("no-such-lesson", "lesson-not-usable").
    """
    if number is None:
        (folder / _ACTIVE).unlink(missing_ok=True)
        return
    if number not in _numbers(folder):
        raise Problem("no-such-lesson", Text("There is no lesson {number}.", number=number))
    _refuse_unusable(_load(folder, number))
    _write(folder / _ACTIVE, f"{number}\n".encode("ascii"))


def _refuse_unusable(lesson: Lesson) -> None:
    if lesson.usable:
        return
    if not lesson.kept:
        cause = Text("Lesson {number} made nothing better: there is nothing to use.", number=lesson.number)
        raise Problem("lesson-not-usable", cause)
    cause = (
        Text("Lesson {number} learned from posts that were erased.", number=lesson.number)
        if lesson.unlearned
        else Text("Lesson {number} adapts models that are no longer shipped.", number=lesson.number)
    )
    raise Problem("lesson-not-usable", cause, Text("Teach the models again: it takes seconds."))


def keep(folder: Path, lesson: Lesson, weights: Mapping[str, Any]) -> None:
    """Write a lesson: its description last, so that a lesson is there whole or not at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pq.write_table(lesson.held_out, folder / f"{lesson.number}.parquet")
    if weights:
        np.savez_compressed(weights_of(folder, lesson.number), **weights)
    _describe(folder, lesson)


def forget(folder: Path, posts: Collection[int]) -> list[int]:
    """Posts are no more: lessons that learned from them lose their weights and what was said of those posts.
    Returns their numbers; if the one in use is among them (`outdated`), the shipped models read until the
    models are taught anew."""
    gone = pa.array(list(posts), pa.int64())
    touched = []
    for lesson in lessons(folder):
        theirs = pc.is_in(lesson.held_out["post"], value_set=gone)
        lost = len(pc.unique(lesson.held_out.filter(theirs)["post"]))
        if lost:
            weights_of(folder, lesson.number).unlink(missing_ok=True)
            left = lesson.held_out.filter(pc.invert(theirs))
            _replace_table(folder / f"{lesson.number}.parquet", left)
            _describe(folder, replace(lesson, unlearned=lesson.unlearned + lost))
            touched.append(lesson.number)
    return touched


def _describe(folder: Path, lesson: Lesson) -> None:
    told = {name: value for name, value in vars(lesson).items() if name != "held_out"}
    told |= {"at": lesson.at.isoformat(), "tasks": [asdict(task) for task in lesson.tasks]}
    _write(folder / f"{lesson.number}.json", json.dumps(told, ensure_ascii=False, indent=1).encode())


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _replace_table(path: Path, table: pa.Table) -> None:
    part = path.with_name(f"{path.name}.part")
    pq.write_table(table, part)
    part.replace(path)


def _load(folder: Path, number: int) -> Lesson:
    told = json.loads((folder / f"{number}.json").read_text("utf-8"))
    path = folder / f"{number}.parquet"
    held_out = pq.read_table(path, schema=HELD_OUT) if path.exists() else HELD_OUT.empty_table()
    tasks = tuple(_result(task) for task in told.pop("tasks"))
    at = datetime.fromisoformat(told.pop("at"))
    return Lesson(at=at, tasks=tasks, held_out=held_out, **told)


def _result(told: dict[str, Any]) -> TaskResult:
    scores = {name: told[name] and _score(told[name]) for name in ("before", "after")}
    difference = told["difference"] and Interval(**told["difference"])
    return TaskResult(**{**told, **scores, "difference": difference})


def _score(told: dict[str, Any]) -> Score:
    return Score(Interval(**told["macro_f1"]), Interval(**told["accuracy"]), told["f1"])
