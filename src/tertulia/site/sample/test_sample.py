"""The sample keeps its word: the same each time, whole threads, many voices, nobody real."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pyarrow as pa
import pytest

from tertulia.listen.query.api import check
from tertulia.posts.schema import KINDS, POSTS, ROLES, conform
from tertulia.site.sample import grammar, style, tables
from tertulia.site.sample.happenings import HAPPENINGS
from tertulia.site.sample.monitors import monitors
from tertulia.site.sample.teller import LANGUAGES

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 24)
NETWORKS = {"mastodon", "bluesky", "x", "instagram", "facebook", "wordpress"}


@pytest.fixture(scope="module")
def sample() -> tables.Sample:
    return tables.make(TODAY)


@pytest.fixture(scope="module")
def rows(sample: tables.Sample) -> list[dict]:
    return sample.posts.to_pylist()


def digest(table: pa.Table) -> str:
    return hashlib.sha256(json.dumps(table.to_pylist(), default=str).encode()).hexdigest()


def test_the_same_day_gives_the_same_year(sample: tables.Sample) -> None:
    again = tables.make(TODAY)
    assert digest(again.posts) == digest(sample.posts)
    assert again.observations.equals(sample.observations)


def test_posts_conform_and_are_unique(sample: tables.Sample, rows: list[dict]) -> None:
    assert conform(sample.posts).schema == POSTS
    assert len({(row["network"], row["id"]) for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} <= set(KINDS)


def test_size_and_shares(rows: list[dict]) -> None:
    assert 18_000 < len(rows) < 26_000
    networks = Counter(row["network"] for row in rows)
    assert set(networks) == NETWORKS
    assert all(networks[name] > len(rows) / 10 for name in NETWORKS - {"wordpress"})
    declared = Counter(row["lang"] for row in rows if row["lang"])
    assert declared["es"] > 0.9 * declared.total()
    assert all(declared[language] > 50 for language in LANGUAGES)
    kinds = Counter(row["kind"] for row in rows)
    assert all(
        kinds[kind] > 50 for kind in ("post", "comment", "reply", "repost", "quote", "review", "article")
    )


def test_the_year_ends_yesterday(rows: list[dict]) -> None:
    end = datetime(2026, 11, 23, 23, tzinfo=UTC)  # midnight in Madrid
    assert end - timedelta(days=365, hours=1) < rows[0]["created_at"]
    assert end - timedelta(hours=6) < rows[-1]["created_at"] < end
    days = Counter(row["created_at"].date() for row in rows)
    assert min(days[TODAY - timedelta(back)] for back in range(1, 31)) >= 20


def test_hardly_any_text_comes_twice(rows: list[dict]) -> None:
    texts = Counter(row["text"] for row in rows if row["kind"] != "repost")
    assert 1 - len(texts) / texts.total() < 0.05
    assert max(texts.values()) < 15


def test_threads_are_whole(rows: list[dict]) -> None:
    posts = {(row["network"], row["id"]): row for row in rows}
    for row in rows:
        if row["reply_to"] is None:
            continue
        parent = posts[row["network"], row["reply_to"]]
        root = posts[row["network"], row["thread"]]
        assert parent["created_at"] < row["created_at"]
        assert parent["thread"] == root["id"] and root["reply_to"] is None


def test_the_house_answers_some_and_not_all(rows: list[dict]) -> None:
    answered = {row["reply_to"] for row in rows if row["own"] and row["reply_to"]}
    asked = [row for row in rows if not row["own"] and row["text"].startswith("¿") and row["kind"] == "post"]
    share = sum(row["id"] in answered for row in asked) / len(asked)
    assert 0.15 < share < 0.85


def test_reposts_say_what_they_repeat(rows: list[dict]) -> None:
    posts = {(row["network"], row["id"]): row for row in rows}
    for row in rows:
        if row["kind"] == "repost":
            assert posts[row["network"], json.loads(row["extra"])["repost_of"]]["text"] == row["text"]


@pytest.mark.parametrize("happening", HAPPENINGS, ids=lambda happening: happening.name)
def test_peaks_stand_out(rows: list[dict], happening) -> None:
    days = Counter(row["created_at"].date() for row in rows)
    first = TODAY - timedelta(365)
    usual = sorted(days.values())[len(days) // 2]
    assert days[first + timedelta(happening.day)] + days[first + timedelta(happening.day + 1)] > 2.6 * usual


def test_counters_only_grow(sample: tables.Sample) -> None:
    final = {(row["network"], row["id"]): row for row in sample.posts.to_pylist()}
    before: dict[tuple[str, str], int] = {}
    for row in sample.observations.to_pylist():
        key = row["network"], row["id"]
        likes = row["likes"] or 0
        assert before.get(key, 0) <= likes <= (final[key]["likes"] or 0)
        before[key] = likes


def test_sleepers_wake_late(sample: tables.Sample) -> None:
    late = Counter()
    for row in sample.observations.to_pylist():
        late[row["network"], row["id"]] += 1
    assert max(late.values()) == 5


def test_nobody_is_real(rows: list[dict]) -> None:
    text = json.dumps(rows, default=str, ensure_ascii=False)
    hosts = set(re.findall(r"https?://([^/\s\"\\?#]+)", text))
    assert hosts and all(host.endswith(".example") for host in hosts)
    for row in rows:
        handle = row["author"]
        if row["network"] in {"mastodon", "bluesky"}:
            assert handle.endswith(".example")
        elif row["network"] == "x":
            assert len(handle) > 15
        elif row["network"] in {"instagram", "facebook"}:
            assert handle.endswith((".mjb", ".marjalba"))


def test_every_rule_can_be_said() -> None:
    for language in LANGUAGES:
        words = grammar.load(language, Random(1))
        values = dict.fromkeys(_SLOTS, "x")
        for rule, alternatives in words.rules.items():
            for _ in alternatives:
                assert words.say(rule, values)


_SLOTS = (
    *(
        "marca",
        "marca_propia",
        "rival",
        "acto",
        "artista",
        "sala",
        "hora",
        "dia",
        "dia_may",
        "fecha",
        "precio",
    ),
    *("programa", "enlace", "tag", "slug", "amigo", "amigo2", "nombre", "titulo", "agenda_lista", "maxima"),
    *("minima", "lo_de_rival"),
)


def test_manners_keep_links_and_handles() -> None:
    said = "¿Qué tal está @ana_López? Mirad https://lacardadora.example/Agenda #FestivalVellón, que mola"
    for manner in ("lazy", "loud", "plain", "emoji", "formal", "neat"):
        for seed in range(20):
            typed = style.write(said, manner, "joy", Random(seed))
            assert "https://lacardadora.example/Agenda" in typed
            assert "#FestivalVellón" in typed


def test_monitors_have_no_findings() -> None:
    assert {monitor.role for monitor in monitors()} <= set(ROLES)
    for monitor in monitors():
        assert not check(monitor.query), monitor.name


def test_the_demo_ends_with_this_hour_not_later(sample: tables.Sample) -> None:
    from tertulia.site.sample.building import until

    now = datetime.combine(TODAY - timedelta(days=1), time(15), UTC)
    shown = until(now)
    assert max(shown.posts["created_at"].to_pylist()) <= now
    assert max(shown.observations["observed_at"].to_pylist()) <= now
    said_today = [at for at in shown.posts["created_at"].to_pylist() if at.date() == now.date()]
    assert said_today
    assert 0 < len(sample.posts) - len(shown.posts) < 100
