"""The workspace's themes: found, followed, named, pinned, ruled; nothing of it in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers import filing, keeping
from tertulia.listen.triggers.belonging import belonging
from tertulia.listen.triggers.conftest import InThisProcess, fill
from tertulia.listen.triggers.models import Theme, ThemeEvent, ThemeFit
from tertulia.listen.triggers.weekly import standings
from tertulia.posts.api import store
from tertulia.understand.themes.test_themes import told


def write(
    number: int, *, seed: int = 0, subjects: tuple[str, ...] = ("queue", "music", "bikes", "trees")
) -> None:
    """Posts of the last four weeks, on these subjects."""
    now = datetime.now(UTC) - timedelta(hours=1)
    posts = [
        (
            {
                "id": f"s{seed}-{at}",
                "network": "mastodon",
                "created_at": now - timedelta(hours=at * 600 / number),
                "text": text,
                "author": f"p{at % 90}",
            },
            "neutral",
        )
        for at, (_, text) in enumerate(told(number, seed, subjects))
    ]
    fill(store(), posts)


@pytest.fixture
def looked(home: Home, db: None, monkeypatch: pytest.MonkeyPatch) -> ThemeFit:
    """Six hundred posts, looked through once."""
    monkeypatch.setattr(keeping, "Isolated", InThisProcess)
    write(600)
    return again()


def again() -> ThemeFit:
    made = ThemeFit.objects.create()
    keeping.look(made, store())
    return made


def theme_of(word: str) -> Theme:
    return max(keeping.live(), key=lambda theme: theme.terms.get(word, 0.0))


def test_a_look_finds_the_themes_and_says_that_they_are_born(looked: ThemeFit) -> None:
    assert looked.state == ThemeFit.State.DONE and looked.posts == 600 and looked.coherence
    themes = keeping.live()
    assert len(themes) >= 4 and [theme.number for theme in themes] == list(range(1, len(themes) + 1))
    assert {event.what for event in ThemeEvent.objects.all()} == {"born"}


def test_a_theme_keeps_its_number_and_its_persons_name(looked: ThemeFit, bruno: Any) -> None:
    queue = theme_of("cola")
    keeping.change(queue, bruno, name="  Las   colas ", pinned=False, rule="")
    write(500, seed=1)
    again()
    found = theme_of("cola")
    assert (found.number, found.label) == (queue.number, "Las colas")
    renamed = found.events.get(what="renamed")
    assert renamed.by == bruno and renamed.details["name"] == "Las colas"


def test_words_that_change_are_told(looked: ThemeFit) -> None:
    before = {theme.number: theme.words for theme in keeping.live()}
    write(900, seed=2, subjects=("queue", "music", "library", "food"))
    again()
    for theme in keeping.live():
        if theme.number in before and theme.words != before[theme.number]:
            event = theme.events.filter(what="words").first()
            assert event and event.details["was"] == before[theme.number]
    assert {t.number for t in keeping.live()} - set(before)  # the library and the food are new


def test_what_is_found_no_more_ends_unless_it_is_pinned(looked: ThemeFit, bruno: Any, home: Home) -> None:
    queue = theme_of("cola")
    keeping.change(queue, bruno, name="", pinned=True, rule="")
    numbers = {theme.number for theme in keeping.live()}
    for author in range(90):
        store().erase("mastodon", f"p{author}")
    now = datetime.now(UTC)
    fill(
        store(),
        [
            (
                {
                    "id": f"n{at}",
                    "network": "x",
                    "created_at": now - timedelta(hours=at),
                    "text": text,
                    "author": f"q{at % 80}",
                },
                "neutral",
            )
            for at, (_, text) in enumerate(told(600, 5, ("library", "food", "music", "bikes")))
        ],
    )
    again()
    ended = Theme.objects.exclude(ended_at=None)
    assert ended and all(theme.events.filter(what__in=("lost", "merged")).exists() for theme in ended)
    assert queue.number in {theme.number for theme in keeping.live()} and queue.number in numbers


def test_a_rule_puts_posts_into_its_theme(looked: ThemeFit, bruno: Any) -> None:
    queue = theme_of("cola")
    record = {
        "post": 1,
        "network": "x",
        "created_at": timezone.now(),
        "text": "Un guacamayo azul",
        "author": "z",
    }
    assert belonging([record]).label(0) is None
    keeping.change(queue, bruno, name="Colas", pinned=False, rule="guacamayo OR loro")
    assert belonging([record]).label(0) == "Colas"
    with pytest.raises(Problem, match=r"bracket|was read"):
        keeping.change(queue, bruno, name="", pinned=False, rule="(guacamayo")
    with pytest.raises(Problem, match=r"bracket|was read"):
        keeping.change(queue, bruno, name="", pinned=False, rule="sentiment:negative")


def test_posts_are_filed_under_their_themes_once_and_anew_when_themes_change(
    looked: ThemeFit, bruno: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "Isolated", InThisProcess)
    monkeypatch.setattr(filing, "PAGE", 250)
    queue = theme_of("cola")
    assert filing.file_all(store()) == 600
    assert filing.file_all(store()) == 0
    before = filed_under(queue.number)
    assert before > 50
    write(100, seed=2)
    assert filing.file_all(store()) == 100
    keeping.change(queue, bruno, name="Colas", pinned=False, rule="concierto OR cola")
    assert filing.file_all(store()) == 700
    assert filed_under(queue.number) > before + 50
    assert filing.file_all(store()) == 0


def filed_under(theme: int) -> int:
    found = store().query("SELECT count(*) AS n FROM themes WHERE theme = $theme", {"theme": theme})
    return int(found["n"][0].as_py())


def test_without_themes_nothing_is_filed(home: Home, db: None) -> None:
    write(20)
    assert filing.file_all(store()) == 0


def test_how_themes_stand_in_the_last_weeks(looked: ThemeFit) -> None:
    today = datetime.now(UTC).date()
    found = standings(Question(Selection(zone="UTC", today=today), store()))
    assert found.sampled == found.total == 600 and found.placed > 500
    for standing in found.themes:
        assert sum(standing.weeks) == standing.posts and standing.showing and standing.people >= 5


def test_few_posts_are_not_worth_a_look(home: Home, db: None) -> None:
    write(20)
    with pytest.raises(Problem, match="themes need 300"):
        again()


@pytest.mark.slow
def test_a_look_in_a_process_of_its_own(home: Home, db: None) -> None:
    write(400)
    assert again().state == ThemeFit.State.DONE and keeping.live()


def test_the_page_names_pins_and_rules(looked: ThemeFit, bruno: Any, client_of: Any) -> None:
    client: Client = client_of(bruno)
    page = client.get("/listen/triggers/themes/").content.decode()
    assert "Look again" in page and "style=" not in page
    number = theme_of("cola").number
    address = f"/listen/triggers/themes/{number}/"
    assert client.post(address, {"name": "<b>Colas", "pinned": "on", "rule": ""}).status_code == 302
    page = client.get("/listen/triggers/themes/").content.decode()
    assert "&lt;b&gt;Colas" in page and "<b>" not in page and "renamed by Bruno" in page
    wrong = client.post(address, {"name": "x", "rule": "(cola"})
    assert wrong.status_code == 400 and "(cola" in wrong.content.decode()
    assert client.post("/listen/triggers/themes/999/", {"name": "x"}).status_code == 404


def test_who_only_reads_changes_nothing(looked: ThemeFit, vera: Any, carla: Any, client_of: Any) -> None:
    number = theme_of("cola").number
    for address in (f"/listen/triggers/themes/{number}/", "/listen/triggers/themes/look/"):
        assert client_of(vera).post(address, {"name": "x"}).status_code == 403
        assert client_of(carla).post(address, {"name": "x"}).status_code in (302, 403)
    assert client_of(vera).get("/listen/triggers/themes/").status_code == 200
    assert Theme.objects.filter(name="x").count() == 0 and not keeping.is_looking()


def test_it_is_time_for_a_look_once_a_week(looked: ThemeFit) -> None:
    assert not keeping.is_old()
    ThemeFit.objects.update(at=timezone.now() - timedelta(days=8))
    assert keeping.is_old()


def test_programs_list_and_name_themes(looked: ThemeFit, bruno: Any, vera: Any, client_of: Any) -> None:
    listed = client_of(vera).get("/api/v1/themes").json()
    assert listed["sampled"] == 600 and {theme["state"] for theme in listed["themes"]} <= {
        "born",
        "steady",
        "growing",
    }
    address = f"/api/v1/themes/{listed['themes'][0]['number']}"
    body = {"name": "Colas", "pinned": True, "rule": ""}
    assert client_of(vera).put(address, body, "application/json").status_code == 403
    assert client_of(bruno).put(address, body, "application/json").status_code == 204
    assert client_of(bruno).put("/api/v1/themes/999", body, "application/json").status_code == 404
    bad = client_of(bruno).put(address, {"rule": "(x"}, "application/json")
    assert bad.status_code == 400 and bad.json()["code"] == "bad-rule"
    assert "Colas" in {theme["name"] for theme in client_of(vera).get("/api/v1/themes").json()["themes"]}
