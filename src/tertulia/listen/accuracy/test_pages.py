"""The pages: labelling without the model's word, figures, the posts behind them, files, REST, roles."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tertulia.listen.accuracy import service
from tertulia.listen.accuracy.conftest import feeling_of, texts
from tertulia.listen.accuracy.models import Check, Round
from tertulia.listen.accuracy.tasks import TASKS
from tertulia.listen.accuracy.test_accuracy import checked
from tertulia.posts.api import Store
from tertulia.team import tokens

PAGE = "/settings/models/accuracy/"
CHECK = "/settings/models/check/sentiment/"
PART = {"HX-Request": "true"}


def test_a_manager_checks_a_sample_without_seeing_the_models_word(
    museum: Store, bruno: Any, client_of: Any
) -> None:
    client = client_of(bruno)
    begin = client.get(PAGE).content.decode()
    assert "Check 60 posts" in begin and "about 10 minutes" in begin
    assert client.post(f"{CHECK}start").headers["Location"] == CHECK
    page = client.get(CHECK).content.decode()
    assert "1 of 6" in page and 'data-key="1"' in page and 'data-key="u"' in page and 'data-key="z"' in page
    assert 'class="sentiment' not in page and "model-of-old" not in page
    known = texts()
    made = Round.objects.get()
    for drawn in made.drawn.all():
        said = {"turn": str(drawn.turn), "verdict": feeling_of(known[drawn.post])}
        part = client.post(f"{CHECK}label", said, headers=PART).content.decode()
    assert "posts checked" in part and "On your own posts: right in" in part and "<html" not in part
    undone = client.post(f"{CHECK}undo", headers=PART).content.decode()
    assert f'data-turn="{made.drawn.count() - 1}"' in undone
    assert client.post(f"{CHECK}label", {"turn": "999", "verdict": "neutral"}).status_code == 404
    assert "Go on: 1 post left" in client.get(PAGE).content.decode()
    assert client.get("/settings/models/check/zzz/").status_code == 404


def test_the_conversation_of_a_post_is_shown_without_readings(
    museum: Store, bruno: Any, client_of: Any
) -> None:
    service.begin(TASKS["sentiment"], bruno)
    part = client_of(bruno).get(f"{CHECK}context/0").content.decode()
    assert "No other post of its conversation is stored." in part
    assert client_of(bruno).get(f"{CHECK}context/9999").status_code == 404


def test_several_intents_are_ticked_and_sent_at_once(museum: Store, bruno: Any, client_of: Any) -> None:
    client = client_of(bruno)
    client.post("/settings/models/check/intents/start")
    page = client.get("/settings/models/check/intents/").content.decode()
    assert page.count('type="checkbox" name="verdict"') == 11 and 'data-key="n"' in page
    client.post(
        "/settings/models/check/intents/label", {"turn": "0", "verdict": ["thanks", "praise"]}, headers=PART
    )
    client.post("/settings/models/check/intents/label", {"turn": "1"}, headers=PART)
    client.post(
        "/settings/models/check/intents/label",
        {"turn": "2", "verdict": ["praise", "undecided"]},
        headers=PART,
    )
    assert list(Check.objects.order_by("drawn__turn").values_list("value", flat=True)) == [
        "praise,thanks",
        "",
        "undecided",
    ]


def test_figures_open_their_posts_and_come_as_files(
    museum: Store, bruno: Any, vera: Any, client_of: Any
) -> None:
    checked(bruno)
    client = client_of(vera)
    page = client.get(PAGE).content.decode()
    assert "What it takes for what" in page and "By language" in page and "too few to tell" in page
    assert "Check 60 more posts" not in page
    posts = client.get("/settings/models/accuracy/posts/?task=sentiment&people=negative&model=neutral")
    assert "fatal, qué cola" in posts.content.decode()
    bad = client.get("/settings/models/accuracy/posts/?task=sentiment&people=nonsense&model=neutral")
    assert bad.status_code == 404
    told = json.loads(client.get(f"{PAGE}accuracy.json?task=sentiment").content)
    assert told["accuracy"]["low"] < told["accuracy"]["value"] < 1
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}accuracy.csv").content.decode("utf-8-sig"))))
    assert sum(int(row["count"]) for row in rows) == told["checked"]


def test_charts_of_readings_say_how_often_they_are_right(museum: Store, bruno: Any, client_of: Any) -> None:
    client = client_of(bruno)
    chart = "/listen/panels/sentiment/?period=all"
    assert "Not checked yet on your posts: ten minutes" in client.get(chart).content.decode()
    checked(bruno)
    assert "On your own posts: right in" in client.get(chart).content.decode()
    spanish = client.get(f"{chart}&lang=es").content.decode()
    assert "On your own posts (español): right in" in spanish
    rare = client.get(f"{chart}&lang=es&network=bluesky").content.decode()
    assert "On your own posts (español): right in" in rare  # too few on that network
    assert "On your own posts" not in client.get("/listen/panels/networks/?period=all").content.decode()


def test_a_viewer_sees_and_changes_nothing(museum: Store, bruno: Any, vera: Any, client_of: Any) -> None:
    checked(bruno)
    client = client_of(vera)
    assert client.get(CHECK).headers["Location"] == f"{PAGE}?task=sentiment"
    assert client.get("/settings/models/teach/").status_code == 200
    assert client.get(f"{CHECK}context/0").status_code == 403
    for act in ("check/sentiment/start", "check/sentiment/label", "check/sentiment/undo"):
        assert client.post(f"/settings/models/{act}").status_code == 403
    for act in ("teach/start", "teach/use", "teach/reread"):
        assert client.post(f"/settings/models/{act}").status_code == 403


@pytest.fixture
def api(bruno: Any, client_of: Any) -> Any:
    from django.test import Client

    token = tokens.create(bruno, "tests", "write", None)[1]

    def ask(method: str, path: str, body: Any = None) -> Any:
        more = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(Client(), method)(
            f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}, **more
        )

    return ask


def test_programs_draw_check_and_read_the_figures(museum: Store, api: Any) -> None:
    made = api("post", "accuracy/sentiment/rounds", {"seed": 3, "size": 40}).json()
    assert abs(len(made["drawn"]) - 40) <= 1
    known = texts()
    for drawn in made["drawn"]:
        path = f"accuracy/sentiment/rounds/{made['id']}/checks/{drawn['turn']}"
        assert api("put", path, {"value": feeling_of(known[drawn["post"]])}).status_code == 204
    assert api("put", path, {"value": "splendid"}).status_code == 400
    told = api("get", "accuracy/sentiment").json()
    assert told["checked"] == len(made["drawn"]) and told["accuracy"]["value"] > 0.8
    assert api("get", "accuracy/zzz").status_code == 404
    assert api("get", "lessons").json() == []
    assert len(api("get", "accuracy/sentiment/rounds").json()) == 1
