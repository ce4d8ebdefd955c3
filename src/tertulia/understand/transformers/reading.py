"""Readings with those of the chosen transformers in place of the shipped models'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.outbound.isolated import Isolated
from tertulia.posts.schema import READINGS
from tertulia.understand.transformers.encoder import Logits, logits_of, probabilities
from tertulia.understand.transformers.labels import TASKS, gathered
from tertulia.understand.transformers.readers import Reader

LEAST = 0.4  # below it the best of three is not given, as the shipped models do ("not sure")
_AT_ONCE = 256  # texts handed over at a time
_WITHIN_S = 300.0  # a machine without a fast processor reads a few a second
_MEMORY = 12 << 30  # address space: ONNX Runtime reserves far more than it uses


@cache
def _worker() -> Isolated:
    """The one process in which models are run."""
    return Isolated(within_s=_WITHIN_S, memory=_MEMORY)


def said_by(reader: Reader, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Probabilities of the task's labels (texts, labels), from the process that runs models.

    Raises `Problem` of encoder.encoder, and "too-slow", "worker-died".
    """
    logits = outputs(Path(reader.folder), reader.langs, reader.style, texts)[0]
    p = probabilities(logits, reader.several, reader.temperature)
    return gathered(p, reader.places, len(TASKS[reader.task]))


def outputs(folder: Path, langs: Sequence[str], style: str, texts: Sequence[str]) -> tuple[Logits, str]:
    """What a folder's model says of texts, and the style that it read them in."""
    lang = langs[0] if len(langs) == 1 else ""
    parts = []
    for start in range(0, len(texts), _AT_ONCE):
        part, style = _worker().run(logits_of, folder, lang, style, texts[start : start + _AT_ONCE])
        parts.append(part)
    return np.concatenate(parts), style


def read_over(readings: pa.Table, texts: pa.Array, used: Sequence[Reader]) -> pa.Table:
    """The readings (schema.READINGS) with what the readers say of the posts in their languages."""
    for reader in used:
        rows = np.flatnonzero(pc.is_in(readings["lang"], pa.array(reader.langs)).to_numpy())
        if len(rows):
            p = said_by(reader, texts.take(pa.array(rows)).to_pylist())
            readings = _with(readings, _COLUMNS[reader.task](p), rows)
    return readings


def _sentiment(p: npt.NDArray[np.float32]) -> dict[str, Any]:
    labels = TASKS["sentiment"]
    best = np.array([*labels, None], object)[np.where(p.max(axis=1) >= LEAST, p.argmax(axis=1), -1)]
    return {"sentiment": best} | {f"{label}_p": p[:, at] for at, label in enumerate(labels)}


def _emotion(p: npt.NDArray[np.float32]) -> dict[str, Any]:
    """The strongest; "none" where that is, and where a model of several sees none at all."""
    labels = TASKS["emotion"]
    none = labels.index("none")
    best = np.where((p[:, :none].max(axis=1) >= LEAST) | (p[:, none] > 0), p.argmax(axis=1), none)
    columns = {f"{label}_p": p[:, at] for at, label in enumerate(labels[:none])}
    return {"emotion": np.array(labels, object)[best]} | columns


def _irony(p: npt.NDArray[np.float32]) -> dict[str, Any]:
    return {"irony": p[:, 0] > p[:, 1], "irony_p": p[:, 0]}


_COLUMNS: dict[str, Callable[[npt.NDArray[np.float32]], dict[str, Any]]] = {
    "sentiment": _sentiment,
    "emotion": _emotion,
    "irony": _irony,
}


def _with(readings: pa.Table, columns: dict[str, Any], rows: npt.NDArray[np.int64]) -> pa.Table:
    """The readings with these columns' values at these rows."""
    for name, values in columns.items():
        at = readings.schema.get_field_index(name)
        changed = np.array(readings[name].to_pylist(), object)
        changed[rows] = values
        kind = READINGS.field(name).type
        readings = readings.set_column(at, READINGS.field(name), pa.array(changed.tolist(), kind))
    return readings
