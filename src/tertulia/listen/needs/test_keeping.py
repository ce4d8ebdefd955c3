"""Looks at the posts, what new ones and erased ones change, and what never changes silently."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tertulia.listen.imports.erasing import erase
from tertulia.listen.needs import changing, keeping, noting
from tertulia.listen.needs.conftest import ALONE, FIRST, fill, look, post
from tertulia.listen.needs.models import Need, NeedEvent, NeedLook, NeedPost
from tertulia.listen.needs.standing import After, after_of, labels_of, members, rate_ratio, short
from tertulia.posts.api import Store


def library() -> Need:
    return Need.objects.get(kind="question", ended_at=None)


def test_a_look_finds_needs_and_leaves_what_asks_alone(filled: Store) -> None:
    made = NeedLook.objects.get()
    assert (made.state, made.posts, made.found, made.joined) == ("done", 11, 2, 0)
    assert sorted(Need.objects.values_list("kind", flat=True)) == ["complaint", "question"]
    assert {event.what for event in NeedEvent.objects.all()} == {"found"}
    alone = filled.query("SELECT post FROM posts WHERE author = 'dron'").to_pylist()[0]["post"]
    assert not NeedPost.objects.filter(post=alone)


def test_new_posts_join_and_the_history_says_so(filled: Store) -> None:
    fill(filled, [(post(20, "horario de la biblioteca?", "mar"), ["question"])])
    made = look()
    assert (made.joined, made.found) == (1, 0) and library().posts.count() == 7
    assert library().events.first().details == {"posts": 1}
    fill(filled, [(post(21, "se puede volar un dron por la plaza mayor", "sol"), ["question"])])
    assert look().found == 1  # with the one that asked alone before


def test_what_a_person_took_out_stays_out(filled: Store, bruno: Any) -> None:
    first = library().posts.values_list("post", flat=True)[0]
    changing.move(library(), [first], None, bruno, filled)
    look()
    assert NeedPost.objects.get(post=first).need is None and library().posts.count() == 5


def test_a_look_is_due_when_posts_that_ask_came(filled: Store) -> None:
    assert not keeping.is_due(filled)
    fill(filled, [(post(22, "qué bonito", "sol"), ["praise"])])
    assert not keeping.is_due(filled)
    fill(filled, [(post(23, "¿Abrís?", "sol"), ["question"])])
    assert not keeping.is_due(filled)  # one can wait
    NeedLook.objects.update(at=datetime.now(UTC) - timedelta(hours=7))
    assert keeping.is_due(filled)
    fill(filled, [(post(30 + n, f"¿{n}?", "sol"), ["question"]) for n in range(keeping.ENOUGH)])
    NeedLook.objects.update(at=datetime.now(UTC))
    assert keeping.is_due(filled)


def test_an_erased_person_leaves_the_needs(filled: Store, bruno: Any) -> None:
    need = library()
    changing.rename(need, bruno, "@lee0 y su biblioteca")
    changing.stand(need, bruno, changing.Standing("open", note="lo pide @lee0"))
    noting.note(need, bruno, "task", "Escribir a @lee0")
    theirs = filled.query("SELECT post FROM posts WHERE lower(author) = 'lee0'").to_pylist()
    numbers = [row["post"] for row in theirs]
    changing.move(need, numbers[:1], None, bruno, filled)
    erase(filled, "mastodon", "lee0")
    assert not NeedPost.objects.filter(post__in=numbers) and library().posts.count() == 4
    assert library().events.get(what="taken").details["moved"] == []
    rows = [*Need.objects.values(), *NeedEvent.objects.values(), *need.notes.values()]
    assert "lee0" not in str(rows)


def test_a_need_that_nobody_says_any_more_goes(filled: Store) -> None:
    for number in range(4):
        erase(filled, "mastodon", f"bin{number}")
    assert list(Need.objects.values_list("kind", flat=True)) == ["question"]


def test_a_look_that_fails_says_so(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(keeping, "group", fail)
    fill(filled, [(post(24, "¿y hoy?", "sol"), ["question"])])
    made = NeedLook.objects.create()
    monkeypatch.setattr(keeping.connection, "close", lambda: None)  # the test's own
    keeping._look_alone(made.pk)
    made.refresh_from_db()
    assert (made.state, made.error) == ("failed", "MemoryError") and library().posts.count() == 6


def test_a_need_is_called_by_its_words_without_handles(filled: Store) -> None:
    of = members()
    called = labels_of(keeping.live(), filled, of)
    assert any("biblioteca" in name or "library" in name for name in called.values())
    assert short("@ana @bruno@example.org: mira https://x.example/1 esto, @ayto") == "Mira esto"
    assert short("¿Cómo voy a @casa desde aquí? @casa") == "¿Cómo voy a @casa desde aquí?"
    assert short("Hola, buenas tardes: ¿abrís? #Ayto #Feria") == "¿Abrís?"
    assert short("#Feria") == "#Feria" and short("hola") == "Hola"
    assert len(short(ALONE * 10)) < 115 and short(ALONE * 10).endswith("…")


def test_rates_before_and_after_an_answer() -> None:
    told = rate_ratio(101, 50, 100, 100)
    assert told and told.low < 0.5 < told.high and round(told.value, 2) == 0.5
    assert rate_ratio(3, 0, 100, 100) is None  # too few before
    assert rate_ratio(101, 0, 1000, 10) is None  # too short after
    none = rate_ratio(101, 0, 100, 100)
    assert none and none.value == 0 and none.high < 0.1
    row = {"before": 2, "after": 1, "again": 1, "since": FIRST, "answered": FIRST, "newest": FIRST}
    assert after_of(row) == After(2, 1, 1, 0.0, 0.0, None)
