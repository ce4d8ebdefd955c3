"""Turns a published model into the files that are read here, once: for a machine that has torch.

Only the weights are taken; code that comes with a model is never run.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text

_OPSET = 17


def export(name: str, target: Path) -> Path:
    """Write the model of a folder, or of a hub by its name, as model.onnx, tokenizer.json and config.json.

    Raises `Problem` ("no-torch", "no-model", "no-tokenizer").
    """
    torch, transformers = _libraries()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, use_fast=True, trust_remote_code=False)
        model = transformers.AutoModelForSequenceClassification.from_pretrained(name, trust_remote_code=False)
    except (OSError, ValueError, ImportError) as error:  # what the library raises for all that can be wrong
        raise _no_model(name, error) from error
    if not tokenizer.is_fast:
        raise Problem(
            "no-tokenizer", Text("{name} has no tokenizer that can be written as a file.", name=name)
        )
    target.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(target)
    model.config.save_pretrained(target)
    _write_graph(torch, model, tokenizer("a"), target / "model.onnx")
    return target


def _write_graph(torch: Any, model: Any, example: Any, path: Path) -> None:
    names = [name for name in ("input_ids", "attention_mask") if name in example]
    axes = {name: {0: "texts", 1: "pieces"} for name in names} | {"logits": {0: "texts"}}
    given = tuple(torch.tensor([example[name]]) for name in names)
    told = {"input_names": names, "output_names": ["logits"], "dynamic_axes": axes}
    model.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the trace takes the shapes of masks for constant, which they are
        torch.onnx.export(model, given, str(path), **told, opset_version=_OPSET, dynamo=False)


def _libraries() -> tuple[Any, Any]:
    try:
        import torch
        import transformers
    except ImportError as error:
        raise Problem(
            "no-torch",
            Text("Exporting a model takes torch and transformers, which are not installed."),
            Text("Install them for this once (pip install torch transformers), here or on another machine."),
        ) from error
    return torch, transformers


def _slow_tokenizer(name: str) -> Problem:
    return Problem(
        "no-tokenizer",
        Text("{name} has no tokenizer that can be written as a file.", name=name),
        Text("Take another model: most have one."),
    )


def _no_model(name: str, error: Exception) -> Problem:
    return Problem(
        "no-model",
        Text("{name} could not be loaded: {error}", name=name, error=str(error).splitlines()[0][:300]),
        Text("Give the name as the hub writes it, or a folder with config.json and weights."),
    )
