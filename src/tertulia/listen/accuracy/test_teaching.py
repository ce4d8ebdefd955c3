"""A manager teaches the models with the corrections, goes back, and reads history anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tertulia.home import Home
from tertulia.listen.accuracy import teaching
from tertulia.listen.accuracy.conftest import feeling_of, texts
from tertulia.listen.accuracy.models import ModelWork
from tertulia.listen.accuracy.results import result
from tertulia.listen.accuracy.tasks import TASKS
from tertulia.listen.accuracy.test_accuracy import checked
from tertulia.listen.digest import understood
from tertulia.posts.api import Store, store
from tertulia.team.models import Event
from tertulia.understand.adapting.api import active, lessons
from tertulia.understand.api import model_version

PAGE = "/settings/models/teach/"


class _AtOnce:
    """A thread that has done its work when it was started, and a worker that works here."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], **more: Any) -> None:
        self.start = lambda: target(*args)


class _Here:
    def __init__(self, **bounds: Any) -> None: ...

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *exception: object) -> None: ...

    def run(self, function: Callable[..., Any], *given: Any) -> Any:
        return function(*given)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching.threading, "Thread", _AtOnce)
    monkeypatch.setattr(teaching, "Isolated", _Here)
    monkeypatch.setattr(teaching.connection, "close", lambda: None)
    monkeypatch.setattr(teaching.transaction, "on_commit", lambda begin: begin())


@pytest.fixture
def read(museum: Store, at_once: None) -> Store:
    """The workspace, read by the models that are shipped."""
    posts = museum.query("SELECT post, title, text, declared_lang AS lang FROM posts ORDER BY post")
    museum.set_readings(posts["post"].combine_chunks(), understood(posts))
    return museum


def correct_all(by: str) -> None:
    for post, text in texts().items():
        store().correct(post, "sentiment", feeling_of(text), by)


def test_the_models_are_taught_shown_and_taken_back(read: Store, bruno: Any, client_of: Any) -> None:
    client = client_of(bruno)
    assert "Nobody has corrected a reading yet" in client.get(PAGE).content.decode()
    correct_all("bruno")
    page = client.get(PAGE).content.decode()
    assert "Teach the models with 380 corrections" in page and "→" in page
    assert client.post(f"{PAGE}start").status_code == 302
    work = ModelWork.objects.get()
    assert (work.state, work.lesson, work.problem) == ("done", 1, {})
    lesson = active(Home.of().models)
    assert lesson is not None and lesson.number == 1 and model_version() == lesson.version
    page = client.get(PAGE).content.decode()
    assert "Lesson 1" in page and "in use" in page and "points (" in page
    assert "Read 380 posts anew" in page
    client.post(f"{PAGE}reread")
    assert "posts anew" not in client.get(PAGE).content.decode()
    newest = read.query("SELECT arg_max(model, read_at) AS model FROM readings GROUP BY post")["model"]
    assert set(newest.to_pylist()) == {lesson.version}
    client.post(f"{PAGE}use", {"number": ""})
    assert active(Home.of().models) is None
    page = client.get(PAGE).content.decode()
    assert "Use this one" in page and "Read 380 posts anew" in page
    client.post(f"{PAGE}use", {"number": "1"})
    assert active(Home.of().models) is not None
    acts = set(Event.objects.values_list("act", flat=True))
    assert {"models.taught", "models.chosen", "models.reread"} <= acts


def test_posts_that_taught_count_with_what_models_said_that_had_not_seen_them(
    read: Store, bruno: Any, client_of: Any
) -> None:
    made = checked(bruno)
    correct_all("bruno")
    client = client_of(bruno)
    client.post(f"{PAGE}start")
    client.post(f"{PAGE}reread")
    found = result(TASKS["sentiment"], store())
    spanish = [each for each in found.judged if each.lang == "es"]
    assert 0 < found.held_out <= made.drawn.count()
    assert found.held_out >= len(spanish) * 0.9
    page = client.get("/settings/models/accuracy/").content.decode()
    assert "that had not seen them" in page


def test_too_few_corrections_teach_nothing_and_say_so(read: Store, bruno: Any, client_of: Any) -> None:
    client = client_of(bruno)
    for post in list(texts())[:5]:
        store().correct(post, "sentiment", "neutral", "bruno")
    client.post(f"{PAGE}start")
    page = client.get(PAGE).content.decode()
    assert "nothing better: not used" in page and "Too few labels to tell" in page and "Still missing" in page
    refused = client.post(f"{PAGE}use", {"number": "1"}, follow=True).content.decode()
    assert "made nothing better" in refused
    assert client.post(f"{PAGE}use", {"number": "x"}).status_code == 404


def test_what_failed_is_told_and_what_was_cut_short_too(
    read: Store, bruno: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(bruno)
    client.post(f"{PAGE}start")
    assert "Nobody has confirmed or corrected a reading yet" in client.get(PAGE).content.decode()
    ModelWork.objects.create(what="teach")
    assert "Tertulia was stopped before it was done" in client.get(PAGE).content.decode()


def test_an_erased_persons_posts_are_unlearned(read: Store, bruno: Any, client_of: Any) -> None:
    from tertulia.listen.imports import erasing

    correct_all("bruno")
    client = client_of(bruno)
    client.post(f"{PAGE}start")
    erasing.erase(store(), "mastodon", "p1")
    assert active(Home.of().models) is None
    (lesson,) = lessons(Home.of().models)
    assert lesson.unlearned > 0
    stored = set(texts())
    assert {row["post"] for row in lesson.held_out.select(["post"]).to_pylist()} <= stored
    assert "learned from posts that were erased" in client.get(PAGE).content.decode()
