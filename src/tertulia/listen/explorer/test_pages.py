"""The pages and the REST API over the ten posts, as the people of the cast see them."""

from __future__ import annotations

import json
import re
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from tertulia.home import Home
from tertulia.listen.explorer.conftest import TOLD, batch, post
from tertulia.listen.explorer.measures import MEASURES
from tertulia.listen.monitors.models import Monitor
from tertulia.posts.api import store
from tertulia.posts.schema import SENTIMENTS

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> "
    'https://evil.example/"onclick="x javascript:alert(3)'
)
SPAN = "since=2026-05-01&until=2026-05-10"
PART = {"HX-Request": "true"}


@pytest.fixture
def filled(home: Home, db: None) -> None:
    """The ten posts and one of an ill will, with their two monitors."""
    Monitor.objects.create(pk=1, name="La Fábrica", query="feria", role="brand")
    Monitor.objects.create(pk=2, name="<b>Rival</b>", query="cola", role="competitor", color=1)
    bad = post(
        50, "2026-05-05T09:00", text=HOSTILE, author='"><script>', author_name="<i>M</i>", hashtags=['"><b>']
    )
    store().write(batch([*TOLD, (bad | {"url": "javascript:alert(1)"}, "neutral", (2,))]))


@pytest.fixture
def client(ana: Any, client_of: Any, filled: None) -> Client:
    return client_of(ana)


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def numbers(client: Client) -> dict[str, int]:
    found = client.get(f"/api/v1/posts?{SPAN}&limit=100").json()["posts"]
    return {row["text"]: row["post"] for row in found}


def test_the_page_shows_the_frame_and_the_first_panels(client: Client) -> None:
    page = body(client, f"/listen/?{SPAN}&monitor=1")
    assert 'id="panel-totals"' in page and 'id="panel-timeline"' in page
    assert 'hx-get="/listen/panels/sentiment/' in page
    assert "Remove the filter Monitor: La Fábrica" in page
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("name", [*MEASURES])
def test_every_panel_as_a_part_and_as_files(name: str, client: Client) -> None:
    part = body(client, f"/listen/panels/{name}/?{SPAN}")
    assert f'id="panel-{name}"' in part and "<script" not in part and "<img" not in part and "<b>" not in part
    assert not re.search(r"\sstyle=|\son[a-z]+=[^&]", part)
    made = json.loads(body(client, f"/listen/panels/{name}.json?{SPAN}"))
    table = body(client, f"/listen/panels/{name}.csv?{SPAN}")
    assert table.startswith("\ufeff") and len(table.splitlines()) == len(made["rows"]) + 1
    if name != "totals":
        drawn = body(client, f"/listen/panels/{name}.svg?{SPAN}")
        assert drawn.startswith("<svg xmlns=") and "<script" not in drawn and "<b>" not in drawn


def test_a_file_is_handed_over_under_its_name(client: Client) -> None:
    answer = client.get(f"/listen/panels/timeline.csv?{SPAN}")
    assert answer["Content-Disposition"] == 'attachment; filename="tertulia-timeline.csv"'


def test_no_spreadsheet_runs_what_people_wrote(client: Client) -> None:
    store().write(batch([(post(60, "2026-05-05T09:00", links=["=HYPERLINK(1)"]), None, ())]))
    assert "'=HYPERLINK(1)" in body(client, f"/listen/panels/links.csv?{SPAN}")


def test_hostile_texts_are_shown_as_written(client: Client) -> None:
    for address in (f"/listen/posts/?{SPAN}", f"/listen/posts/{numbers(client)[HOSTILE]}/"):
        page = body(client, address, **PART)
        assert "&lt;script&gt;alert(1)" in page
        assert "<script" not in page and "<img" not in page and "<i>M" not in page
        assert 'href="javascript:' not in page and '"onclick' not in page
        assert 'rel="nofollow ugc noopener noreferrer"' in page


