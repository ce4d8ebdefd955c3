"""Files into the store and out again: the pipeline, dead letters, exports, the commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.listen.commands import dead, export_posts, import_posts
from tertulia.listen.imports import exporting, pipeline, restoring, work
from tertulia.listen.imports.exporting import Selection
from tertulia.listen.imports.look import look, require_whole
from tertulia.listen.imports.pipeline import Job, Summary
from tertulia.listen.imports.plan import Plan
from tertulia.listen.letters import letters
from tertulia.listen.letters.letters import Filter
from tertulia.listen.monitors.models import Monitor
from tertulia.posts.api import Store, store
from tertulia.posts.schema import READINGS

GOOD: dict[str, Any] = {"id": "1", "network": "x", "created_at": "2024-05-01T10:00:00Z", "text": "la feria"}


@pytest.fixture(autouse=True)
def quick_readings(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Readings have tests of their own; loading models would only make these slow."""
    import pyarrow as pa

    def none(posts: pa.Table) -> pa.Table:
        return pa.table({f.name: pa.nulls(len(posts), f.type) for f in READINGS}, schema=READINGS)

    monkeypatch.setattr(work, "understood", none)


@pytest.fixture
def posts(home: Any) -> Iterator[Store]:
    yield store()


def lines(path: Path, *records: Any) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records), "utf-8")
    return path


def bring_in(posts: Store, path: Path, **more: Any) -> Summary:
    job = {"plan": Plan(), "searches": dict, "processes": 0, **more}
    return pipeline.run(Job(posts, path, path.name, **job))


def rows(posts: Store, sql: str) -> list[dict[str, Any]]:
    return posts.query(sql).to_pylist()


def many(path: Path, count: int = 50) -> Path:
    return lines(path, *({**GOOD, "id": str(n), "likes": n} for n in range(count)))


