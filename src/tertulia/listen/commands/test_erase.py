"""`tertulia erase`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.commands import erase
from tertulia.posts.api import open_store
from tertulia.posts.test_batches import batch

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("TERTULIA_HOME", str(tmp_path))
    with open_store(Home.of()) as store:
        store.write(batch([{"id": "1", "author": "Ana"}, {"id": "2", "author": "bruno"}]))
    return Home.of()


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    erase.add_arguments(parser)
    return parser.parse_args(words)


def authors(home: Home) -> list[str]:
    with open_store(home) as store:
        return [str(name) for name in store.query("SELECT author FROM posts")["author"].to_pylist()]


@pytest.mark.django_db
def test_it_erases_and_says_what(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert erase.run(arguments("--author", "mastodon:@ana", "--yes", "--json")) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["author"], said["rows"]["posts"]) == ("ana", 1)
    assert authors(home) == ["bruno"]


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("sí", 0), ("", 1), ("n", 1)])
@pytest.mark.django_db
def test_it_asks_first(home: Home, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert erase.run(arguments("--author", "mastodon:ana")) == code
    assert ("Ana" in authors(home)) == bool(code)


@pytest.mark.django_db
def test_where_nobody_can_answer_nothing_is_erased(home: Home) -> None:
    assert erase.run(arguments("--author", "mastodon:ana")) == 1
    assert "Ana" in authors(home)


@pytest.mark.parametrize("author", ["ana", ":ana", "mastodon:", "mastodon:@"])
def test_a_name_without_its_network_is_refused(author: str) -> None:
    with pytest.raises(Problem) as refused:
        erase.run(arguments("--author", author, "--yes"))
    assert refused.value.code == "bad-author"
