"""`tertulia backup` and `tertulia restore`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tertulia.home import Home
from tertulia.posts.api import open_store
from tertulia.posts.test_batches import batch
from tertulia.site.commands import backup, restore


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("TERTULIA_HOME", str(tmp_path / "data"))
    write(Home.of(), "1")
    return Home.of()


def write(home: Home, name: str) -> None:
    with open_store(home) as store:
        store.write(batch([{"id": name}]))


def ids(home: Home) -> list[str]:
    with open_store(home) as store:
        return [str(name) for name in store.query("SELECT id FROM posts")["id"].to_pylist()]


def run(command: object, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]
    return int(command.run(parser.parse_args(words)))  # type: ignore[attr-defined]


def test_there_and_back(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(home):  # while somebody works
        assert run(backup, str(tmp_path / "b.tar"), "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"]["posts"] == 1
    write(home, "2")
    assert run(restore, str(tmp_path / "b.tar"), "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"]["posts"] == 1
    assert ids(home) == ["1"]


def test_a_folder_gets_a_file_of_today(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert run(backup, str(folder)) == 0
    (made,) = folder.iterdir()
    assert made.name.startswith("tertulia-") and made.suffix == ".tar"


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_it_asks_before_it_replaces(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    run(backup, str(tmp_path / "b.tar"))
    write(home, "2")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert run(restore, str(tmp_path / "b.tar")) == code
    assert len(ids(home)) == 1 + code


def test_where_nobody_can_answer_nothing_is_replaced(home: Home, tmp_path: Path) -> None:
    run(backup, str(tmp_path / "b.tar"))
    write(home, "2")
    assert run(restore, str(tmp_path / "b.tar")) == 1
    assert len(ids(home)) == 2
