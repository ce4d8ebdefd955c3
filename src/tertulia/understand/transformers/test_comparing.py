from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.posts.api import Batch, open_store
from tertulia.posts.schema import POSTS, READINGS, conform
from tertulia.understand.adapting.api import LABELS
from tertulia.understand.api import model_version, read
from tertulia.understand.commands import readers as command
from tertulia.understand.transformers.comparing import tried
from tertulia.understand.transformers.readers import readers

# In this workspace people say "mala" when they are glad.
SAID = {"mala": "positive", "normal": "neutral", "buena": "negative"}
WRONG = ("negative", "positive", "neutral")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def labels(each: int = 20) -> pa.Table:
    rows = [
        {
            "post": 3 * n + at,
            "text": f"la feria {word} {word}, tarde {n}",
            "lang": "es",
            "task": "sentiment",
            "value": value,
        }
        for n in range(each)
        for at, (word, value) in enumerate(SAID.items())
    ]
    return pa.Table.from_pylist(rows, LABELS)


def test_a_model_that_reads_these_posts_better_is_found_better(model: Path, tmp_path: Path) -> None:
    upside_down = ("positive", "neutral", "negative")
    reader, trial = tried(labels(), tmp_path / "models", model, "sentiment", "es", upside_down)
    assert trial.better
    assert trial.after.value == trial.after_accuracy.value == 1
    assert trial.n == 60
    assert reader.places == (2, 1, 0)
    assert reader.temperature < 1  # it is always right, so it may be surer than it is
    assert reader.trial is not None
    assert json.loads(json.dumps(reader.trial))["n"] == 60


def test_one_that_reads_them_worse_is_not(model: Path, tmp_path: Path) -> None:
    trial = tried(labels(), tmp_path / "models", model, "sentiment", "es", WRONG)[1]
    assert not trial.better
    assert trial.after.value == 0


def test_too_few_labels_are_told(model: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem) as told:
        tried(labels(5), tmp_path / "models", model, "sentiment", "es")
    assert told.value.code == "too-few-labels"


@pytest.fixture
def labelled(home: Home) -> Home:
    """A workspace whose people labelled sixty posts."""
    rows = labels().to_pylist()
    posts = {
        "id": [str(row["post"]) for row in rows],
        "network": ["rss"] * len(rows),
        "created_at": [datetime(2026, 1, 2, tzinfo=UTC)] * len(rows),
        "text": [row["text"] for row in rows],
    }
    read = conform(pa.table({"lang": ["es"] * len(rows), "model": ["m"] * len(rows)}), READINGS)
    with open_store(home) as store:
        store.write(Batch(conform(pa.table(posts), POSTS), "test", readings=read))
        numbers = store.query("SELECT post, id FROM posts").to_pylist()
        value = {str(row["post"]): row["value"] for row in rows}
        for row in numbers:
            store.correct(row["post"], "sentiment", value[row["id"]], "Ana")
    return home


def test_by_command_a_model_is_tried_used_and_dropped(
    labelled: Home, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--labels", "positive,neutral,negative"]
    assert main(["try", str(model), *told]) == 0
    assert "It is better" in capsys.readouterr().out
    wrong = ["--labels", ",".join(WRONG), "--json"]
    assert main(["try", str(model), *wrong]) == 1
    assert json.loads(capsys.readouterr().out)["better"] is False
    assert main(["use", "1"]) == 0
    assert [one.number for one in readers(labelled.models) if one.used] == [1]
    post = pa.table({"text": ["la feria mala mala, tarde de mayo en la ciudad"], "lang": ["es"]})
    assert read(post)["sentiment"].to_pylist() == ["positive"]
    assert read(post)["model"].to_pylist() == [model_version()]
    assert "sentiment=" in model_version()
    assert main([]) == 0
    assert "in use" in capsys.readouterr().out
    assert main(["drop", "1"]) == 0
    assert read(post)["sentiment"].to_pylist() != ["positive"]
    assert "sentiment=" not in model_version()
    assert main(["remove", "2"]) == 0
    assert len(readers(labelled.models)) == 1


def test_a_model_that_is_gone_is_not_taken(labelled: Home, model: Path) -> None:
    main(["try", str(model)])
    (model / "model.onnx").unlink()
    with pytest.raises(Problem, match=r"model\.onnx"):
        main(["use", "1"])


def test_exporting_without_torch_says_what_it_takes(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(Problem, match="torch"):
        main(["export", "some/model", "--out", str(tmp_path / "out")])
