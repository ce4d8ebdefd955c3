"""What the other slices may use of the readings.

readings = read(posts)          # schema.READINGS, one row a post, same order
frame = classify(frame)         # a notebook's Arrow, Polars or pandas frame, with columns added
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.schema import EMOTIONS, READINGS, SENTIMENTS
from tertulia.understand.cards import Card, cards
from tertulia.understand.decisions import decide
from tertulia.understand.intents import as_lists, intents_of
from tertulia.understand.language import WORDLESS, Languages, languages_of
from tertulia.understand.models import Model, Task, model_version, shipped
from tertulia.understand.recipes import WORDLESS_MODEL
from tertulia.understand.rules.intents import LANGUAGES as INTENT_LANGUAGES
from tertulia.understand.vectoriser import Features, vectorise

__all__ = ["Card", "cards", "classify", "model_version", "read", "warm_up", "with_readings"]

BATCH = 8_192  # posts worked on at a time: keeps memory flat
Columns = dict[str, Any]


def read(posts: pa.Table) -> pa.Table:
    """The readings of posts (any table with `text`; `title` and `lang` are used where they are there).

    Same length and order as `posts`. A text without words, or in a language that no model reads, has null
    readings.
    """
    pieces = [_read_batch(posts.slice(start, BATCH)) for start in range(0, len(posts), BATCH)]
    return pa.concat_tables(pieces) if pieces else READINGS.empty_table()


def warm_up() -> None:
    """Load the models and compile what is not cached, so that the first real post does not wait."""
    read(pa.table({"text": ["hola, ¿a qué hora abrís?", "hello there, thanks!"]}))


def _read_batch(posts: pa.Table) -> pa.Table:
    texts = _texts(posts)
    languages = languages_of(texts, _column(posts, "lang"))
    features = vectorise(texts)
    codes = languages.as_array()
    columns: Columns = {"lang": codes, "lang_p": pa.array(languages.probability, mask=languages.best < 0)}
    acts: dict[str, npt.NDArray[np.float32]] = {}
    for model in shipped():
        _add_model(model, features, languages, columns, acts)
    known = pc.fill_null(pc.is_in(codes, pa.array(INTENT_LANGUAGES)), False).to_numpy(zero_copy_only=False)
    columns["intents"], columns["intents_p"] = as_lists(intents_of(texts, codes, acts), known)
    columns["model"] = pa.array([model_version()] * len(posts), pa.string())
    return pa.table({name: _finished(columns, name, len(posts)) for name in READINGS.names}, schema=READINGS)


def _texts(posts: pa.Table) -> pa.Array:
    """Title and text as one; a post of a network without titles is its text."""
    text = pc.fill_null(posts.column("text").combine_chunks().cast(pa.large_string()), "")
    title = _column(posts, "title")
    if title is None or title.null_count == len(title):
        return text
    title = title.cast(pa.large_string())
    return pc.if_else(
        pc.is_valid(title), pc.binary_join_element_wise(title, text, pa.scalar("\n", pa.large_string())), text
    )


def _column(posts: pa.Table, name: str) -> pa.Array | None:
    return posts.column(name).combine_chunks() if name in posts.column_names else None


def _add_model(
    model: Model,
    features: Features,
    languages: Languages,
    columns: Columns,
    acts: dict[str, npt.NDArray[np.float32]],
) -> None:
    """Score the posts in the model's languages and write what its tasks say into `columns` and `acts`."""
    rows = np.flatnonzero(np.any([_in_reach(task, model, languages) for task in model.tasks], axis=0))
    if not len(rows):
        return
    by_task = model.probabilities(features, rows)
    for task in model.tasks:
        mine = _in_reach(task, model, languages)[rows]
        _WRITERS[task.name](task, by_task[task.name][mine], rows[mine], len(features), columns, acts)


def _in_reach(task: Task, model: Model, languages: Languages) -> npt.NDArray[np.bool_]:
    """Which posts a task reads: those in its languages and, for what emoji tell, those without words."""
    theirs = [number for number, name in enumerate(languages.names) if name in task.languages]
    if model.name == WORDLESS_MODEL and task.name in ("sentiment", "emotion"):
        theirs.append(WORDLESS)
    return np.isin(languages.best, theirs)


def _sentiment(
    task: Task,
    p: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    n: int,
    columns: Columns,
    acts: Columns,
) -> None:
    said = decide(p, np.array(task.thresholds), exclusive=True)
    sure = p.max(axis=1) >= task.least
    _labels(columns, "sentiment", np.array([*SENTIMENTS, None])[np.where(sure, said, -1)], rows, n)
    for k, label in enumerate(SENTIMENTS):
        _numbers(columns, f"{label}_p", p[:, k], rows, n)


def _emotion(
    task: Task,
    p: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    n: int,
    columns: Columns,
    acts: Columns,
) -> None:
    """The likeliest of the emotions that reach their thresholds; "none" if none does."""
    said = decide(p, np.array(task.thresholds), exclusive=False)
    strongest = np.where(said == 1, p, 0).argmax(axis=1)
    _labels(columns, "emotion", np.array(EMOTIONS)[np.where(said.any(axis=1), strongest, -1)], rows, n)
    for k, label in enumerate(task.labels):
        _numbers(columns, f"{label}_p", p[:, k], rows, n)


def _offensive(
    task: Task,
    p: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    n: int,
    columns: Columns,
    acts: Columns,
) -> None:
    said = decide(p, np.array(task.thresholds), exclusive=True)
    _labels(columns, "offensive", np.array(task.labels)[said], rows, n)
    _numbers(columns, "offensive_p", 1 - p[:, 0], rows, n)


def _irony(
    task: Task,
    p: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    n: int,
    columns: Columns,
    acts: Columns,
) -> None:
    _labels(columns, "irony", p[:, 0] >= task.thresholds[0], rows, n)
    _numbers(columns, "irony_p", p[:, 0], rows, n)


def _acts(
    task: Task,
    p: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    n: int,
    columns: Columns,
    acts: Columns,
) -> None:
    for k, label in enumerate(task.labels):
        acts.setdefault(label, np.zeros(n, np.float32))[rows] = p[:, k]


_WRITERS = {
    "sentiment": _sentiment,
    "emotion": _emotion,
    "offensive": _offensive,
    "irony": _irony,
    "acts": _acts,
}


def _labels(columns: Columns, name: str, values: Any, rows: npt.NDArray[np.int64], n: int) -> None:
    columns.setdefault(name, np.full(n, None, object))[rows] = values


def _numbers(columns: Columns, name: str, values: Any, rows: npt.NDArray[np.int64], n: int) -> None:
    columns.setdefault(name, np.full(n, np.nan, np.float32))[rows] = values


def _finished(columns: Columns, name: str, n: int) -> pa.Array:
    """A column as Arrow has it; what no model wrote is null."""
    type_ = READINGS.field(name).type
    values = columns.get(name)
    if values is None:
        return pa.nulls(n, type_)
    if isinstance(values, np.ndarray):
        return pa.array(values, type_, from_pandas=True)
    return values.cast(type_)


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


def with_readings(table: pa.Table) -> pa.Table:
    """`table` with its readings as columns after its own; `lang`, where the network declared it, is
    `declared_lang`."""
    own = ["declared_lang" if name == "lang" else name for name in table.column_names]
    readings = read(table)
    joined = pa.Table.from_arrays([*table.columns, *readings.columns], [*own, *readings.column_names])
    return joined.replace_schema_metadata(None)
