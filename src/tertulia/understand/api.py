"""What the other slices may use of the readings.

readings = read(posts)          # schema.READINGS, one row a post, same order
frame = classify(frame)         # a notebook's Arrow, Polars or pandas frame, with columns added
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tertulia.home import Home
from tertulia.posts.schema import READINGS
from tertulia.understand.adapting.adapter import Adapter, in_force, version_of
from tertulia.understand.answers import Answers
from tertulia.understand.cards import Card, cards
from tertulia.understand.evidence import evidence_of
from tertulia.understand.language import WORDLESS, Languages, languages_of
from tertulia.understand.models import Model, Task, shipped
from tertulia.understand.recipes import WORDLESS_MODEL
from tertulia.understand.titled import titled
from tertulia.understand.transformers.chosen import chosen, read_over_chosen, version
from tertulia.understand.vectoriser import Features, vectorise

__all__ = ["Card", "cards", "classify", "model_version", "read", "warm_up", "with_readings"]

BATCH = 8_192  # posts worked on at a time: keeps memory flat


def read(posts: pa.Table) -> pa.Table:
    """The readings of posts (any table with `text`; `title` and `lang` are used where they are there).

    Same length and order as `posts`. A text without words, or in a language that no model reads, has null
    readings.
    """
    pieces = [_read_batch(posts.slice(start, BATCH)) for start in range(0, len(posts), BATCH)]
    return pa.concat_tables(pieces) if pieces else READINGS.empty_table()


def model_version() -> str:
    """What readings are marked with now: the shipped weights, the lesson in use where corrections taught
    them, and the transformers in use, for instance "2f6c01b9+3;sentiment=1a2b3c4d"."""
    return version(version_of(in_force()), chosen(Home.of().models))


def warm_up() -> None:
    """Load the models and compile what is not cached, so that the first real post does not wait."""
    read(pa.table({"text": ["hola, ¿a qué hora abrís?", "hello there, thanks!"]}))


def _read_batch(posts: pa.Table) -> pa.Table:
    texts, adaptation = titled(posts), in_force()
    languages = languages_of(texts, _column(posts, "lang"))
    features = vectorise(texts)
    codes = languages.as_array()
    answers = Answers(len(posts))
    for model in shipped():
        adapter = adaptation.adapters.get(model.name) if adaptation else None
        _ask(model, adapter, texts, features, languages, answers)
    answers.columns |= {
        "lang": codes,
        "lang_p": pa.array(languages.probability, mask=languages.best < 0),
        "model": pa.array([version_of(adaptation)] * len(posts), pa.string()),
    }
    readings, used = answers.as_table(), chosen(Home.of().models)
    return read_over_chosen(readings, texts, used) if used else readings


def _column(posts: pa.Table, name: str) -> pa.Array | None:
    return posts.column(name).combine_chunks() if name in posts.column_names else None


def _ask(
    model: Model,
    adapter: Adapter | None,
    texts: pa.Array,
    features: Features,
    languages: Languages,
    answers: Answers,
) -> None:
    """Score the posts in the model's languages and keep what its tasks say."""
    rows = np.flatnonzero(np.any([_in_reach(task, model, languages) for task in model.tasks], axis=0))
    if not len(rows):
        return
    evidence = evidence_of(texts.take(pa.array(rows)), model.name) if model.weighs_evidence else None
    tasks, by_task = model.tasks, model.probabilities(features, rows, evidence)
    if adapter:
        tasks, by_task = adapter.adapted(model, features, rows, by_task)
    for task in tasks:
        mine = _in_reach(task, model, languages)[rows]
        answers.add(task, rows[mine], by_task[task.name][mine])


def _in_reach(task: Task, model: Model, languages: Languages) -> npt.NDArray[np.bool_]:
    """Which posts a task reads: those in its languages and, for what emoji tell, those without words."""
    theirs = [number for number, name in enumerate(languages.names) if name in task.languages]
    if model.name == WORDLESS_MODEL and task.name in ("sentiment", "emotion"):
        theirs.append(WORDLESS)
    return np.isin(languages.best, theirs)


def classify(frame: Any) -> Any:
    """The same kind of frame (Arrow table, Polars or pandas frame) with the readings as columns after its
    own.

    It needs a column `text`; `title` and `lang` (what the network declares) are used where they are there.
    """
    if isinstance(frame, pa.Table):
        return with_readings(frame)
    if hasattr(frame, "to_arrow"):
        import polars

        return polars.from_arrow(with_readings(frame.to_arrow()))
    joined = with_readings(pa.Table.from_pandas(frame))
    return joined.to_pandas()


def with_readings(table: pa.Table, readings: pa.Table | None = None) -> pa.Table:
    """`table` with its readings (those given, else read now) as columns after its own; `lang`, where the
    network declared it, is `declared_lang`."""
    own = ["declared_lang" if name == "lang" else name for name in table.column_names]
    readings = read(table) if readings is None else readings
    joined = pa.Table.from_arrays([*table.columns, *readings.columns], [*own, *readings.column_names])
    return joined.replace_schema_metadata(None)