def test_a_file_comes_in_once(posts: Store, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", GOOD, "no", {**GOOD, "id": "2"}, GOOD)
    first = bring_in(posts, path)
    assert (first.read, first.new, first.unchanged, first.dead, first.whole) == (4, 2, 1, 1, True)
    assert [(letter.place, letter.code) for letter in first.letters] == [("2", "not_json")]
    again = bring_in(posts, path)
    assert (again.known, again.read) == (True, 0)
    thrice = bring_in(posts, path, again=True)
    assert (thrice.read, thrice.new, thrice.unchanged) == (4, 0, 3)
    assert rows(posts, "SELECT count(*) AS n FROM posts") == [{"n": 2}]
    assert letters.count(posts, Filter()) == 1


def test_an_interrupted_import_goes_on_without_doubles(
    posts: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = many(tmp_path / "a.jsonl")
    real = pipeline.blocks_of
    monkeypatch.setattr(pipeline, "blocks_of", lambda path, **more: real(path, rows=10, **more))
    stops = iter([False, True])
    first = bring_in(posts, path, stopped=lambda: next(stops))
    assert (first.read, first.whole) == (20, False)
    second = bring_in(posts, path)
    assert (second.resumed_at, second.read, second.new, second.whole) == (20, 30, 30, True)
    assert rows(posts, "SELECT count(*) AS n, count(DISTINCT id) AS ids FROM posts") == [{"n": 50, "ids": 50}]


def test_another_plan_reads_the_file_anew(posts: Store, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {k: v for k, v in GOOD.items() if k != "network"})
    assert bring_in(posts, path).dead == 1
    better = bring_in(posts, path, plan=Plan(constants={"network": "x"}))
    assert (better.new, better.dead) == (1, 0)
    assert letters.count(posts, Filter()) == 0


def test_monitors_are_matched_and_one_saved_meanwhile_too(posts: Store, tmp_path: Path) -> None:
    asked = iter([{1: "feria"}, {1: "feria", 2: "la"}, {1: "feria", 2: "la"}])
    bring_in(posts, lines(tmp_path / "a.jsonl", GOOD), searches=lambda: next(asked))
    assert rows(posts, "SELECT monitor FROM mentions ORDER BY monitor") == [{"monitor": 1}, {"monitor": 2}]


def test_counters_are_dated_by_the_file(posts: Store, tmp_path: Path) -> None:
    older, newer = "2024-06-01T00:00:00Z", "2024-07-01T00:00:00Z"
    path = lines(
        tmp_path / "a.jsonl",
        {**GOOD, "likes": 5, "counted_at": newer},
        {**GOOD, "likes": 2, "counted_at": older},
        {**GOOD, "id": "2", "text": "otra feria", "likes": 1, "counted_at": older},
    )
    bring_in(posts, path, searches=lambda: {1: "otra"})
    seen = rows(
        posts, "SELECT id, o.likes FROM observations o JOIN posts USING (post) ORDER BY observed_at, id"
    )
    assert [(row["id"], row["likes"]) for row in seen] == [("1", 2), ("2", 1), ("1", 5)]
    assert rows(posts, "SELECT likes FROM posts WHERE id = '1'") == [{"likes": 5}]
    assert rows(posts, "SELECT id FROM mentions JOIN posts USING (post)") == [{"id": "2"}]


@pytest.mark.slow
def test_processes_give_the_same(posts: Store, tmp_path: Path) -> None:
    path = many(tmp_path / "a.jsonl", 30)
    seen: list[int] = []
    summary = bring_in(
        posts, path, processes=1, progress=lambda s: seen.append(s.read), searches=lambda: {1: "feria"}
    )
    assert (summary.new, summary.whole, seen[-1]) == (30, True, 30)
    assert rows(posts, "SELECT count(*) AS n FROM mentions") == [{"n": 30}]


def test_own_posts_and_mapped_tables(posts: Store, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Clave;Fecha;Mensaje;Me gusta;Barrio\n7;01/03/2025 10:00;Hola;3;Centro\n", "utf-8")
    found = look(path)
    assert (found.missing, found.plan.mapping["Mensaje"]) == (["id", "network"], "text")
    with pytest.raises(Problem, match="network"):
        require_whole(found, path)
    plan = Plan(
        mapping={"Clave": "id", "Fecha": "created_at", "Mensaje": "text", "Me gusta": "likes"},
        constants={"network": "x"},
        own=True,
    )
    assert bring_in(posts, path, plan=plan).new == 1
    [post] = rows(posts, "SELECT id, created_at, likes, own, extra FROM posts")
    assert post["created_at"] == datetime(2025, 3, 1, 10)  # noqa: DTZ001  (the store's times are UTC)
    assert (post["id"], post["likes"], post["own"], json.loads(post["extra"])) == (
        "7",
        3,
        True,
        {"Barrio": "Centro"},
    )


def test_a_plan_names_what_exists() -> None:
    with pytest.raises(Problem, match="title"):
        Plan(mapping={"a": "nothing"})
    with pytest.raises(Problem, match="reddit-dump"):
        Plan(shape="nothing")
    plan = Plan(mapping={"a": "text"}, constants={"network": "x"}, columns=("a", "b"))
    assert Plan.from_json(json.loads(plan.dump())) == plan


STATE = {
    "posts": "SELECT * EXCLUDE (post, source, stored_at) FROM posts ORDER BY network, id",
    "observations": "SELECT id, o.* EXCLUDE (post) FROM observations o JOIN posts USING (post) ORDER BY ALL",
    "earlier_texts": "SELECT id, until, e.text FROM earlier_texts e JOIN posts USING (post) ORDER BY ALL",
    "corrections": "SELECT id, c.* EXCLUDE (post) FROM corrections c JOIN posts USING (post) ORDER BY ALL",
}


def state(posts: Store) -> dict[str, list[dict[str, Any]]]:
    return {name: rows(posts, sql) for name, sql in STATE.items()}


@pytest.fixture
def lived_in(posts: Store, tmp_path: Path) -> Store:
    """A store with an edit, counters over time, a correction and strange texts."""
    bring_in(posts, many(tmp_path / "a.jsonl", 5))
    edited = {
        **GOOD,
        "id": "2",
        "text": "=la feria, corregida 😀\n'",
        "likes": 40,
        "author": "@ana",
        "note": {"a": [1]},
    }
    bring_in(posts, lines(tmp_path / "b.jsonl", edited, {**GOOD, "id": "9", "network": "rss", "title": "-t"}))
    number = rows(posts, "SELECT post FROM posts WHERE id = '2' AND network = 'x'")[0]["post"]
    posts.correct(number, "sentiment", "positive", "ana")
    return posts


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("packed", [False, True])
def test_an_export_brings_back_the_same_state(
    lived_in: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Any, packed: bool
) -> None:
    from tertulia.posts.api import close_store

    Monitor.objects.create(name="Feria", query="feria", role="topic")
    before = state(lived_in)
    assert all(before.values()), "the test has to move something of each"
    folder = tmp_path / "export"
    if packed:
        folder = tmp_path / "export.zip"
        folder.write_bytes(b"".join(exporting.zip_pieces(lived_in, kind)))
    else:
        assert exporting.write_folder(lived_in, folder, kind) == 6
    close_store()
    monkeypatch.setenv("TERTULIA_HOME", str(tmp_path / "other"))
    Monitor.objects.all().delete()
    assert restoring.is_export(folder)
    added: list[Any] = []
    for _ in range(2):
        job = Job(store(), folder, folder.name, Plan(), lambda: {1: "feria"}, processes=0, again=True)
        summary = restoring.run(job, added.append)
        assert (summary.whole, summary.dead) == (True, 0)
        assert state(store()) == before
    assert added[0]["query"] == "feria"


def test_an_export_may_be_of_a_part(lived_in: Store) -> None:
    def ids(selection: Selection) -> list[str]:
        return sorted(
            i for table in exporting.posts_tables(lived_in, selection) for i in table["id"].to_pylist()
        )

    assert len(ids(Selection())) == 6
    assert ids(Selection(monitors=(1,))) == []
    day = datetime(2024, 5, 1, tzinfo=UTC).date()
    assert len(ids(Selection(since=day, until=day))) == 6
    assert ids(Selection(until=datetime(2024, 4, 30, tzinfo=UTC).date())) == []


def command(module: Any, *words: Any) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    return int(module.run(parser.parse_args([str(word) for word in words])))


@pytest.mark.django_db
def test_one_file_that_fails_does_not_stop_the_others(
    home: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = lines(tmp_path / "a.jsonl", GOOD)
    assert command(import_posts, tmp_path / "none.csv", good, "--json") == 3
    missing, came = json.loads(capsys.readouterr().out)
    assert missing["error"]["code"] == "unreadable"
    assert (came["new"], came["whole"]) == (1, True)
    assert command(import_posts, good) == 0
    assert "read whole before" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_commands_of_what_was_set_aside_and_export(
    home: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(import_posts, lines(tmp_path / "a.jsonl", GOOD, "no"))
    assert "line or row 2" in capsys.readouterr().out
    assert command(dead, "list", "--json") == 1
    assert json.loads(capsys.readouterr().out)["count"] == 1
    assert command(dead, "retry") == 1
    assert command(dead, "drop") == 2
    assert command(dead, "drop", "--code", "not_json") == 0
    assert command(dead, "list") == 0
    target = tmp_path / "out.csv"
    assert command(export_posts, target) == 0
    with pytest.raises(Problem, match="there already"):
        command(export_posts, target)
    assert command(export_posts, tmp_path / "folder") == 0
    assert (tmp_path / "folder" / exporting.MANIFEST).is_file()
    with pytest.raises(Problem, match="no monitor"):
        command(export_posts, tmp_path / "x.jsonl", "--monitor", "nobody")
