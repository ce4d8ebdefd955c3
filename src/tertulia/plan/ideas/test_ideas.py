"""Ideas: made of posts and needs, moved, used with people's leave, forgotten with the people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tertulia.errors import Problem
from tertulia.listen.imports.erasing import erase
from tertulia.listen.needs.models import NeedNote
from tertulia.plan.calendar.api import entries
from tertulia.plan.ideas import api
from tertulia.plan.ideas.models import Idea
from tertulia.posts.api import Store
from tertulia.team.models import Event

ClientOf = Callable[[Any], Client]


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_an_empty_board_teaches(filled: Store, bruno: Any, vera: Any, client_of: ClientOf) -> None:
    assert "Write the first idea" in body(client_of(bruno), "/plan/ideas/")
    assert "Write the first idea" not in body(client_of(vera), "/plan/ideas/")


def test_one_click_makes_an_idea_of_a_post(
    numbers: dict[str, int], bruno: Any, vera: Any, client_of: ClientOf
) -> None:
    client = client_of(bruno)
    address = f"/plan/ideas/posts/{numbers['lola']}/"
    assert address in body(client, f"/listen/posts/{numbers['lola']}/")
    assert address not in body(client_of(vera), f"/listen/posts/{numbers['lola']}/")
    first = client.post(address).headers["Location"]
    assert client.post(address).headers["Location"] == first  # a second click makes no second idea
    one = Idea.objects.get()
    assert (one.source, one.post, one.credit) == ("post", numbers["lola"], "")
    assert "un poema" in body(client, first) and "<html" not in body(client, first, **{"HX-Request": "true"})
    client.post(f"/plan/ideas/posts/{numbers['blog']}/")
    assert Idea.objects.get(post=numbers["blog"]).source == "feed"
    assert client.post("/plan/ideas/posts/99999999/").status_code == 404


def test_ideas_of_needs_come_to_the_board(note: NeedNote, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    assert "1 idea waits at the needs." in body(client, "/plan/ideas/")
    assert f"/plan/ideas/notes/{note.pk}/" in body(client, "/listen/needs/notes/")
    client.post("/plan/ideas/notes/")
    one = Idea.objects.get()
    note.refresh_from_db()
    assert one.need == note.need_id and note.done_at is not None and one.source == "need"
    assert "Opening hours" in body(client, f"/plan/ideas/{one.pk}/")


def test_ideas_move_and_move_back(filled: Store, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    client.post("/plan/ideas/new/", {"title": "A quiz", "source": "team", "format": "question"})
    one = Idea.objects.get()
    client.post(f"/plan/ideas/{one.pk}/move/", {"state": "ready", "next": "/plan/ideas/?source=team"})
    one.refresh_from_db()
    assert one.state == "ready" and "“A quiz” is moved to “Ready”." in body(client, "/plan/ideas/")
    client.post(f"/plan/ideas/{one.pk}/move/?state=new")
    one.refresh_from_db()
    assert one.state == "new"
    answer = client.post(f"/plan/ideas/{one.pk}/move/", {"state": "x", "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/plan/ideas/"
    client.post(f"/plan/ideas/{one.pk}/delete/")
    assert client.get(f"/plan/ideas/{one.pk}/").status_code == 404
    client.post(f"/plan/ideas/{one.pk}/restore/")
    acts = set(Event.objects.values_list("act", flat=True))
    assert acts >= {"idea.made", "idea.moved", "idea.deleted", "idea.restored"}
    assert "A quiz" not in body(client, "/plan/ideas/?source=people")


def test_what_people_made_is_used_by_their_leave(
    numbers: dict[str, int], bruno: Any, client_of: ClientOf
) -> None:
    client = client_of(bruno)
    client.post(f"/plan/ideas/posts/{numbers['lola']}/", {"theirs": "yes"})
    one = Idea.objects.get()
    assert one.credit == "@lola" and not api.find(one.pk).may_be_used
    client.post(f"/plan/ideas/{one.pk}/entry/")
    assert not entries(idea=one.pk)
    with pytest.raises(Problem, match="not said that we may"):
        api.use(one.pk, 1, bruno)
    sent = {"title": one.title, "source": "people", "permission": "granted", "permission_on": "2026-05-09"}
    client.post(f"/plan/ideas/{one.pk}/edit/", sent | {"permission_text": "Sure!", "credit": "@lola"})
    answer = client.post(f"/plan/ideas/{one.pk}/entry/")
    made = entries(idea=one.pk)
    assert len(made) == 1 and answer.headers["Location"] == f"/plan/calendar/{made[0].number}/"
    assert api.find(one.pk).entry == made[0].number and [idea.number for idea in api.owed()] == [one.pk]


def test_nothing_of_an_erased_person_stays(numbers: dict[str, int], filled: Store, bruno: Any) -> None:
    theirs = api.add("", POEM_OF_LOLA, bruno, kind="people", post=numbers["lola"], credit="@lola")
    named = api.add("Ask @lola for more", "as @lola_2 did", bruno, credit="Lola")
    erase(filled, "mastodon", "lola")
    gone, kept = Idea.objects.get(pk=theirs.number), Idea.objects.get(pk=named.number)
    assert (gone.title, gone.text, gone.credit, gone.post) == ("[erased]", "[erased]", "", None)
    assert kept.title == "Ask @[erased] for more" and kept.text == "as @lola_2 did"
    assert kept.credit == "[erased]"
    assert "poema" not in str(list(Event.objects.values_list("object", "details")))


POEM_OF_LOLA = "He escrito un poema sobre la librería"


def test_nobody_without_the_role(
    numbers: dict[str, int], note: NeedNote, bruno: Any, carla: Any, vera: Any, client_of: ClientOf
) -> None:
    one = api.add("A quiz", "", bruno).number
    reads = ("/plan/ideas/", f"/plan/ideas/{one}/")
    acts = ("edit", "move", "delete", "restore", "entry")
    writes = [f"/plan/ideas/{one}/{act}/" for act in acts]
    writes += ["/plan/ideas/new/", "/plan/ideas/notes/", f"/plan/ideas/notes/{note.pk}/"]
    writes += [f"/plan/ideas/posts/{numbers['lola']}/"]
    for address in (*reads, *writes):
        for client in (Client(), client_of(carla)):
            assert "/sign-in/" in client.post(address).headers["Location"]
    for address in reads:
        assert client_of(vera).get(address).status_code == 200
    for address in writes:
        assert client_of(vera).post(address).status_code == 403
    assert Idea.objects.count() == 1
