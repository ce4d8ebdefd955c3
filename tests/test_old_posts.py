"""Posts files of earlier versions are brought up to date: nothing is lost, the tables are as in a new file.

`tests/data/posts-version-1.duckdb.xz` was written by the Tertulia whose tables had that version; the others
are the same posts, brought up to each version by its own step.
"""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from tertulia.home import Home
from tertulia.posts import migrations
from tertulia.posts.api import Gone
from tertulia.posts.store import LocalStore
from tertulia.posts.test_batches import batch

DATA = Path(__file__).parent / "data"
OLD = range(1, len(migrations.STEPS) + 1)
COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal
ORDER BY table_name, column_index
"""


@pytest.fixture(params=OLD)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LocalStore:
    home = Home(tmp_path / "old").ensure()
    home.posts.write_bytes(lzma.decompress((DATA / f"posts-version-{request.param}.duckdb.xz").read_bytes()))
    return LocalStore(home)


def test_the_tables_are_those_of_a_new_file(store: LocalStore, tmp_path: Path) -> None:
    with store, LocalStore(Home(tmp_path / "new")) as new:
        assert store.query(COLUMNS).to_pylist() == new.query(COLUMNS).to_pylist()


def test_nothing_is_lost(store: LocalStore) -> None:
    with store:
        posts = store.query("SELECT post, id, text, likes, irony FROM posts ORDER BY post").to_pylist()
        assert [tuple(post.values()) for post in posts] == [
            (1, "https://a.example/users/ana/statuses/1", "Un café, corregido", 5, None),
            (2, "at://did:plc:eva/app.bsky.feed.post/1", "hola", None, None),
            (3, "7", "nada", None, False),
        ]
        counts = {
            "observations": 2,
            "earlier_texts": 1,
            "mentions": 2,
            "readings": 3,
            "corrections": 1,
            "dead_letters": 1,
            "tombstones": 1,
        }
        for table, count in counts.items():
            assert len(store.query(f"SELECT * FROM {table}")) == count, table
        assert store.position("import:old.jsonl") == "3"


def test_what_the_network_takes_back_is_found(store: LocalStore) -> None:
    with store:
        assert store.write(batch([], gone=[Gone("mastodon", local="b.example/77")])).gone == 1
        assert store.write(batch([], gone=[Gone("bluesky", prefix="at://did:plc:eva/")])).gone == 1
        assert store.query("SELECT id FROM posts")["id"].to_pylist() == ["7"]


def test_who_was_erased_stays_away(store: LocalStore) -> None:
    with store:
        assert store.write(batch([{"id": "8", "author": "zarabanda@a.example"}])).erased == 1
