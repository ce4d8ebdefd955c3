"""Runs a model over texts with ONNX Runtime. For worker processes: a model takes hundreds of megabytes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.understand.transformers.folder import Files, files_of
from tertulia.understand.transformers.preparing import preparer, style_of

BATCH = 32
Logits = npt.NDArray[np.float32]


class Encoder:
    """A model ready to read. `style` "" takes the one that its vocabulary shows."""

    def __init__(self, files: Files, lang: str, style: str = "") -> None:
        runtime, tokenizers = libraries()
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(files.tokenizer))
            self._session = runtime.InferenceSession(
                str(files.graph), _few_cores(runtime), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # either library raises types of its own for a broken file
            raise _broken(files.graph.parent, error) from error
        self._tokenizer.enable_truncation(files.longest)
        self._tokenizer.enable_padding(pad_id=files.padding)
        self._wanted = {given.name for given in self._session.get_inputs()}
        self._labels = len(files.labels)
        self._folder = files.graph.parent
        self.style = style or style_of(self._tokenizer.token_to_id)
        self._prepare = preparer(self.style, lang)

    def logits(self, texts: Sequence[str]) -> Logits:
        """(texts, outputs); texts of like length go together, so that little is padded."""
        prepared = [self._prepare(text) for text in texts]
        order = np.argsort([len(text) for text in prepared], kind="stable")
        found = np.empty((len(texts), self._labels), np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found[rows] = self._run([prepared[row] for row in rows])
        return found

    def _run(self, texts: list[str]) -> Logits:
        encoded = self._tokenizer.encode_batch(texts)
        given = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
            "token_type_ids": np.array([one.type_ids for one in encoded], np.int64),
        }
        try:
            logits = self._session.run(None, {name: given[name] for name in self._wanted})[0]
        except Exception as error:  # a type of its own for each thing that a graph can have against its input
            raise _broken(self._folder, error) from error
        return np.asarray(logits, np.float32)


def probabilities(logits: Logits, several: bool, temperature: float = 1.0) -> Logits:
    """Outputs as probabilities (posts, outputs), after dividing by the temperature (Guo et al. 2017)."""
    scaled = logits / temperature
    if several:
        return np.asarray(1 / (1 + np.exp(-np.clip(scaled, -30, 30))), np.float32)
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


@lru_cache(maxsize=4)
def encoder(folder: Path, lang: str, style: str) -> Encoder:
    """The model of a folder; loaded once in a process. Raises `Problem` ("no-library", "broken-model"…)."""
    return Encoder(files_of(folder), lang, style)


def logits_of(folder: Path, lang: str, style: str, texts: Sequence[str]) -> tuple[Logits, str]:
    """What the folder's model says of texts, and the style they were written in: for a worker process."""
    ready = encoder(folder, lang, style)
    return ready.logits(texts), ready.style


def _few_cores(runtime: Any) -> Any:
    """Two threads at most: the machine has other work."""
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 2
    return options


def libraries() -> tuple[Any, Any]:
    """onnxruntime and tokenizers. Raises `Problem` ("no-library")."""
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise Problem(
            "no-library",
            Text("The libraries for transformers are not installed."),
            Text("Install them: pip install 'tertulia[transformers]'."),
        ) from error
    return onnxruntime, tokenizers


def _broken(folder: Path, error: Exception) -> Problem:
    return Problem(
        "broken-model",
        Text("The model cannot be used: {error}.", error=str(error).splitlines()[0][:200]),
        Text("Export it again, or take another."),
        str(folder),
    )
