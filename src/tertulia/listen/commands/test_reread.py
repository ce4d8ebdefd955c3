from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.listen import rereading
from tertulia.listen.commands import reread
from tertulia.posts.api import Batch, Store, open_store
from tertulia.posts.schema import POSTS, READINGS, conform
from tertulia.understand.api import model_version

TEXTS = ["¡Me encanta, gracias!", "Qué asco, es una vergüenza", "Thank you, lovely evening"]


def fill(store: Store) -> None:
    count = len(TEXTS)
    posts = {
        "id": [str(i) for i in range(count)],
        "network": ["rss"] * count,
        "created_at": [datetime(2026, 1, 2, tzinfo=UTC)] * count,
        "text": TEXTS,
    }
    old = conform(pa.table({"sentiment": ["neutral"] * count, "model": ["old"] * count}), READINGS)
    store.write(Batch(conform(pa.table(posts), POSTS), "test", readings=old))


def sentiments(store: Store) -> list[str | None]:
    return store.query("SELECT sentiment FROM posts ORDER BY post")["sentiment"].to_pylist()


def test_history_is_read_again_and_corrections_win(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rereading.reread, "__defaults__", (2,))
    with open_store(home) as store:
        fill(store)
        first = store.query("SELECT min(post) AS post FROM posts")["post"][0].as_py()
        store.correct(first, "sentiment", "negative", "Ana")
        assert reread.reread(store) == 3
        assert sentiments(store) == ["negative", "negative", "positive"]
        versions = store.query("SELECT DISTINCT model FROM readings ORDER BY model")["model"].to_pylist()
        assert set(versions) == {"old", model_version()}


def test_what_the_present_models_read_is_not_stale(home: Home) -> None:
    with open_store(home) as store:
        fill(store)
        assert reread.reread(store, stale=True) == 3
        assert reread.reread(store, stale=True) == 0


def test_going_back_to_a_model_reads_what_a_later_one_read(home: Home) -> None:
    with open_store(home) as store:
        fill(store)
        assert reread.reread(store, stale=True) == 3
        numbers = store.query("SELECT post FROM posts ORDER BY post")["post"].combine_chunks()
        later = conform(pa.table({"sentiment": ["neutral"] * 3, "model": ["later"] * 3}), READINGS)
        store.set_readings(numbers, later)
        assert sentiments(store) == ["neutral"] * 3
        assert reread.reread(store, stale=True) == 3
        assert sentiments(store) == ["positive", "negative", "positive"]