def test_a_post_with_its_thread_monitors_and_reading(client: Client) -> None:
    page = body(client, f"/listen/posts/{numbers(client)['¡Qué fería!']}/")
    assert "La Fábrica" in page and "Positive 80%" in page and "m1" in page
    assert page.index("depth-0") < page.index("depth-1") < page.index("depth-2")
    part = body(client, f"/listen/posts/{numbers(client)['sí']}/", **PART)
    assert "<html" not in part and "depth-2" in part


def test_a_post_shows_what_it_says_of_each_company(client: Client) -> None:
    number = numbers(client)["Mala cola, otra vez"]
    assert "What it says of each" not in body(client, f"/listen/posts/{number}/", **PART)
    said = {"post": [number] * 2, "monitor": [1, 2], "sentiment": ["positive", None]}
    store().set_said(pa.table(said | {f"{label}_p": [0.4, 0.4] for label in SENTIMENTS}))
    page = body(client, f"/listen/posts/{number}/", **PART)
    assert "What it says of each" in page and "Not sure" in page and "Positive 40%" in page
    told = client.get(f"/api/v1/posts/{number}").json()["said"]
    assert [(row["monitor"], row["sentiment"]) for row in told] == [(1, "positive"), (2, None)]


def test_a_correction_counts_at_once_is_signed_and_can_be_undone(
    client: Client, bruno: Any, client_of: Any
) -> None:
    number = numbers(client)["Mala cola, otra vez"]
    sentiments = f"/listen/panels/sentiments.json?{SPAN}"

    def negative() -> int:
        return {row["label"]: row["posts"] for row in client.get(sentiments).json()["rows"]}.get(
            "Negative", 0
        )

    before = negative()
    answer = client_of(bruno).post(
        f"/listen/posts/{number}/correct/", {"task": "sentiment", "value": "positive"}, headers=PART
    )
    assert "Corrected by bruno" in answer.content.decode()
    assert negative() == before - 1
    undo = json.loads(answer["HX-Trigger"])["toasts"]["messages"][0]["undo"]
    assert client_of(bruno).post(undo, {"next": "/listen/"})["Location"] == "/listen/"
    assert negative() == before


def test_intents_can_be_corrected_to_none_and_back(client: Client) -> None:
    number = numbers(client)["Mala cola, otra vez"]
    address = f"/listen/posts/{number}/correct/"
    client.post(address, {"task": "intents", "none": "1"})
    assert client.get(f"/api/v1/posts/{number}").json()["intents"] == []
    client.post(address, {"task": "intents", "value": ["praise", "thanks"], "none": "1"})
    assert client.get(f"/api/v1/posts/{number}").json()["intents"] == ["praise", "thanks"]
    client.post(address, {"task": "intents"})
    assert client.get(f"/api/v1/posts/{number}").json()["intents"] == ["complaint", "question"]


@pytest.mark.parametrize("way", ["page", "api"])
def test_who_only_reads_corrects_nothing(way: str, vera: Any, client_of: Any, filled: None) -> None:
    viewer = client_of(vera)
    number = numbers(viewer)["Buena feria"]
    assert "Keep" not in body(viewer, f"/listen/posts/{number}/")
    if way == "page":
        answer = viewer.post(f"/listen/posts/{number}/correct/", {"task": "sentiment", "value": "negative"})
    else:
        answer = viewer.put(f"/api/v1/posts/{number}/corrections/sentiment", '{"value": "negative"}')
    assert answer.status_code == 403
    assert viewer.get(f"/api/v1/posts/{number}").json()["sentiment"] == "positive"


ROUTES = [
    "/listen/",
    "/listen/compare/",
    "/listen/filters/",
    "/listen/panels/totals/",
    "/listen/panels/totals.csv",
]


@pytest.mark.parametrize("address", [*ROUTES, "/listen/posts/", "/listen/posts/1/"])
def test_nobody_comes_in_without_signing_in(address: str, carla: Any, client_of: Any, filled: None) -> None:
    for stranger in (Client(), client_of(carla)):
        assert stranger.get(address).status_code == 302
    assert Client().get("/api/v1/panels/totals").status_code == 401


