from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.posts.api import Batch, open_store
from tertulia.posts.schema import POSTS, conform
from tertulia.understand.adapting import solving
from tertulia.understand.adapting.test_adapting import labels
from tertulia.understand.commands import teach


@pytest.fixture(autouse=True)
def _few_repetitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "FOLDS", 5)
    monkeypatch.setattr(solving, "REPEATS", 2)


def main(*words: str) -> int:
    parser = argparse.ArgumentParser()
    teach.add_arguments(parser)
    return teach.run(parser.parse_args(words))


def correct(home: Home, count: int) -> None:
    """A workshop's posts, each with a person's word on its sentiment."""
    given = labels(count)
    posts = {
        "id": [str(number) for number in range(count)],
        "network": ["rss"] * count,
        "created_at": [datetime(2026, 1, 2, tzinfo=UTC)] * count,
        "text": given["text"],
        "lang": given["lang"],
    }
    with open_store(home) as store:
        store.write(Batch(conform(pa.table(posts), POSTS), "test"))
        stored = store.query("SELECT post FROM posts ORDER BY id::INT")["post"].to_pylist()
        for post, value in zip(stored, given["value"].to_pylist(), strict=True):
            store.correct(post, "lang", "es", "Ana")
            store.correct(post, "sentiment", value, "Ana")


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_taught_listed_undone_and_used(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    correct(home, 120)
    assert main("--json") == 0
    told = answer(capsys)
    assert (told["number"], told["posts"], told["in_use"]) == (1, 120, True)
    assert [(task["task"], task["n"], task["kept"]) for task in told["tasks"]] == [("sentiment", 120, True)]
    assert main("--undo", "--json") == 0
    assert "+" not in answer(capsys)["model"]
    assert main("--use", "1", "--json") == 0
    assert answer(capsys)["model"] == told["version"]
    assert main("--list") == 0
    shown = capsys.readouterr().out
    assert "In use." in shown and "macro-F1" in shown


def test_too_few_labels_are_no_lesson(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    correct(home, 12)
    assert main() == 1
    assert "28 more in all" in capsys.readouterr().out
    assert main("--list", "--json") == 0
    assert [lesson["usable"] for lesson in answer(capsys)] == [False]
