"""A model's folder: which files it must hold, and what they say. Nothing in it is ever run as a program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text

_GRAPHS = ("model.onnx", "onnx/model.onnx")
_LONGEST = 128  # pieces of a text that are read: posts are short, and time grows with the longest of a batch


@dataclass(frozen=True)
class Files:
    """The files of a model. `labels` are its own names by output; `several`: a text may have several at
    once; `longest`: how many pieces of a text it reads."""

    graph: Path
    tokenizer: Path
    labels: Mapping[int, str]
    several: bool
    longest: int
    padding: int

    @property
    def digest(self) -> str:
        """A short name of exactly this model."""
        with self.graph.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:8]


def files_of(folder: Path) -> Files:
    """What the folder holds. Raises `Problem` ("no-such-folder", "no-graph", "no-tokenizer", "no-labels")."""
    if not folder.is_dir():
        raise Problem("no-such-folder", Text("There is no folder {name}.", name=str(folder)))
    graph = next((folder / name for name in _GRAPHS if (folder / name).is_file()), None)
    if graph is None:
        raise _no_graph(folder)
    tokenizer = folder / "tokenizer.json"
    if not tokenizer.is_file():
        raise Problem(
            "no-tokenizer",
            Text("The folder has no tokenizer.json."),
            Text("Export the model again: the export writes it."),
            str(folder),
        )
    told = _configuration(folder)
    return Files(
        graph,
        tokenizer,
        _labels(told, folder),
        told.get("problem_type") == "multi_label_classification",
        _longest(told),
        told.get("pad_token_id") or 0,
    )


def _no_graph(folder: Path) -> Problem:
    return Problem(
        "no-graph",
        Text("The folder has no model.onnx: weights in another form are not loaded."),
        Text("Export it once with `tertulia readers export`: the how-to on transformers says how."),
        str(folder),
    )


def _configuration(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        told = None
    return told if isinstance(told, dict) else {}


def _labels(told: Mapping[str, Any], folder: Path) -> dict[int, str]:
    given = told.get("id2label")
    if not isinstance(given, dict) or sorted(given) != sorted(map(str, range(len(given)))) or len(given) < 2:
        raise Problem(
            "no-labels",
            Text("The model’s config.json does not name its labels."),
            Text("Only models that sort texts into classes can be used."),
            str(folder),
        )
    return {int(at): str(name) for at, name in given.items()}


def _longest(told: Mapping[str, Any]) -> int:
    """RoBERTa counts two of its positions for itself."""
    room = told.get("max_position_embeddings")
    return min(_LONGEST, room - 2) if isinstance(room, int) and room > 2 else _LONGEST