def test_a_bad_value_in_the_address_is_told_and_the_page_stands(client: Client) -> None:
    page = body(client, f"/listen/?{SPAN}&sentiment=angry")
    assert "has no value “angry”" in page and 'id="panel-totals"' in page
    answer = client.get("/api/v1/panels/totals?sentiment=angry")
    assert (answer.status_code, answer.json()["code"], answer.json()["place"]) == (
        400,
        "selection-value",
        "sentiment",
    )


def test_empty_fields_of_a_form_leave_the_address(client: Client) -> None:
    answer = client.get(f"/listen/?{SPAN}&q=&author=&lang=es")
    assert answer["Location"] == "/listen/?since=2026-05-01&until=2026-05-10&lang=es"


def test_what_is_not_there(client: Client) -> None:
    for address in (
        "/listen/posts/999999/",
        f"/listen/posts/{2**70}/",
        "/listen/panels/ave/",
        "/listen/panels/ave.csv",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/api/v1/posts/999999").status_code == 404
    assert client.get("/api/v1/panels/ave").json()["code"] == "no-such-measure"


def test_a_panel_that_fails_says_why_and_offers_again(client: Client, monkeypatch: Any) -> None:
    import duckdb

    from tertulia.listen.explorer import pages

    def fail(*_: Any) -> None:
        raise duckdb.IOException("the disk is gone")

    monkeypatch.setattr(pages, "panel_of", fail)
    answer = client.get(f"/listen/panels/totals/?{SPAN}")
    assert answer.status_code == 503
    assert "the disk is gone" in answer.content.decode() and "Try again" in answer.content.decode()
    assert client.get(f"/listen/?{SPAN}").status_code == 200


def test_an_empty_store_teaches(ana: Any, client_of: Any, home: Home) -> None:
    assert "No posts yet" in body(client_of(ana), "/listen/")


def test_old_posts_are_shown_without_asking_for_their_days(ana: Any, client_of: Any, home: Home) -> None:
    store().write(batch([(post(1, "2019-05-01T10:00"), None, ())]))
    page = body(client_of(ana), "/listen/")
    assert "All posts. All time." in page


def test_compare_says_what_is_more_than_noise(client: Client) -> None:
    page = body(client, f"/listen/compare/?{SPAN}&monitor=1&compare=monitor:2")
    assert "within noise" in page and "&lt;b&gt;Rival" in page
    assert "Choose what to compare with" in body(client, f"/listen/compare/?{SPAN}")


def test_the_api_gives_posts_page_by_page_and_threads(client: Client) -> None:
    first = client.get(f"/api/v1/posts?{SPAN}&limit=4").json()
    second = client.get(f"/api/v1/posts?{SPAN}&limit=4&after={first['following']}").json()
    assert not {row["post"] for row in first["posts"]} & {row["post"] for row in second["posts"]}
    assert client.get("/api/v1/posts?after=x").json()["code"] == "bad-mark"
    thread = client.get(f"/api/v1/posts/{numbers(client)['no']}/thread").json()
    assert [(row["text"], row["depth"]) for row in thread] == [("¡Qué fería!", 0), ("sí", 1), ("no", 2)]


def test_the_api_keeps_corrections(client: Client) -> None:
    number = numbers(client)["Buena feria"]

    def put(task: str, value: str | None) -> Any:
        from django.middleware.csrf import get_token
        from django.test import RequestFactory

        token = get_token(RequestFactory().get("/"))
        client.cookies["tertulia_csrf"] = token
        address = f"/api/v1/posts/{number}/corrections/{task}"
        return client.put(address, json.dumps({"value": value}), headers={"X-CSRFToken": token})

    assert put("emotion", "fear").status_code == 204
    assert client.get(f"/api/v1/posts/{number}").json()["emotion"] == "fear"
    assert put("emotion", "rage").json()["code"] == "bad-correction"
    assert put("taste", "sweet").json()["code"] == "bad-correction"
