"""Frames in, frames out; the stored posts; the command over files."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tertulia
from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.commands import match as command
from tertulia.listen.matcher.api import match_stored
from tertulia.listen.query.ast import And, Field, Word
from tertulia.posts.api import Batch
from tertulia.posts.schema import POSTS, READINGS, conform
from tertulia.posts.store import LocalStore

ROWS = {"id": ["1", "2", "3"], "text": ["La feria", "Nada", "¡Feria y fiesta!"], "likes": [None, 3, 7]}
SEARCHES = {"f": "feria", "liked": "likes:[3 TO *] AND (nada OR fiesta)"}
PAIRS = {("1", "f"), ("3", "f"), ("2", "liked"), ("3", "liked")}


def pairs_of(posts: list[Any], queries: list[Any]) -> set[tuple[Any, Any]]:
    return set(zip(posts, queries, strict=True))


def test_arrow_polars_and_pandas_frames() -> None:
    arrow = tertulia.match(pa.table(ROWS), SEARCHES)
    assert isinstance(arrow, pa.Table)
    assert pairs_of(arrow["post"].to_pylist(), arrow["query"].to_pylist()) == PAIRS
    polars = tertulia.match(pl.DataFrame(ROWS), SEARCHES)
    assert isinstance(polars, pl.DataFrame)
    assert pairs_of(polars["post"].to_list(), polars["query"].to_list()) == PAIRS
    pandas = tertulia.match(pd.DataFrame(ROWS), SEARCHES)
    assert isinstance(pandas, pd.DataFrame)
    assert pairs_of(list(pandas["post"]), list(pandas["query"])) == PAIRS


def test_searches_as_a_list_and_rows_without_ids() -> None:
    found = tertulia.match(pa.table({"text": ["a", "b", "a"]}), [{"id": 7, "query": "a"}])
    assert found.to_pylist() == [{"post": 0, "query": 7}, {"post": 2, "query": 7}]


def test_readings_given_are_used() -> None:
    readings = pa.Table.from_pylist([{"sentiment": "negative"}, {}, {"sentiment": "positive"}], READINGS)
    found = tertulia.match(pa.table(ROWS), {"bad": "sentiment:negative AND feria"}, readings)
    assert found["post"].to_pylist() == ["1"]


def test_a_bad_search_is_a_problem() -> None:
    with pytest.raises(Problem) as caught:
        tertulia.match(pa.table(ROWS), {"q": "feria AND ("})
    assert caught.value.place.startswith("q:1:")
    with pytest.raises(Problem):
        tertulia.match(["no frame"], SEARCHES)
    with pytest.raises(Problem):
        tertulia.match(pa.table({"id": ["1"]}), SEARCHES)
    with pytest.raises(Problem):
        tertulia.match(pa.table({"text": ["a"], "likes": ["many"]}), {"q": "likes:[1 TO 2]"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    with LocalStore(Home(tmp_path / "data").ensure()) as opened:
        yield opened


def test_stored_posts(store: LocalStore) -> None:
    rows: list[Mapping[str, Any]] = [
        {
            "id": str(i),
            "network": "x",
            "created_at": 1_000_000 * i,
            "text": "feria" if i % 2 else "nada",
            "lang": "es",
            "author": "ana" if i % 3 == 0 else None,
        }
        for i in range(10)
    ]
    posts = conform(pa.Table.from_pylist(rows, POSTS))
    store.write(Batch(posts, source="test"))
    told: list[int] = []
    found = match_stored(
        store,
        {
            1: Word("feria"),
            2: And((Field("author", ("ana",)), Field("lang", ("es",)), Field("kind", ("post",)))),
            3: Word("no"),
        },
        told.append,
    )
    ids = {row["post"]: int(row["id"]) for row in store.query("SELECT post, id FROM posts").to_pylist()}
    assert {ids[post] for post in found[1].to_pylist()} == {1, 3, 5, 7, 9}
    assert {ids[post] for post in found[2].to_pylist()} == {0, 3, 6, 9}
    assert found[3].to_pylist() == [] and found[3].type == pa.int64()
    assert told[-1] == 10


def run(*words: str) -> int:
    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def lines(path: Path, items: list[Any]) -> str:
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return str(path)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    base = {"network": "x", "created_at": "2026-03-01T10:00:00Z"}
    posts = [{**base, "id": i, "text": text} for i, text in zip(ROWS["id"], ROWS["text"], strict=True)]
    queries = [{"id": "f", "query": "feria"}, {"id": 5, "query": "nada"}]
    return lines(tmp_path / "posts.jsonl", [*posts, {"id": "bad"}]), lines(tmp_path / "q.jsonl", queries)


def test_command_writes_pairs(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    posts, queries = files
    expected = [("1", "f"), ("2", "5"), ("3", "f")]
    assert run("--queries", queries, "--posts", posts, "--out", str(tmp_path / "o.jsonl"), "--json") == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["posts"], summary["matches"], summary["set_aside"]) == (3, 3, 1)
    written = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(pair["post"], pair["query"]) for pair in written] == expected
    assert run("--queries", queries, "--posts", posts, "--out", str(tmp_path / "o.parquet")) == 0
    table = pq.read_table(tmp_path / "o.parquet")
    assert list(zip(*table.to_pydict().values(), strict=True)) == expected
    assert run("--queries", queries, "--posts", posts, "--out", str(tmp_path / "o.csv")) == 0
    assert (tmp_path / "o.csv").read_text(encoding="utf-8").splitlines()[0] == '"post","query"'
    capsys.readouterr()
    assert run("--queries", queries, "--posts", posts) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_command_refuses_bad_searches(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = lines(
        tmp_path / "bad.jsonl",
        [{"id": "a", "query": "feria AND ("}, {"id": "b"}, {"id": "c", "query": "ok OK"}],
    )
    target = tmp_path / "o.jsonl"
    assert run("--queries", bad, "--posts", files[0], "--out", str(target)) == 2
    assert "a:1:" in capsys.readouterr().err
    assert not target.exists()
    assert run("--queries", bad, "--posts", files[0], "--json") == 2
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["place"].split(":")[0] for problem in problems} >= {"a"}


@pytest.mark.slow
def test_workers_find_what_one_process_finds(files: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from tertulia.listen.matcher import files as module

    queries = {"f": "feria", "n": "nada"}
    alone = [each.pairs.to_pylist() for each in module.match_file(Path(files[0]), queries)]
    monkeypatch.setattr(module, "_SMALL", 0)
    monkeypatch.setattr(module, "cores", lambda: 2)
    assert [each.pairs.to_pylist() for each in module.match_file(Path(files[0]), queries)] == alone
