"""What is written is there, once, with its history."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.posts.api import FILING, DeadLetter, Written
from tertulia.posts.keys import author_key, key_of
from tertulia.posts.schema import MENTIONS, SENTIMENTS
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch, mentions, posts, readings

WHOLE = {
    "id": "7",
    "title": "Aviso",
    "text": "Árbol caído en @Pepe",
    "author": "Ana",
    "author_name": "Ana Pérez",
    "kind": "comment",
    "lang": "es",
    "url": "https://example.org/7",
    "reply_to": "1",
    "thread": "1",
    "likes": 3,
    "followers": 10,
    "hashtags": ["árbol"],
    "mentions": ["Pepe"],
    "links": ["https://www.Example.org/a", "http://u@example.org:80/b", "mailto:x@y.z"],
    "media": '[{"type": "image"}]',
    "own": True,
    "extra": '{"place": "Vigo"}',
}


def rows(store: LocalStore, table: str, columns: str = "*") -> list[dict[str, Any]]:
    return store.query(f"SELECT {columns} FROM {table}").to_pylist()


def everything(store: LocalStore) -> dict[str, list[Any]]:
    tables = ("posts", "observations", "earlier_texts", "readings", "mentions", "positions")
    return {table: sorted(map(repr, rows(store, table))) for table in tables}


def test_a_post_is_kept_as_given(store: LocalStore) -> None:
    assert store.write(batch([WHOLE], source="feed")) == Written(new=1, first=1)
    (post,) = rows(store, "posts")
    for name in ("title", "text", "author", "author_name", "kind", "reply_to", "hashtags", "media", "own"):
        assert post[name] == WHOLE[name]
    assert post["folded"] == "aviso\narbol caido en @pepe"
    assert post["domains"] == ["example.org"]
    assert (post["declared_lang"], post["lang"], post["source"]) == ("es", "es", "feed")
    assert post["created_at"] == datetime(2026, 3, 8, 12)  # noqa: DTZ001  (the store's times are UTC)
    assert post["key"] == key_of("mastodon", "7")
    assert post["reply_key"] == post["thread_key"] == key_of("mastodon", "1")
    assert post["author_key"] == author_key("mastodon", "@ANA")


def test_a_kind_not_told_is_post_and_own_not_told_is_false(store: LocalStore) -> None:
    store.write(batch([{}]))
    assert rows(store, "posts", "kind, own") == [{"kind": "post", "own": False}]


def test_the_same_batch_twice_changes_nothing(store: LocalStore) -> None:
    given = batch(
        [WHOLE, {"id": "8", "text": "b", "views": 4}],
        position="2",
        mentions=mentions((0, 5), (1, 5), (1, 6)),
        readings=readings({"sentiment": "positive"}, {"intents": ["thanks"]}),
    )
    store.write(given)
    before = everything(store)
    assert store.write(given) == Written(unchanged=2)
    assert everything(store) == before


def test_an_edited_post_keeps_what_it_said_before(store: LocalStore) -> None:
    store.write(batch([{"title": "A", "text": "uno"}]))
    assert store.write(batch([{"title": "B", "text": "dós"}])) == Written(updated=1)
    assert rows(store, "earlier_texts", "title, text") == [{"title": "A", "text": "uno"}]
    assert rows(store, "posts", "title, text, folded") == [{"title": "B", "text": "dós", "folded": "b\ndos"}]


def test_an_edit_without_its_title_is_folded_with_the_title_known(store: LocalStore) -> None:
    store.write(batch([{"title": "Título", "text": "uno"}]))
    store.write(batch([{"text": "dos"}]))
    assert rows(store, "posts", "folded") == [{"folded": "titulo\ndos"}]


def test_a_null_erases_nothing(store: LocalStore) -> None:
    store.write(batch([WHOLE]))
    before = everything(store)
    assert store.write(batch([{"id": "7", "text": WHOLE["text"]}])) == Written(unchanged=1)
    assert everything(store) == before


def test_counters_are_a_series(store: LocalStore) -> None:
    for likes, views in ((1, None), (1, None), (2, None), (None, 9), (2, 9)):
        store.write(batch([{"likes": likes, "views": views}]))
    series = rows(store, "observations ORDER BY observed_at", "likes, views")
    assert series == [
        {"likes": 1, "views": None},
        {"likes": 2, "views": None},
        {"likes": None, "views": 9},
    ]
    assert rows(store, "posts", "likes, views") == [{"likes": 2, "views": 9}]


def test_older_counters_join_the_series_but_do_not_replace_newer_ones(store: LocalStore) -> None:
    for day, likes in ((5, 50), (2, 20), (2, 20)):
        store.write(batch([{"likes": likes}], read_at=datetime(2026, 1, day, tzinfo=UTC)))
    assert rows(store, "posts", "likes") == [{"likes": 50}]
    assert [row["likes"] for row in rows(store, "observations ORDER BY observed_at")] == [20, 50]


def test_of_a_post_twice_in_a_batch_the_last_word_counts(store: LocalStore) -> None:
    given = batch([{"text": "a", "title": "T", "likes": 1}, {"id": "2"}, {"text": "b", "likes": 2}])
    assert store.write(given) == Written(new=2, unchanged=1, first=1)
    assert rows(store, "posts WHERE id = '1'", "title, text, folded, likes") == [
        {"title": "T", "text": "b", "folded": "t\nb", "likes": 2}
    ]
    assert rows(store, "earlier_texts", "text") == [{"text": "a"}]
    before = everything(store)
    assert store.write(given) == Written(unchanged=3)
    assert everything(store) == before


def test_numbers_go_on_where_they_were(store: LocalStore) -> None:
    store.write(batch([{"id": "a"}, {"id": "b"}]))
    store.write(batch([{"id": "b"}, {"id": "c"}]))
    assert rows(store, "posts ORDER BY post", "post, id") == [
        {"post": number, "id": name} for number, name in enumerate("abc", 1)
    ]


def test_the_same_id_on_two_networks_is_two_posts(store: LocalStore) -> None:
    assert store.write(batch([{"network": "x"}, {"network": "mastodon"}])).new == 2


def test_an_edit_replaces_mentions_and_another_look_adds_to_them(store: LocalStore) -> None:
    store.write(batch([{"text": "a"}, {"id": "2"}], mentions=mentions((0, 1), (1, 1))))
    store.write(batch([{"text": "a"}, {"id": "2"}], mentions=mentions((0, 2))))
    assert [row["monitor"] for row in rows(store, "mentions WHERE post = 1 ORDER BY ALL")] == [1, 2]
    store.write(batch([{"text": "b"}], mentions=mentions((0, 3))))
    assert [row["monitor"] for row in rows(store, "mentions WHERE post = 1")] == [3]
    assert len(rows(store, "mentions WHERE post = 2")) == 1


def test_monitors_take_and_leave_posts(store: LocalStore) -> None:
    store.write(batch([{"id": str(number)} for number in range(4)]))
    assert store.set_mentions(9, pa.array([1, 2, 2, 99]), replace=False) == 2
    assert store.set_mentions(9, pa.array([2, 3]), replace=False) == 1
    assert store.set_mentions(9, pa.array([4]), replace=True) == 1
    assert rows(store, "mentions", "monitor, post") == [{"monitor": 9, "post": 4}]
    store.forget_monitor(9)
    assert rows(store, "mentions") == []


def said(*given: tuple[int, str | None]) -> pa.Table:
    """Mentions of the batch's first post, and what it says of each monitor's subject (None: not sure)."""
    numbers = {f"{label}_p": 0.5 for label in SENTIMENTS}
    found = [{"row": 0, "monitor": monitor, "sentiment": value, **numbers} for monitor, value in given]
    return pa.Table.from_pylist(found, MENTIONS)


def test_what_a_post_says_of_each_subject_is_kept_with_its_mentions(store: LocalStore) -> None:
    columns = "monitor, sentiment::VARCHAR AS sentiment, positive_p"
    store.write(batch([{}], mentions=mentions((0, 1))))
    store.write(batch([{}], mentions=said((1, "positive"), (2, None))))
    kept = [
        {"monitor": 1, "sentiment": "positive", "positive_p": 0.5},
        {"monitor": 2, "sentiment": None, "positive_p": 0.5},
    ]
    assert rows(store, "mentions ORDER BY monitor", columns) == kept
    before = everything(store)
    store.write(batch([{}], mentions=said((1, "positive"), (2, None))))
    store.write(batch([{}], mentions=mentions((0, 1), (0, 2))))
    assert everything(store) == before
    given = {"post": [1, 1, 7], "monitor": [2, 3, 2], "sentiment": ["negative"] * 3}
    store.set_said(pa.table(given))
    assert [row["sentiment"] for row in rows(store, "mentions ORDER BY monitor", columns)] == [
        "positive",
        "negative",
    ]


def test_a_correction_wins_until_it_is_taken_back(store: LocalStore) -> None:
    store.write(
        batch([{}], readings=readings({"sentiment": "positive", "intents": ["thanks"], "lang": "es"}))
    )
    store.correct(1, "sentiment", "negative", "Ana")
    store.correct(1, "intents", "question,request", "Ana")
    store.set_readings(pa.array([1]), readings({"sentiment": "neutral", "lang": "gl"}, model="m2"))
    judged = "lang, sentiment::VARCHAR AS sentiment, intents"
    assert rows(store, "posts", judged) == [
        {"lang": "gl", "sentiment": "negative", "intents": ["question", "request"]}
    ]
    store.correct(1, "sentiment", None, "Bruno")
    store.correct(1, "intents", "", "Bruno")
    assert rows(store, "posts", judged) == [{"lang": "gl", "sentiment": "neutral", "intents": []}]
    assert len(rows(store, "readings")) == 2


def test_a_batch_read_again_does_not_undo_a_correction(store: LocalStore) -> None:
    store.write(batch([{"text": "a"}], readings=readings({"irony": True})))
    store.correct(1, "irony", "false", "Ana")
    store.write(batch([{"text": "b"}], readings=readings({"irony": True})))
    assert rows(store, "posts", "irony") == [{"irony": False}]
    assert len(rows(store, "readings")) == 1


def test_that_a_post_needs_a_reply_is_kept_and_can_be_corrected(store: LocalStore) -> None:
    store.write(batch([{"text": "a"}], readings=readings({"needs_reply": False, "needs_reply_p": 0.25})))
    assert rows(store, "readings", "needs_reply, needs_reply_p") == [
        {"needs_reply": False, "needs_reply_p": 0.25}
    ]
    store.correct(1, "needs_reply", "true", "Ana")
    assert rows(store, "posts", "needs_reply") == [{"needs_reply": True}]


@pytest.mark.parametrize(
    ("post", "task", "value", "code"),
    [
        (1, "sentiment", "furious", "bad-correction"),
        (1, "likes", "3", "bad-correction"),
        (1, "intents", "question,nonsense", "bad-correction"),
        (2, "irony", "true", "no-such-post"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    store: LocalStore, post: int, task: str, value: str, code: str
) -> None:
    store.write(batch([{}]))
    with pytest.raises(Problem) as refused:
        store.correct(post, task, value, "Ana")
    assert refused.value.code == code


def test_the_position_is_written_with_the_posts(store: LocalStore) -> None:
    assert store.position("feed") is None
    store.write(batch([{}], source="feed", position="10"))
    store.write(batch([{}], source="feed"))
    assert store.position("feed") == "10"


def test_a_batch_that_breaks_leaves_nothing(store: LocalStore) -> None:
    with pytest.raises(duckdb.ConversionException):
        store.write(batch([{}, {"id": "2", "kind": "nonsense"}], position="1"))
    assert rows(store, "posts") == []
    assert store.position("test") is None


def test_items_set_aside_are_counted_not_doubled(store: LocalStore) -> None:
    letter = DeadLetter("no-id", "It has no id.", '{"text": "a"}', "3")
    for _ in range(2):
        assert store.write(batch([], dead=[letter, letter])).dead == 2
    (kept,) = rows(store, "dead_letters")
    assert (kept["code"], kept["place"], kept["tries"]) == ("no-id", "3", 2)
    assert store.drop_dead_letters([kept["letter"]]) == 1
    assert rows(store, "dead_letters") == []


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM posts",
        "WITH gone AS (DELETE FROM mentions RETURNING *) SELECT * FROM gone",
        "SELECT 1; SELECT 2",
        "SET threads = 1",
        "COPY posts TO 'stolen.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "ATTACH 'other.duckdb'",
        "PRAGMA database_list",
        "SELECT * FROM glob('/etc/*')",
    ],
)
def test_only_questions_are_answered(store: LocalStore, sql: str) -> None:
    with pytest.raises(Problem) as refused:
        store.query(sql)
    assert refused.value.code == "not-a-question"


def test_a_question_sees_no_variable_of_the_program(store: LocalStore) -> None:
    secret = pa.table({"word": ["abracadabra"]})
    with pytest.raises(duckdb.CatalogException):
        store.query("SELECT * FROM secret")
    assert len(secret) == 1


def test_a_scan_gives_the_answer_in_pieces(store: LocalStore) -> None:
    pieces = list(store.scan("SELECT range AS n FROM range($end)", {"end": 100_000}, rows=10_000))
    assert sum(map(len, pieces)) == 100_000
    assert max(map(len, pieces)) <= 10_240


def test_history_of_an_export_comes_back_once(store: LocalStore) -> None:
    store.write(batch([{"id": "1"}, {"id": "2"}], readings=readings({"irony": True}, {})))
    when = datetime(2026, 1, 1, tzinfo=UTC)
    series = pa.table(
        {"network": ["mastodon"] * 2, "id": ["1", "unknown"], "observed_at": [when] * 2, "likes": [5, 6]}
    )
    said = pa.table({"network": ["mastodon"], "id": ["2"], "until": [when], "text": ["antes"]})
    word = pa.table(
        {
            "network": ["mastodon"],
            "id": ["1"],
            "task": ["irony"],
            "value": ["false"],
            "by_person": ["Ana"],
            "corrected_at": [when],
        }
    )
    for added in (1, 0):
        assert store.add_history("observations", series) == added
        assert store.add_history("earlier_texts", said) == added
        assert store.add_history("corrections", word) == added
    assert rows(store, "posts WHERE id = '1'", "irony") == [{"irony": False}]
    assert rows(store, "earlier_texts", "post, text") == [{"post": 2, "text": "antes"}]


def test_what_is_written_outlives_the_process(home: Home) -> None:
    with LocalStore(home) as store:
        store.write(batch([WHOLE], position="1"))
        before = everything(store)
    with LocalStore(home) as store:
        assert everything(store) == before
        store.checkpoint()
    with LocalStore(home) as store:
        assert everything(store) == before


def test_a_long_log_is_brought_in_beside_the_work(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertulia.posts.store._LOG_LIMIT", 0)
    with LocalStore(home) as store:
        for number in range(6):
            store.write(batch([{"id": str(number)}]))
        assert len(rows(store, "posts")) == 6
    with LocalStore(home) as store:
        assert len(rows(store, "posts")) == 6


def test_posts_that_do_not_conform_are_refused(store: LocalStore) -> None:
    with pytest.raises(pa.ArrowInvalid):
        store.write(batch([{}]).__class__(posts({}).drop_columns("text"), "test"))


def test_a_file_that_is_none_is_said_to_be_broken(home: Home) -> None:
    home.posts.write_bytes(b"not posts" * 10_000)
    with pytest.raises(Problem) as refused:
        LocalStore(home)
    assert refused.value.code == "broken-file"


def test_a_file_open_in_another_program_is_said_to_be(home: Home) -> None:
    LocalStore(home).close()
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(home.posts)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(Problem) as refused:
            LocalStore(home)
        assert refused.value.code == "file-in-use"
        other.communicate(b"\n")


def test_posts_are_filed_under_themes_anew_span_by_span(store: LocalStore) -> None:
    store.write(batch([{"id": str(n)} for n in range(4)]))
    numbers = pa.array([1, 2, 3, 4, 99])
    store.set_themes(1, 4, numbers, pa.array([7, 7, 8, 8, 8]), "a:4")
    assert store.position(FILING) == "a:4"
    store.set_themes(2, 3, pa.array([3]), pa.array([7]), "b:3")
    assert rows(store, "themes ORDER BY post") == [
        {"theme": 7, "post": 1},
        {"theme": 7, "post": 3},
        {"theme": 8, "post": 4},
    ]
    assert store.position(FILING) == "b:3"
