"""The register as the people of the cast see it and change it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from tertulia.home import Home
from tertulia.listen.needs.conftest import BINS, LIBRARY, SPAN
from tertulia.listen.needs.models import Need, NeedEvent, NeedNote, NeedPost
from tertulia.posts.api import Store

GETS = ("", "needs.csv", "needs.json", "notes/", "from-needs.csv", "from-needs.json")


@pytest.fixture
def client(bruno: Any, client_of: Any, filled: Store) -> Client:
    return client_of(bruno)


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def library() -> Need:
    return Need.objects.get(kind="question", ended_at=None)


def bins() -> Need:
    return Need.objects.get(kind="complaint", ended_at=None)


def do(client: Client, need: Need, **given: Any) -> Any:
    return client.post(f"/listen/needs/{need.pk}/change/?{SPAN}", given)


def posts_of(need: Need) -> list[int]:
    return list(need.posts.values_list("post", flat=True))


def test_the_register_counts_people_and_shows_the_posts(client: Client) -> None:
    page = body(client, f"/listen/needs/?{SPAN}")
    assert "La" not in page or "biblioteca" in page
    rows = json.loads(body(client, f"/listen/needs/needs.json?{SPAN}"))
    assert rows["asking"] == len(LIBRARY) + 1 + len(BINS) + 1
    found = {row["kind"]: row for row in rows["needs"]}
    assert (found["question"]["people"], found["question"]["posts"]) == (5, 6)
    assert (found["complaint"]["people"], found["complaint"]["posts"]) == (4, 4)
    assert found["question"]["languages"] == {"es": 4, "en": 2}
    assert [row["kind"] for row in rows["needs"]] == ["question", "complaint"]


def test_state_kind_and_order_choose(client: Client) -> None:
    only = json.loads(body(client, f"/listen/needs/needs.json?{SPAN}&asks=complaint"))["needs"]
    assert [row["kind"] for row in only] == ["complaint"]
    newest = json.loads(body(client, f"/listen/needs/needs.json?{SPAN}&order=newest"))["needs"]
    assert [row["kind"] for row in newest] == ["complaint", "question"]
    assert "has no value" in body(client, f"/listen/needs/?{SPAN}&order=nonsense")
    page = body(client, f"/listen/needs/?{SPAN}&asks=complaint&q=basura")
    assert "period=7d&amp;q=basura&amp;asks=complaint" in page  # the bar keeps what is chosen
    assert 'name="asks" value="complaint"' in page
    assert "No need matches" in body(client, f"/listen/needs/?{SPAN}&state=wont")


def test_a_need_opens_as_a_page_and_in_the_side_panel(client: Client) -> None:
    whole = body(client, f"/listen/needs/{library().pk}/?{SPAN}")
    part = body(client, f"/listen/needs/{library().pk}/?{SPAN}", **{"HX-Request": "true"})
    assert "<html" in whole and "<html" not in part and LIBRARY[0] in part
    assert "La biblioteca abre de 9 a 14" in part and "We replied to 1 of 6 posts." in part
    assert client.get("/listen/needs/99999999/").status_code == 404


def test_a_reply_of_ours_becomes_the_answer(client: Client, filled: Store) -> None:
    reply = filled.query("SELECT post FROM posts WHERE own").to_pylist()[0]["post"]
    answer = do(client, library(), act="stand", state="answered", answer_post=reply, answered_at="2026-04-04")
    assert answer.status_code == 302
    part = body(client, f"/listen/needs/{library().pk}/?{SPAN}", **{"HX-Request": "true"})
    assert "Answered on 4 Apr 2026." in part and "asked in the" in part and "too few to tell" in part
    row = json.loads(body(client, f"/listen/needs/needs.json?{SPAN}&state=answered"))["needs"][0]
    assert row["after"] | {"days_before": 0, "days_after": 0} == {
        "people_before": 2,
        "people_after": 4,
        "asked_again": 1,
        "days_before": 0,
        "days_after": 0,
        "rate_ratio": None,
        "rate_ratio_low": None,
        "rate_ratio_high": None,
    }


def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client) -> None:
    answer = do(client, library(), act="stand", state="met", answer_url="no address", note="kept <b>")
    page = answer.content.decode()
    assert answer.status_code == 400 and "This is no web address." in page
    assert 'value="no address"' in page and "kept &lt;b&gt;" in page
    assert do(client, library(), act="stand", state="nonsense").status_code == 400
    assert do(client, library(), act="stand", state="met", answered_at="2999-01-01").status_code == 400
    assert do(client, library(), act="stand", state="met", answered_at="tomorrow").status_code == 400
    assert do(client, library(), act="split").status_code == 400
    assert do(client, library(), act="merge", other=library().pk).status_code == 400
    assert do(client, library(), act="dance").status_code == 404
    assert library().state == "open"


def test_merging_splitting_and_moving_can_be_taken_back(client: Client) -> None:
    one, other = library(), bins()
    theirs, others = posts_of(one), posts_of(other)
    assert do(client, one, act="merge", other=other.pk).status_code == 302
    assert posts_of(one) == sorted(theirs + others) and not Need.objects.filter(
        kind="complaint", ended_at=None
    )
    assert "became part of" in body(client, f"/listen/needs/{other.pk}/?{SPAN}")
    undo(client, one, "merged")
    assert posts_of(one) == theirs and posts_of(other) == others

    assert do(client, one, act="split", post=theirs[:2]).status_code == 302
    made = Need.objects.latest("pk")
    assert posts_of(made) == theirs[:2] and posts_of(one) == theirs[2:]
    undo(client, one, "split")
    assert posts_of(one) == theirs and Need.objects.get(pk=made.pk).ended_at

    do(client, one, act="move", other=other.pk, post=theirs)
    assert Need.objects.get(pk=one.pk).ended_at and posts_of(other) == sorted(theirs + others)
    do(client, one, act="undo", event=one.events.get(what="moved").pk)
    assert Need.objects.get(pk=one.pk).ended_at is None and posts_of(one) == theirs

    do(client, one, act="take", post=theirs[:1])
    assert NeedPost.objects.get(post=theirs[0]).need is None
    undo(client, one, "taken")
    assert posts_of(one) == theirs


def undo(client: Client, need: Need, what: str) -> None:
    event = need.events.filter(what=what).first()
    assert event and do(client, need, act="undo", event=event.pk).status_code == 302
    assert do(client, need, act="undo", event=event.pk).status_code == 400  # once


def test_a_name_stays_and_can_be_taken_back(client: Client) -> None:
    do(client, library(), act="rename", name="  Library   hours ")
    assert "Library hours" in body(client, f"/listen/needs/?{SPAN}")
    undo(client, library(), "renamed")
    assert library().name == ""


def test_a_note_waits_until_it_is_done(client: Client) -> None:
    do(client, library(), act="note", kind="idea", text="Post the hours every Friday")
    page = body(client, "/listen/needs/notes/")
    assert "Post the hours every Friday" in page and "biblioteca" in page
    note = NeedNote.objects.get()
    client.post(f"/listen/needs/notes/{note.pk}/", {"done": "yes"})
    assert "Post the hours" not in body(client, "/listen/needs/notes/")
    assert "Post the hours" in body(client, "/listen/needs/notes/?show=done&kind=idea")
    table = list(csv.DictReader(io.StringIO(body(client, "/listen/needs/from-needs.csv").lstrip("\ufeff"))))
    assert table[0]["kind"] == "idea" and table[0]["done_at"]
    assert do(client, library(), act="note", kind="idea", text="  ").status_code == 400


def test_the_files_hold_one_value_a_cell(client: Client) -> None:
    table = list(
        csv.DictReader(io.StringIO(body(client, f"/listen/needs/needs.csv?{SPAN}").lstrip("\ufeff")))
    )
    assert [row["people"] for row in table] == ["5", "4"] and table[0]["languages"] == "es 4; en 2"


def test_before_the_first_post_and_the_first_look_the_page_teaches(
    ana: Any, client_of: Any, home: Home
) -> None:
    assert "No posts yet" in body(client_of(ana), "/listen/needs/")
    assert "Nothing was made of a need yet" in body(client_of(ana), "/listen/needs/notes/")


def test_foreign_texts_stay_texts(client: Client) -> None:
    Need.objects.filter(pk=library().pk).update(name="<script>alert(1)</script>", answer="<i>no</i>")
    for address in (f"/listen/needs/?{SPAN}", f"/listen/needs/{library().pk}/?{SPAN}"):
        page = body(client, address)
        assert "<script>alert" not in page and "<i>no" not in page and "style=" not in page


def test_only_who_may_read_reads_and_only_managers_change(
    carla: Any, vera: Any, client_of: Any, filled: Store
) -> None:
    number = library().pk
    posts = (f"{number}/change/", "look/", "notes/1/", "notes/hook/", "notes/sendings/1/")
    for address in (*GETS, f"{number}/"):
        for nobody in (client_of(carla), Client()):
            assert nobody.get(f"/listen/needs/{address}?{SPAN}").status_code in (302, 403)
        assert client_of(vera).get(f"/listen/needs/{address}?{SPAN}").status_code == 200
    for address in posts:
        for nobody in (client_of(carla), Client()):
            assert nobody.post(f"/listen/needs/{address}").status_code in (302, 403)
        assert client_of(vera).post(f"/listen/needs/{address}").status_code == 403
    assert not NeedEvent.objects.exclude(what="found").exists()
    assert Client().get("/api/v1/needs").status_code == Client().get("/api/v1/need-notes").status_code == 401
