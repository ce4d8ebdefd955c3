"""A transformer small enough for a test: the mean of what its words say; all but three weigh at random."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

WORDS = ("[PAD]", "[UNK]", "mala", "normal", "buena", "feria", "@", "user", "http")
NAMES = {"0": "NEG", "1": "NEU", "2": "POS"}


def write_model(folder: Path, names: dict[str, str] = NAMES, **told: object) -> Path:
    """A model's folder as an export writes it: model.onnx, tokenizer.json, config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_graph(folder / "model.onnx", len(names))
    vocabulary = {word: at for at, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"id2label": names, "max_position_embeddings": 64, "pad_token_id": 0} | told
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def _write_graph(path: Path, labels: int) -> None:
    """logits = the mean over the words that are there (attention_mask) of each word's row of weights."""
    weights = np.random.default_rng(7).normal(0, 0.1, (len(WORDS), labels)).astype(np.float32)
    for at, word in enumerate(("mala", "normal", "buena")[:labels]):
        weights[WORDS.index(word), at] = 4
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["there"]),
        helper.make_node("Mul", ["rows", "there"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "words"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["there", "words"], ["count"], keepdims=0),
        helper.make_node("Div", ["sum", "count"], ["logits"]),
    ]
    shape = ["texts", "words"]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", labels])],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.array([2]), "last"),
            numpy_helper.from_array(np.array([1]), "words"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    path.write_bytes(made.SerializeToString())


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "model")
