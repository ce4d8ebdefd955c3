"""Posts files: whatever stands in a line, and out and in again."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.posts.formats import array, jsonl
from tertulia.posts.formats.api import format_of, read_posts, write_posts
from tertulia.posts.formats.csv import guard, unguard
from tertulia.posts.formats.values import dump
from tertulia.posts.schema import KINDS, POSTS

GOOD: dict[str, Any] = {"id": "1", "network": "x", "created_at": "2024-05-01T10:00:00Z", "text": "hola"}


def lines(tmp_path: Path, *records: Any) -> Path:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(b"\n".join(r if isinstance(r, bytes) else json.dumps(r).encode() for r in records))
    return path


def read(path: Path, **options: Any) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    reads = list(read_posts(path, **options))
    posts = [post for r in reads for post in r.posts.to_pylist()]
    return posts, [(letter.place, letter.code) for r in reads for letter in r.dead]


def one(tmp_path: Path, **fields: Any) -> dict[str, Any]:
    posts, dead = read(lines(tmp_path, {**GOOD, **fields}))
    assert dead == []
    return posts[0]


def test_a_line_becomes_a_post(tmp_path: Path) -> None:
    post = one(tmp_path, likes=3, author="@ana", lang="es-MX", district="Centro", extra={"a": 1})
    assert post["created_at"] == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (post["likes"], post["reposts"], post["author"], post["lang"]) == (3, None, "ana", "es")
    assert json.loads(post["extra"]) == {"a": 1, "district": "Centro"}


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2024-05-01T10:00:00+02:00", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01t10:00:00.123456789z", datetime(2024, 5, 1, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2024-05-01 10:00:00-0330", datetime(2024, 5, 1, 13, 30, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times_with_any_offset(tmp_path: Path, written: str, utc: datetime) -> None:
    assert one(tmp_path, created_at=written)["created_at"] == utc


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "not_json"),
        (b'{"id": NaN}', "not_json"),
        (b'{"id": 1} {"id": 2}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[1, 2]", "not_object"),
        (b'{"id": "\xff"}', "not_utf8"),
        ({**GOOD, "id": None}, "missing_field"),
        ({**GOOD, "id": "  "}, "missing_field"),
        ({**GOOD, "text": None}, "missing_field"),
        ({**GOOD, "text": ["hola"]}, "bad_value"),
        ({**GOOD, "created_at": "2024-05-01T10:00:00"}, "naive_date"),
        ({**GOOD, "created_at": "ayer"}, "bad_date"),
        ({**GOOD, "created_at": "2024-02-30T10:00:00Z"}, "bad_date"),
        ({**GOOD, "created_at": 1714557600}, "bad_date"),
        ({**GOOD, "created_at": "0001-01-01T00:00:00+14:00"}, "date_out_of_range"),
        ({**GOOD, "created_at": "2100-01-01T00:00:00Z"}, "date_out_of_range"),
        ({**GOOD, "likes": 1.5}, "bad_value"),
        ({**GOOD, "likes": True}, "bad_value"),
        ({**GOOD, "likes": 2**63}, "bad_value"),
        ({**GOOD, "kind": "tweet"}, "bad_value"),
        ({**GOOD, "network": "Mi red"}, "bad_value"),
        ({**GOOD, "lang": "español"}, "bad_value"),
        ({**GOOD, "hashtags": {"a": 1}}, "bad_value"),
    ],
)
def test_a_bad_line_is_set_aside_and_the_others_come_in(tmp_path: Path, line: Any, code: str) -> None:
    posts, dead = read(lines(tmp_path, GOOD, line, {**GOOD, "id": "3"}))
    assert [post["id"] for post in posts] == ["1", "3"]
    assert dead == [("2", code)]


def test_values_that_can_be_taken_are_taken(tmp_path: Path) -> None:
    post = one(
        tmp_path,
        id=12.0,
        network="Mastodon",
        likes="7",
        replies=2.0,
        own="true",
        hashtags=["#feria"],
        mentions="@ana @bruno",
        title="",
        media="https://example.org/a.jpg",
    )
    assert (post["id"], post["network"], post["likes"], post["replies"]) == ("12", "mastodon", 7, 2)
    assert (post["own"], post["hashtags"], post["mentions"]) == (True, ["feria"], ["ana", "bruno"])
    assert (post["title"], json.loads(post["media"])) == (None, [{"url": "https://example.org/a.jpg"}])


def test_what_text_cannot_hold_is_replaced(tmp_path: Path) -> None:
    raw = (
        rb'{"id":"1","network":"x","created_at":"2024-05-01T10:00Z","text":"a\ud83db\u0000c","note":"\ud83d"}'
    )
    posts, dead = read(lines(tmp_path, raw))
    assert dead == []
    assert posts[0]["text"] == "a\ufffdb\ufffdc"
    assert json.loads(posts[0]["extra"]) == {"note": "\ufffd"}


def test_of_a_name_written_twice_the_last_counts(tmp_path: Path) -> None:
    raw = json.dumps(GOOD)[:-1].encode() + b', "text": "adios"}'
    assert read(lines(tmp_path, raw))[0][0]["text"] == "adios"


def test_entities_are_found_in_the_text_where_the_source_lists_none(tmp_path: Path) -> None:
    post = one(tmp_path, text="¡A la #Feria2024! con @ana y @b@s.org: https://t.co/x. #3 a@b.es /#no")
    assert post["hashtags"] == ["Feria2024"]
    assert post["mentions"] == ["ana", "b@s.org"]
    assert post["links"] == ["https://t.co/x"]
    assert one(tmp_path, text="#a", hashtags=["b"])["hashtags"] == ["b"]


CONTENT = b"\n".join(json.dumps({**GOOD, "id": str(n), "text": "añ😀"}).encode() for n in range(50))


def pack_zip(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("posts.jsonl", content)
        archive.writestr("__MACOSX/._posts.jsonl", b"x")


@pytest.mark.parametrize(
    "write",
    [
        lambda path, content: path.write_bytes(content),
        lambda path, content: path.write_bytes(b"\xef\xbb\xbf" + content),
        lambda path, content: path.write_bytes(content.replace(b"\n", b"\r\n")),
        lambda path, content: path.write_bytes(content + b"\n\n\n"),
        lambda path, content: path.write_bytes(content.decode().encode("utf-16")),
        lambda path, content: path.write_bytes(content.decode().encode("utf-16-be")),
        lambda path, content: path.write_bytes(gzip.compress(content)),
        lambda path, content: path.write_bytes(bz2.compress(content)),
        lambda path, content: path.write_bytes(lzma.compress(content)),
        pack_zip,
        lambda path, content: path.write_bytes(b"[" + content.replace(b"\n", b",\n") + b"]"),
    ],
)
def test_packings_and_encodings(tmp_path: Path, write: Any) -> None:
    path = tmp_path / "posts.any"
    write(path, CONTENT)
    posts, dead = read(path, rows=7)
    assert [post["id"] for post in posts] == [str(n) for n in range(50)]
    assert {post["text"] for post in posts} == {"añ😀"}
    assert dead == []


@pytest.mark.parametrize("start", [0, 1, 7, 8, 49, 50, 60])
@pytest.mark.parametrize("kind", ["jsonl", "array", "csv", "parquet"])
def test_reading_goes_on_where_it_stopped(tmp_path: Path, kind: str, start: int) -> None:
    source = lines(tmp_path, *(json.loads(line) for line in CONTENT.split(b"\n")))
    path = tmp_path / f"file.{kind}"
    if kind == "array":
        path.write_bytes(b"[" + CONTENT.replace(b"\n", b",") + b"]")
    else:
        write_posts((r.posts for r in read_posts(source)), path, kind)  # type: ignore[arg-type]
    assert format_of(path) == kind
    reads = list(read_posts(path, start=start, rows=7))
    assert [p for r in reads for p in r.posts["id"].to_pylist()] == [str(n) for n in range(start, 50)]
    assert not reads or reads[-1].next_position == 50


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (
            "latin.jsonl",
            (json.dumps({**GOOD, "text": "año"}, ensure_ascii=False).encode("latin-1") + b"\n") * 3,
            "not_utf8",
        ),
        ("empty.csv", b"", "empty_file"),
        ("cut.jsonl.gz", gzip.compress(CONTENT)[:-20], "broken_archive"),
        ("bad.parquet", b"PAR1 nothing PAR1", "broken_parquet"),
        ("cut.json", b"[" + CONTENT.replace(b"\n", b",")[:-5], "broken_json"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Problem) as told:
        list(read_posts(path))
    assert told.value.code == code
    assert str(told.value.remedy)


def test_a_missing_file_and_a_zip_of_many(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be read"):
        list(read_posts(tmp_path / "nothing.jsonl"))
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        archive.writestr("a.jsonl", "{}")
        archive.writestr("b.jsonl", "{}")
    with pytest.raises(Problem, match="2 files"):
        list(read_posts(tmp_path / "many.zip"))


def test_what_stands_before_a_broken_array_comes_in(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_bytes(b"[" + CONTENT.replace(b"\n", b",")[:-5])
    blocks = array.blocks(path)
    assert len(next(blocks).elements) == 49
    with pytest.raises(Problem, match="after element 49"):
        next(blocks)


def test_a_line_that_is_too_long_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 1000)
    monkeypatch.setattr(jsonl, "BLOCK", 300)
    path = lines(tmp_path, GOOD, {**GOOD, "text": "x" * 5000}, {**GOOD, "id": "3"})
    posts, dead = read(path)
    assert ([post["id"] for post in posts], dead) == (["1", "3"], [("2", "too_long")])
    assert [post["id"] for post in read(path, start=2)[0]] == ["3"]


def test_csv_rows_that_do_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_bytes(
        b'id;network;created_at;text\n1;x;2024-05-01T10:00:00Z;"a;\nb"\n2;x;2024-05-01T10:00:00Z;c;d\n'
        b"3;x;2024-05-01T10:00:00Z\n4;x;2024-05-01T10:00:00Z;\xff\n5;x;2024-05-01T10:00:00Z;\n"
    )
    posts, dead = read(path)
    assert [(post["id"], post["text"]) for post in posts] == [("1", "a;\nb"), ("5", "")]
    assert dead == [("2", "bad_row"), ("4", "not_utf8"), ("3", "missing_field")]


def test_counters_may_say_when_they_were_true(tmp_path: Path) -> None:
    path = lines(tmp_path, {**GOOD, "counted_at": "2024-06-01T00:00:00Z"}, {**GOOD, "id": "2"})
    found = list(read_posts(path))
    times = [time for r in found if r.counted_at is not None for time in r.counted_at.to_pylist()]
    assert times == [datetime(2024, 6, 1, tzinfo=UTC)]
    assert [r.posts["extra"].null_count for r in found] == [1, 1]


def test_no_spreadsheet_runs_a_text(tmp_path: Path) -> None:
    dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1", "''@a", "it's", "'quoted'"]
    source = lines(tmp_path, *({**GOOD, "id": str(n), "text": text} for n, text in enumerate(dangerous)))
    path = tmp_path / "posts.csv"
    write_posts((r.posts for r in read_posts(source)), path, "csv")
    cells = [row.split(",")[3] for row in path.read_text().splitlines()[1:]]
    assert not [cell for cell in cells if cell.strip('"')[:1] in "=+-@\t"]
    assert [post["text"] for post in read(path)[0]] == dangerous


@given(st.text())
def test_the_guard_is_taken_away_again(text: str) -> None:
    assert unguard(guard(text)) == text


def test_in_a_csv_of_others_nothing_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_text("id,network,created_at,text\n1,x,2024-05-01T10:00:00Z,'@ana said\n")
    assert read(path)[0][0]["text"] == "'@ana said"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
records = st.dictionaries(st.sampled_from([*POSTS.names, "counted_at", "other"]), json_values)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=60) | records.map(lambda r: json.dumps(r).encode()), max_size=6))
def test_no_line_stops_the_reading(
    tmp_path_factory: pytest.TempPathFactory, given_lines: list[bytes]
) -> None:
    content = b"\n".join(
        json.dumps({**GOOD, "id": str(n)}).encode() + b"\n" + line for n, line in enumerate(given_lines)
    )
    items = jsonl.LineBlock(content, 1, 0, 0).items()
    from tertulia.posts.formats.records import posts_of

    made = posts_of(items.records, items.places)
    made.posts.validate(full=True)
    asked = sum(bool(line.strip()) for line in content.split(b"\n"))
    assert len(made.posts) + len(made.dead) + len(items.dead) >= len(given_lines)
    assert len(made.posts) + len(made.dead) + len(items.dead) <= asked


plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
words = plain.map(lambda text: "".join(text.split())).filter(
    lambda text: text.strip("#＃@") == text and bool(text)
)
posts_strategy = st.fixed_dictionaries(
    {
        "id": words,
        "network": st.sampled_from(["x", "mastodon", "rss"]),
        "created_at": st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
        "text": plain,
    },
    optional={
        "title": plain,
        "author": words,
        "kind": st.sampled_from(KINDS),
        "lang": st.sampled_from(["es", "en"]),
        "likes": st.integers(-(2**63), 2**63 - 1),
        "own": st.booleans(),
        "hashtags": st.lists(words, min_size=1, max_size=3),
        "links": st.lists(words, min_size=1, max_size=3),
        "media": st.lists(st.dictionaries(plain, plain), min_size=1, max_size=2).map(dump),
        "extra": st.dictionaries(plain, st.integers() | plain, min_size=1, max_size=3).map(dump),
    },
)


@settings(max_examples=25, deadline=None)
@given(st.lists(posts_strategy, min_size=1, max_size=5))
def test_what_is_written_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    table = pa.Table.from_pylist([{name: row.get(name) for name in POSTS.names} for row in rows], POSTS)
    folder = tmp_path_factory.mktemp("round")
    for kind in ("jsonl", "csv", "parquet"):
        first, second = folder / f"a.{kind}", folder / f"b.{kind}"
        write_posts([table], first, kind)  # type: ignore[arg-type]
        back = list(read_posts(first))
        assert not any(r.dead for r in back)
        came = pa.concat_tables([r.posts for r in back])
        told = [name for name in POSTS.names if name not in ("hashtags", "mentions", "links")]
        assert came.select(told).equals(table.select(told))
        write_posts([came], second, kind)  # type: ignore[arg-type]
        assert pa.concat_tables([r.posts for r in read_posts(second)]).equals(came)


def test_nothing_stands_where_writing_failed(tmp_path: Path) -> None:
    def tables() -> Any:
        raise OSError("disk")
        yield

    with pytest.raises(OSError, match="disk"):
        write_posts(tables(), tmp_path / "out.jsonl", "jsonl")
    assert list(tmp_path.iterdir()) == []


def test_parquet_of_others(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": [1, 2],
            "network": ["x", "x"],
            "created_at": pa.array([1_700_000_000_123_456_789, None], pa.timestamp("ns", "UTC")),
            "text": pa.array(["a", "b"], pa.large_string()),
            "score": [float("nan"), 2.5],
        }
    )
    pq.write_table(table, tmp_path / "p.parquet")
    posts, dead = read(tmp_path / "p.parquet")
    assert [(post["id"], post["extra"]) for post in posts] == [("1", None)]
    assert dead == [("2", "missing_field")]
