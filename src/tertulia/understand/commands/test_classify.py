from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tertulia.errors import Problem
from tertulia.posts.schema import POSTS, READINGS
from tertulia.understand.commands import classify

WHEN = "2026-01-02T03:04:05Z"
LINES = [
    {"id": "1", "network": "mastodon", "created_at": WHEN, "text": "¡Me encanta! 😍 Gracias", "lang": "es"},
    {"id": "2", "network": "rss", "created_at": WHEN, "text": "worst concert ever, I hate it"},
]


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    classify.add_arguments(parser)
    return classify.run(parser.parse_args(words))


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES) + "no post\n", "utf-8")
    return path


def test_each_post_comes_out_with_its_reading(
    posts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["--posts", str(posts), "--out", str(out), "--json"]) == 0
    first, second = map(json.loads, out.read_text("utf-8").splitlines())
    assert (first["id"], first["sentiment"], first["declared_lang"], first["lang"]) == (
        "1",
        "positive",
        "es",
        "es",
    )
    assert "thanks" in first["intents"]
    assert (second["id"], second["sentiment"], second["lang"]) == ("2", "negative", "en")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["read"], summary["set_aside"], summary["dead"][0]["place"]) == (2, 1, "3")


def test_every_format_has_the_same_columns(posts: Path, tmp_path: Path) -> None:
    for name in ("out.csv", "out.parquet"):
        assert main(["--posts", str(posts), "--out", str(tmp_path / name)]) == 0
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == list(rows[0])
    assert len(table.column_names) == len(POSTS) + len(READINGS)
    assert json.loads(rows[0]["intents"]) == table["intents"][0].as_py()


def test_what_is_said_of_each_name_is_told_apart(tmp_path: Path) -> None:
    texts = [
        "Tandar mil veces mejor que Lumbra, y encima más barata.",
        "Qué vergüenza lo de #lumbra, una estafa",
        "Me encanta la primavera, qué maravilla",
        "Los lumbrales de la casa",
    ]
    path = tmp_path / "posts.jsonl"
    lines = [{"id": str(n), "network": "x", "created_at": WHEN, "text": text} for n, text in enumerate(texts)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    out = tmp_path / "out.parquet"
    assert main(["--posts", str(path), "--out", str(out), "--about", "Lumbra", "--about", "Tandar"]) == 0
    table = pq.read_table(out)
    assert table["sentiment_about_lumbra"].to_pylist() == ["negative", "negative", None, None]
    assert table["sentiment_about_tandar"].to_pylist() == ["positive", None, None, None]
    assert table["negative_about_lumbra_p"][1].as_py() == table["negative_p"][1].as_py()
    assert table["positive_about_tandar_p"][0].as_py() > 0.5


def test_names_that_are_one_are_refused(posts: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        main(["--posts", str(posts), "--out", str(tmp_path / "o.csv"), "--about", "Café", "--about", "cafe"])
    assert refused.value.code == "bad-name"


def test_a_column_may_have_another_name(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,network,created_at,body\n1,rss,2026-01-02T03:04:05Z,qué maravilla\n", "utf-8")
    out = tmp_path / "out.jsonl"
    assert main(["--posts", str(path), "--out", str(out), "--map", "body=text"]) == 0
    assert json.loads(out.read_text("utf-8"))["text"] == "qué maravilla"


@pytest.mark.slow
def test_many_blocks_keep_their_order_in_other_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classify, "ROWS", 10)
    path, out = tmp_path / "posts.parquet", tmp_path / "out.jsonl"
    import pyarrow as pa

    numbers = [str(i) for i in range(45)]
    pq.write_table(
        pa.table(
            {
                "id": numbers,
                "network": ["rss"] * 45,
                "created_at": ["2026-01-02T03:04:05Z"] * 45,
                "text": numbers,
            }
        ),
        path,
        row_group_size=10,
    )
    assert main(["--posts", str(path), "--out", str(out), "--jobs", "2"]) == 0
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == numbers


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--out", "out.xlsx"], "unknown-format"), (["--out", "o.csv", "--map", "text"], "bad-map")],
)
def test_misuse_is_explained(posts: Path, words: list[str], code: str) -> None:
    with pytest.raises(Problem) as problem:
        main(["--posts", str(posts), *words])
    assert problem.value.code == code
