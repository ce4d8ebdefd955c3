"""Erasing a person leaves no trace of them, and they do not come back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tertulia.home import Home
from tertulia.posts import erasure
from tertulia.posts.api import DeadLetter, Gap
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch, mentions, readings
from tertulia.posts.test_store import rows

MARKER = b"zarabanda"  # in everything that is theirs, and nowhere else
THEIRS = {
    "id": "zarabanda-1",
    "author": "Zarabanda",
    "author_name": "zarabanda",
    "title": "zarabanda",
    "text": "zarabanda " * 200,
    "url": "https://example.org/zarabanda/1",
    "links": ["https://example.org/zarabanda"],
    "extra": '{"by": "zarabanda"}',
    "likes": 1,
}
OTHERS = {
    "id": "2",
    "author": "carla",
    "text": "Con @zarabanda, y con @Zarabanda. Y @zarabandana",
    "mentions": ["Zarabanda", "pepe"],
    "links": ["https://example.org/@zarabanda/3"],
    "reply_to": "zarabanda-1",
    "thread": "zarabanda-1",
    "extra": '{"quoted": {"handle": "zarabanda"}}',
}


def everything_on_disk(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())


def fill(store: LocalStore) -> None:
    letter = DeadLetter("no-id", "It has no id.", '{"author": "zarabanda"}', "9")
    store.write(
        batch(
            [{**THEIRS, "text": "zarabanda antes"}, {"id": "3", "text": "ajeno", "author": "pepe"}],
            readings=readings({"sentiment": "positive"}, {}),
            mentions=mentions((0, 1), (1, 1)),
            dead=[letter],
        )
    )
    store.write(batch([THEIRS, OTHERS]))
    store.correct(1, "sentiment", "negative", "Ana")
    store.write(batch([{**OTHERS, "text": f"{OTHERS['text']}!"}]))


def test_the_plan_names_every_table(store: LocalStore) -> None:
    columns = rows(store, "duckdb_columns() WHERE NOT internal", "table_name, column_name")
    assert {row["table_name"] for row in columns} == set(erasure.PLAN)
    of_posts = {row["table_name"] for row in columns if row["column_name"] == "post"}
    assert of_posts == {*erasure.DEPENDENT, "posts"}


def test_no_byte_of_an_erased_person_stays(home: Home) -> None:
    with LocalStore(home) as store:
        fill(store)
        store.checkpoint()
        assert MARKER in everything_on_disk(home)
        erased = store.erase("mastodon", "@zarabanda")
        assert erased.rows["posts"] == 1
        assert erased.rows["masked"] == 1
        for name in ("observations", "earlier_texts", "readings", "corrections", "mentions", "dead_letters"):
            assert erased.rows[name] >= 1, name
        left = everything_on_disk(home)
        assert re.findall(rb"(?i)zarabanda(?!na)", left) == []
        assert b"zarabandana" in left
    assert re.findall(rb"(?i)zarabanda(?!na)", everything_on_disk(home)) == []


def test_others_keep_what_they_said_with_the_handle_masked(store: LocalStore) -> None:
    fill(store)
    store.erase("mastodon", "zarabanda")
    (post,) = rows(store, "posts WHERE id = '2'")
    assert post["text"] == "Con @[erased], y con @[erased]. Y @zarabandana!"
    assert post["folded"] == "con @[erased], y con @[erased]. y @zarabandana!"
    assert post["mentions"] == ["pepe"]
    assert post["links"] == ["https://example.org/@[erased]/3"]
    assert post["extra"] == '{"quoted": {"handle": "[erased]"}}'
    assert (post["reply_to"], post["reply_key"], post["thread"], post["thread_key"]) == (None,) * 4
    assert rows(store, "earlier_texts", "text") == [
        {"text": "Con @[erased], y con @[erased]. Y @zarabandana"}
    ]
    assert rows(store, "posts WHERE id = '3'", "text") == [{"text": "ajeno"}]


def test_an_erased_person_does_not_come_back(home: Home) -> None:
    with LocalStore(home) as store:
        fill(store)
        store.erase("mastodon", "zarabanda")
    with LocalStore(home) as store:
        letter = DeadLetter("no-id", "It has no id.", '{"author": "zarabanda"}', "9")
        written = store.write(batch([{**THEIRS, "author": "ZARABANDA"}, OTHERS], dead=[letter]))
        assert (written.erased, written.new) == (1, 0)
        assert rows(store, "dead_letters", "raw, tries") == [{"raw": "", "tries": 1}]
        store.checkpoint()
        assert re.findall(rb"(?i)zarabanda(?!na)", everything_on_disk(home)) == []


def test_the_same_handle_elsewhere_is_another_person(store: LocalStore) -> None:
    fill(store)
    store.erase("mastodon", "zarabanda")
    assert store.write(batch([{**THEIRS, "network": "x"}])).new == 1


def test_a_short_mention_goes_where_the_whole_handle_is_mentioned(store: LocalStore) -> None:
    store.write(
        batch(
            [
                {"id": "1", "author": "carla", "text": "Para @ana", "mentions": ["ana@example.org"]},
                {"id": "2", "author": "carla", "text": "Para @ana", "mentions": ["ana@other.org"]},
                {"id": "3", "author": "carla", "text": "Para @ana@example.org."},
            ]
        )
    )
    store.erase("mastodon", "ana@example.org")
    assert [row["text"] for row in rows(store, "posts ORDER BY id", "text")] == [
        "Para @[erased]",
        "Para @ana",
        "Para @[erased].",
    ]


def test_a_tombstone_says_nothing_without_the_salt(store: LocalStore) -> None:
    store.erase("mastodon", "zarabanda")
    (kept,) = rows(store, "tombstones")
    assert kept["mark"] != erasure.author_key("mastodon", "zarabanda")
    assert kept["mark"] != erasure.tombstone("", "mastodon", "zarabanda")


def test_an_erasure_cut_short_before_its_bytes_are_gone_ends_at_the_next_start(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalStore(home) as store:
        fill(store)
        store.checkpoint()
        with monkeypatch.context() as patch:
            patch.setattr(LocalStore, "_compact", lambda self: None)
            store.erase("mastodon", "zarabanda")
    assert MARKER in everything_on_disk(home)
    with LocalStore(home) as store:
        assert re.findall(rb"(?i)zarabanda(?!na)", everything_on_disk(home)) == []
        assert rows(store, "meta WHERE name = 'compact'") == []


def test_copies_kept_by_migrations_go_too(home: Home, store: LocalStore) -> None:
    copy = Path(home.posts.with_name("posts.before-2.duckdb"))
    copy.write_bytes(MARKER)
    store.erase("mastodon", "zarabanda")
    assert not copy.exists()


DID = "did:plc:zarabanda7"


def test_a_person_goes_under_every_name_that_a_network_knows_them_by(home: Home) -> None:
    """A stream names people by their permanent id alone; a handle may be another one than it was."""
    own = f'{{"did":"{DID}"}}'
    theirs = [
        {"id": f"at://{DID}/post/1", "author": "zarabanda.example", "extra": own},
        {"id": f"at://{DID}/post/2", "author": DID, "extra": own},
        {"id": f"at://{DID}/post/3", "author": "zarabanda.old.example", "extra": own},
    ]
    others = {
        "id": "at://did:plc:pepe/post/1",
        "author": "pepe.example",
        "text": f"Mira https://example.org/profile/{DID}/post/9",
        "reply_to": f"at://{DID}/post/never-seen",
        "extra": f'{{"did":"did:plc:pepe","quoted":"at://{DID}/post/2"}}',
    }
    letter = DeadLetter("missing_field", "why", f'{{"did":"{DID}"}}', f"at://{DID}/post/4")
    with LocalStore(home) as store:
        store.write(batch([*theirs, others], dead=[letter]))
        assert store.erase("mastodon", "zarabanda.example").rows["posts"] == 3
        (left,) = rows(store, "posts", "text, reply_to, reply_key, extra")
        assert left["text"] == "Mira https://example.org/profile/[erased]/post/9"
        assert left["reply_to"] is left["reply_key"] is None
        again = {**theirs[1], "id": f"at://{DID}/post/8"}
        renamed = {**theirs[0], "id": f"at://{DID}/post/9", "author": "new.example"}
        answer = {**others, "id": "at://did:plc:pepe/post/2"}
        written = store.write(batch([again, renamed, answer], dead=[letter]))
        assert (written.erased, written.new) == (2, 1)
        assert rows(store, "dead_letters", "raw") == [{"raw": ""}]
        store.checkpoint()
    assert MARKER not in everything_on_disk(home)


@pytest.mark.parametrize(
    ("name", "key", "follows"),
    [
        ("ana.example", "live:bluesky:account:ana.example", True),
        ("ana.example", "live:bluesky:account:@Ana.example#3", True),
        ("ana.example", "live:bluesky:account:https://bsky.app/profile/ana.example", True),
        ("ana.example", "live:bluesky:account:ana.example.org", False),
        ("ana.example", "live:bluesky:account:mariana.example", False),
        ("ana.example", "live:bluesky:search:ana.example", False),
        ("ana.example", "live:mastodon:account:ana.example", False),
        ("did:plc:7", "live:bluesky:account:did:plc:7", True),
        ("ana@b.example", "live:bluesky:account:@ana@b.example", True),
        ("ana@b.example", "live:bluesky:account:ana@https://b.example", True),
        ("ana@b.example", "live:bluesky:account:https://b.example/@ana", True),
        ("ana@b.example", "live:bluesky:account:https://b.example/users/ana", True),
        ("ana@b.example", "live:bluesky:account:ana@c.example", False),
        ("ana@b.example", "live:bluesky:account:https://c.example/@ana", False),
    ],
)
def test_sources_that_follow_a_person_are_known_by_their_keys(name: str, key: str, follows: bool) -> None:
    assert bool(re.search(erasure.following("bluesky", name), key)) is follows


def test_what_followed_an_erased_person_keeps_no_name(home: Home) -> None:
    key = "live:mastodon:account:@zarabanda@https://b.example"
    gap = Gap(datetime(2026, 1, 1, tzinfo=UTC), None, "stopped")
    letter = DeadLetter("unsupported", "why", "{}", "1")
    with LocalStore(home) as store:
        other = {"id": "2", "author": "carla"}
        store.write(batch([other], source=key, position="9", gaps=[gap], dead=[letter]))
        store.write(batch([], source="live:mastodon:hashtag:zambra", position="7", gaps=[gap]))
        store.checkpoint()
        store.erase("mastodon", "zarabanda")
        assert re.findall(rb"(?i)zarabanda(?!na)", everything_on_disk(home)) == []
        masked = {"source": "live:mastodon:account:[erased]"}
        assert rows(store, "posts", "source") == rows(store, "dead_letters", "source") == [masked]
        for table in ("positions", "gaps"):
            assert rows(store, table, "source") == [{"source": "live:mastodon:hashtag:zambra"}]
