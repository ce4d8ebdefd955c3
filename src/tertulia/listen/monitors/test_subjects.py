"""A post that names our brand and a competitor says something of each, whatever brought the post or the
monitor."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from tertulia.listen.collect.digest import Origin, Rules
from tertulia.listen.collect.digest import digest as digest_pages
from tertulia.listen.collect.rulebook import Rulebook
from tertulia.listen.commands import reread
from tertulia.listen.digest import matched, understood
from tertulia.listen.imports import pipeline
from tertulia.listen.imports.plan import Plan
from tertulia.listen.monitors import api, backfill, service
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.service import Draft
from tertulia.listen.monitors.test_monitors import posts
from tertulia.networks.base import Page
from tertulia.posts.api import Batch, Store, store

BOTH = "Llevo meses con Lumbra y es una vergüenza, un asco. Tandar es mil veces mejor que Lumbra"
TEXTS = [BOTH, "Lumbra es una vergüenza, un asco", "Tandar me encanta"]
SEARCHES = ((1, "lumbra"), (2, "tandar"), (3, "vergüenza"))
SAID = [{"row": 0, "monitor": 1, "sentiment": "negative"}, {"row": 0, "monitor": 2, "sentiment": "positive"}]


@pytest.fixture(autouse=True)
def wait_for_backfills(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfill, "in_background", backfill.now)


@pytest.fixture
def full(home: Any, db: None) -> Iterator[Store]:
    opened = store()
    opened.write(Batch(posts(TEXTS), "test", readings=understood(posts(TEXTS))))
    yield opened


def told(full: Store) -> dict[tuple[str, int], str]:
    """What is kept as said, by monitor's name and post."""
    names = dict(Monitor.objects.values_list("pk", "name"))
    found = full.query(
        "SELECT monitor, post, sentiment::VARCHAR AS sentiment FROM mentions WHERE negative_p IS NOT NULL"
    )
    return {(names[row["monitor"]], row["post"]): row["sentiment"] for row in found.to_pylist()}


EACH = {("Lumbra", 1): "negative", ("Tandar", 1): "positive"}


def companies() -> tuple[Monitor, Monitor]:
    return (
        service.create(Draft("Lumbra", "lumbra", "brand"), None),
        service.create(Draft("Tandar", "tandar", "competitor"), None),
    )


def test_each_subject_of_a_batch_is_read_where_a_post_names_several() -> None:
    batch = posts(TEXTS)
    found = matched(batch, understood(batch), SEARCHES, frozenset({1, 2})).to_pylist()
    assert [(row["row"], row["monitor"]) for row in found] == [(0, 1), (0, 2), (0, 3), (1, 1), (1, 3), (2, 2)]
    assert [{name: row[name] for name in SAID[0]} for row in found if row["negative_p"] is not None] == SAID
    plain = matched(batch, understood(batch), SEARCHES).to_pylist()
    assert all(row["negative_p"] is None for row in plain)


def test_words_that_all_searches_want_name_nobody() -> None:
    batch = posts(["La fibra de Lumbra es una vergüenza, un asco. La fibra de Tandar me encanta, es genial"])
    searches = ((1, "fibra AND lumbra"), (2, "fibra AND tandar"))
    found = matched(batch, understood(batch), searches, frozenset({1, 2}))
    assert found["sentiment"].to_pylist() == ["negative", "positive"]


def test_what_a_subjects_search_finds_elsewhere_has_no_reading_of_its_own() -> None:
    batch = posts(["Lumbra es un asco"])
    found = matched(batch, understood(batch), ((1, "lumbra"), (2, "author:persona0")), frozenset({1, 2}))
    assert found["negative_p"].null_count == 1


@pytest.mark.parametrize("matched_only", [False, True])
def test_pages_that_are_collected_are_read_so(matched_only: bool) -> None:
    items = [row | {"id": row["id"]} for row in posts(TEXTS).to_pylist()]
    origin = Origin("s", "mastodon", lambda raw: raw, matched_only=matched_only)
    rules = Rules(SEARCHES[:2], subjects=frozenset({1, 2}))
    [digested] = digest_pages([(Page(items=items), origin)], rules)
    assert digested.batch.mentions is not None
    kept = [row for row in digested.batch.mentions.to_pylist() if row["negative_p"] is not None]
    assert [{name: row[name] for name in SAID[0]} for row in kept] == SAID


def test_a_new_monitor_reads_the_past_and_the_others_with_it(full: Store) -> None:
    service.create(Draft("Lumbra", "lumbra", "brand"), None)
    assert told(full) == {}
    service.create(Draft("Queja", "vergüenza", "topic"), None)
    assert told(full) == {}
    service.create(Draft("Tandar", "tandar", "competitor"), None)
    assert told(full) == EACH


def test_a_monitor_that_becomes_a_companys_is_read(full: Store) -> None:
    service.create(Draft("Lumbra", "lumbra", "brand"), None)
    monitor = service.create(Draft("Tandar", "tandar", "topic"), None)
    service.change(monitor, Draft("Tandar", "tandar", "competitor"), None)
    assert told(full) == EACH


def test_an_import_brings_it(home: Any, db: None, tmp_path: Path) -> None:
    companies()
    file = tmp_path / "posts.jsonl"
    post = {"id": "1", "network": "x", "created_at": "2026-01-02T10:00:00Z", "text": BOTH}
    file.write_text(json.dumps(post), "utf-8")
    job = pipeline.Job(store(), file, "posts", Plan(), api.searches, api.subjects, processes=0)
    assert pipeline.run(job).new == 1
    assert told(store()) == EACH


def test_a_monitor_saved_while_a_page_was_written_reads_it(full: Store) -> None:
    book = Rulebook(full)
    book.refresh()
    service.create(Draft("Lumbra", "lumbra", "brand"), None)
    page = posts([BOTH], start=7)
    [digested] = digest_pages([(Page(items=page.to_pylist()), Origin("s", "x", lambda raw: raw))], book.rules)
    service.create(Draft("Tandar", "tandar", "competitor"), None)
    book.wrote(digested, full.write(digested.batch))
    book.refresh()
    assert told(full) == EACH | {("Lumbra", 4): "negative", ("Tandar", 4): "positive"}


def test_reading_again_reads_it_again(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    companies()
    full.set_said(full.query("SELECT post, monitor, 'neutral' AS sentiment FROM mentions"))
    monkeypatch.setattr("tertulia.posts.api.open_store", lambda home: nullcontext(full))
    assert reread.run(Namespace(stale=False, json=True)) == 0
    assert told(full) == EACH
