"""Triggers and peaks of the invented weeks, as the people of the cast see them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tertulia.home import Home
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers.conftest import SPAN, STORM, TODAY, fill, told
from tertulia.listen.triggers.finding import find
from tertulia.listen.triggers.peaking import find_peaks, lasting, series_of
from tertulia.posts.api import Gap, Store, store

PARTS = ("found", "peaks", "changes")


@pytest.fixture
def question(filled: Store) -> Question:
    pairs = [pair.split("=") for pair in SPAN.split("&")]
    selection, _ = Selection.parse([(a, b) for a, b in pairs], zone="UTC", today=TODAY)
    return Question(selection, filled)


@pytest.fixture
def client(ana: Any, client_of: Any, filled: Store) -> Client:
    return client_of(ana)


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_the_queue_is_hated_and_the_concert_is_loved(question: Question) -> None:
    found = find(question)
    love, hate = (found.triggers[side] for side in ("positive", "negative"))
    assert ["concierto" in t.subject.label for t in love] == [True]
    hated = {t.subject.label: t for t in hate}
    assert "cola" in {name for t in hate for name in (t.subject.label, *t.also)}
    closing = next(t for t in hate if "#Cierre" in (t.subject.label, *t.also))
    assert (
        closing.people == 60 and closing.direction == "new" and len(closing.showing) == 1
    )  # all say the same
    assert found.sampled == found.sizes.read == 14 * 12 + 60
    assert hated and found.posts.keys() >= set(closing.showing)


def test_a_figure_opens_the_posts_behind_it(client: Client, question: Question) -> None:
    rows = client.get(f"/api/v1/triggers?{SPAN}").json()
    row = rows["love"][0]
    posts = client.get(f"/api/v1/posts?{row['show']}&limit=200").json()["posts"]
    assert len(posts) == row["posts"] and {post["sentiment"] for post in posts} == {"positive"}


def test_our_own_posts_do_not_count_unless_asked_for(filled: Store) -> None:
    selection, _ = Selection.parse([("period", "all"), ("whose", "own")], zone="UTC", today=TODAY)
    assert find(Question(selection, filled)).sizes.all == 1


def test_the_storm_is_the_peak_and_is_explained(question: Question) -> None:
    found = find_peaks(question)
    assert series_of(question).grain == "day"  # twelve posts a day: hours say nothing
    (peak,) = found.peaks
    assert peak.since == datetime(2026, 5, 6) and peak.peak.posts == 72  # noqa: DTZ001  (the zone's clock)
    assert "#Cierre" in {mark.subject.label for mark in peak.why.marks} | {"#Cierre"}
    assert peak.why.newcomers and peak.why.newcomers.gap.value > 0.5
    named = {found.posts[number]["text"] for number in (peak.why.first, peak.why.most_carried)}
    assert "Cierran la sala pequeña, 59" in named


def test_a_gap_is_no_silence(home: Home, db: None) -> None:
    posts = [
        (p, side) for p, side in told() if not datetime(2026, 4, 6, tzinfo=UTC) < p["created_at"] < STORM
    ]
    gap = Gap(datetime(2026, 4, 6, tzinfo=UTC), datetime(2026, 5, 4, tzinfo=UTC), "stopped", "mastodon")
    fill(store(), posts, (gap,))
    selection, _ = Selection.parse([("period", "all")], zone="UTC", today=TODAY)
    series = series_of(Question(selection, store()))
    assert len(series.missing) == 28


@pytest.mark.slow
def test_a_change_of_level_is_told_by_the_day(home: Home, db: None) -> None:
    posts = [
        (p, side)
        for p, side in told()
        if p["created_at"].date().isoformat() > "2026-04-20" or int(p["id"][1:]) % 4 == 0
    ]
    fill(store(), posts)
    selection, _ = Selection.parse([("period", "all")], zone="UTC", today=TODAY)
    series, found = lasting(Question(selection, store()))
    assert [series.starts[change.at].date().isoformat() for change in found] == ["2026-04-21"]


def test_the_page_and_its_parts(client: Client) -> None:
    page = body(client, f"/listen/triggers/?{SPAN}")
    assert 'hx-get="/listen/triggers/found/?' in page and "for=triggers" in page
    found = body(client, f"/listen/triggers/found/?{SPAN}")
    assert "concierto" in found and "of those who write of it love it" in found and "style=" not in found
    peaks = body(client, f"/listen/triggers/peaks/?{SPAN}")
    assert "6 May 2026" in peaks and "72 posts; 12 were to be expected" in peaks and "style=" not in peaks


def test_files_and_rest_say_the_same(client: Client) -> None:
    made = json.loads(body(client, f"/listen/triggers/triggers.json?{SPAN}"))
    assert made == client.get(f"/api/v1/triggers?{SPAN}").json()
    table = list(
        csv.DictReader(io.StringIO(body(client, f"/listen/triggers/triggers.csv?{SPAN}").lstrip("\ufeff")))
    )
    assert [row["subject"].lstrip("'") for row in table] == [
        row["subject"] for row in made["love"] + made["hate"]
    ]
    peaks = json.loads(body(client, f"/listen/triggers/peaks.json?{SPAN}"))
    assert peaks == client.get(f"/api/v1/peaks?{SPAN}").json() and len(peaks["peaks"]) == 1
    assert body(client, f"/listen/triggers/peaks.csv?{SPAN}").count("\n") == 2


def test_too_few_say_so_and_nothing_says_nothing(client: Client) -> None:
    few = body(client, "/listen/triggers/found/?since=2026-04-01&until=2026-04-01")
    assert few.count("Too few to tell") == 2
    for part in PARTS:
        assert client.get(f"/listen/triggers/{part}/?since=2020-01-01&until=2020-01-02").status_code == 200
    assert "No posts match" in body(client, "/listen/triggers/found/?since=2020-01-01&until=2020-01-02")


def test_before_the_first_post_the_page_teaches(ana: Any, client_of: Any, home: Home) -> None:
    assert "No posts yet" in body(client_of(ana), "/listen/triggers/")


def test_foreign_texts_stay_texts(client: Client) -> None:
    bad = "<script>alert(1)</script> cola"
    posts = [
        (
            {
                "id": f"bad{n}",
                "network": "x",
                "created_at": STORM,
                "text": bad,
                "author": f"<b>{n}",
                "hashtags": ["<i>x"],
            },
            "negative",
        )
        for n in range(30)
    ]
    fill(store(), posts)
    page = body(client, f"/listen/triggers/found/?{SPAN}") + body(client, f"/listen/triggers/peaks/?{SPAN}")
    assert "<script" not in page and "<b>" not in page and "<i>" not in page


def test_only_who_may_read_reads(carla: Any, vera: Any, client_of: Any, filled: Store) -> None:
    for part in ("", "found/", "peaks/", "triggers.json", "peaks.csv"):
        assert client_of(carla).get(f"/listen/triggers/{part}?{SPAN}").status_code in (302, 403)
        assert Client().get(f"/listen/triggers/{part}?{SPAN}").status_code in (302, 403)
    assert client_of(vera).get(f"/listen/triggers/found/?{SPAN}").status_code == 200
    assert Client().get("/api/v1/triggers").status_code == Client().get("/api/v1/peaks").status_code == 401
