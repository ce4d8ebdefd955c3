"""The page, what the team decides on it, its files and its REST, as the people of the cast see them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.imports.erasing import erase
from tertulia.listen.situation import printing
from tertulia.listen.situation.conftest import SPAN, fill, told
from tertulia.listen.situation.deciding import LONGEST, undo
from tertulia.listen.situation.finding import AREAS
from tertulia.listen.situation.models import SwotDecision, SwotItem, TheirAccounts
from tertulia.posts.api import Store, store
from tertulia.team.models import Event

PAGE = "/listen/situation/"


@pytest.fixture
def client(bruno: Any, client_of: Any, filled: Store) -> Client:
    """Bruno, a manager."""
    return client_of(bruno)


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def decide(client: Client, key: str, act: str = "accept", **more: str) -> Any:
    return client.post(f"{PAGE}decide/?{SPAN}", {"key": key, "act": act, **more})


def keys(client: Client) -> dict[str, dict[str, Any]]:
    made = client.get(f"/api/v1/situation?{SPAN}").json()
    return {finding["key"]: finding for section in made["sections"] for finding in section["findings"]}


def test_the_page_and_its_parts(client: Client) -> None:
    page = body(client, f"{PAGE}?{SPAN}")
    assert all(f'hx-get="{PAGE}part/{area}/?' in page for area in AREAS) and "style=" not in page
    for area in AREAS:
        part = body(client, f"{PAGE}part/{area}/?{SPAN}")
        assert "show posts" in part and "style=" not in part
    assert "ascensor" in body(client, f"{PAGE}part/brand/?{SPAN}")
    assert client.get(f"{PAGE}part/weather/").status_code == 404


def test_the_language_of_the_report_is_the_readers_choice(client: Client) -> None:
    assert "Hate gathers around" in body(client, f"{PAGE}part/brand/?{SPAN}")
    spanish = body(client, f"{PAGE}part/brand/?{SPAN}&language=es")
    assert "despierta odio" in spanish and 'lang="es"' in spanish
    assert "despierta odio" in body(client, f"{PAGE}situation.html?{SPAN}&language=es")


def test_an_accepted_finding_stands_in_the_swot(client: Client, bruno: Any) -> None:
    assert decide(client, "audiences.answered", side="weakness").status_code == 302
    item = SwotItem.objects.get()
    assert (item.side, item.suggested, item.by) == ("weakness", "weakness", bruno)
    assert item.text == item.said and item.evidence and item.figure["n"] == 177
    page = body(client, f"{PAGE}?{SPAN}")
    assert item.text in page and "Bruno" in page
    assert "It stands in the SWOT above." in body(client, f"{PAGE}part/audiences/?{SPAN}")
    assert Event.objects.get(act="situation.accepted").object == item.key
    assert "¿Dónde está el guardarropa" in body(client, f"{PAGE}points/{item.pk}/posts/")


def test_accepting_takes_a_side_and_words_of_ones_own(client: Client) -> None:
    decide(client, "audiences.need:question", side="opportunity", text="They want to know  more")
    item = SwotItem.objects.get()
    assert (item.side, item.suggested, item.text) == ("opportunity", "", "They want to know more")
    for more in ({"side": ""}, {"side": "luck"}, {"side": "threat", "text": "x" * (LONGEST + 1)}):
        assert decide(client, "audiences.answered", **more).status_code == 400
    assert decide(client, "brand.nothing", side="threat").status_code == 400
    assert SwotItem.objects.count() == 1


def test_a_point_is_edited_put_away_and_both_are_undone(client: Client, bruno: Any) -> None:
    decide(client, "audiences.answered", side="weakness")
    item = SwotItem.objects.get()
    address = f"{PAGE}points/{item.pk}/"
    assert client.post(address, {"side": "threat", "text": "Too many wait"}).status_code == 302
    item.refresh_from_db()
    assert (item.side, item.text) == ("threat", "Too many wait") and item.said.startswith("We answered")
    client.post(address, {"act": "reject"})
    assert SwotItem.objects.get().state == "rejected"
    newest = SwotDecision.objects.first()
    assert newest and client.post(f"{PAGE}undo/{newest.pk}/").status_code == 302
    back = SwotItem.objects.get()
    assert (back.state, back.side, back.text) == ("accepted", "threat", "Too many wait")
    with pytest.raises(Problem) as told:
        undo(newest.pk, bruno)
    assert told.value.code == "not-newest"


def test_undoing_the_first_decision_leaves_nothing(client: Client) -> None:
    decide(client, "audiences.answered", side="weakness")
    first = SwotDecision.objects.get()
    client.post(f"{PAGE}undo/{first.pk}/", {"next": "https://elsewhere.example/"})
    assert not SwotItem.objects.exists() and SwotDecision.objects.count() == 2


def test_a_rejected_finding_comes_back_only_with_another_figure(client: Client) -> None:
    decide(client, "audiences.answered", "reject")
    shown = body(client, f"{PAGE}part/audiences/?{SPAN}")
    assert "We answered" not in shown and "1 rejected finding is not shown" in shown
    assert "We answered" not in body(client, f"{PAGE}situation.html?{SPAN}")
    _answer_everything()
    shown = body(client, f"{PAGE}part/audiences/?{SPAN}")
    assert "We answered" in shown and "Rejected at 27%; its figure is another now." in shown


def _answer_everything() -> None:
    replies = [
        (
            post
            | {
                "id": f"z{post['id']}",
                "author": "arce",
                "own": True,
                "kind": "reply",
                "reply_to": post["id"],
            },
            r,
        )
        for post, r in told()
        if post["id"].startswith("q")
    ]
    fill(store(), replies)


def test_with_htmx_the_finding_and_the_swot_come_back(client: Client) -> None:
    answer = client.post(
        f"{PAGE}decide/?{SPAN}",
        {"key": "audiences.answered", "act": "accept", "side": "weakness"},
        headers={"HX-Request": "true"},
    )
    part = answer.content.decode()
    assert 'hx-swap-oob="true"' in part and "It stands in the SWOT above." in part
    message = json.loads(answer["HX-Trigger"])["toasts"]["messages"][0]
    assert message["undo"] == f"{PAGE}undo/{SwotDecision.objects.get().pk}/"


def test_a_finding_without_a_selection_opens_its_own_posts(client: Client) -> None:
    page = body(client, f"{PAGE}posts/?{SPAN}&finding=audiences.answered")
    assert page.count("¿Dónde está el guardarropa") > 20
    assert client.get(f"{PAGE}posts/?{SPAN}&finding=audiences.nothing").status_code == 404


def test_files_and_rest_say_the_same(client: Client) -> None:
    made = json.loads(body(client, f"{PAGE}situation.json?{SPAN}"))
    told_by_rest = client.get(f"/api/v1/situation?{SPAN}").json()
    assert made["sections"] == told_by_rest["sections"]
    assert "# Situation report: Museo Arce" in body(client, f"{PAGE}situation.md?{SPAN}")
    assert 'href="http://testserver/listen/' in body(client, f"{PAGE}situation.html?{SPAN}")


def test_rest_decides_as_the_page_does(client: Client) -> None:
    def send(key: str, **more: Any) -> int:
        content = json.dumps({"key": key, "act": "accept", **more})
        address = f"/api/v1/situation/decisions?{SPAN}"
        return client.post(address, content, content_type="application/json").status_code

    assert send("audiences.answered") == 204 and send("audiences.again") == 400
    (point,) = client.get("/api/v1/situation/swot").json()
    assert point["side"] == "weakness" and point["posts"]
    address = f"/api/v1/situation/swot/{point['number']}"
    content = json.dumps({"side": "threat", "text": "Mind the queue"})
    assert client.put(address, content, content_type="application/json").json()["text"] == "Mind the queue"
    assert client.delete(address).status_code == 204 and client.get("/api/v1/situation/swot").json() == []
    assert client.delete(address).status_code == 404


def test_a_pdf_that_cannot_be_made_says_what_to_install(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(html: str) -> bytes:
        raise printing._missing("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr("tertulia.listen.situation.document.as_pdf", missing)
    answer = client.get(f"{PAGE}situation.pdf?{SPAN}")
    page = answer.content.decode()
    assert answer.status_code == 400 and "libpango-1.0-0 libpangoft2-1.0-0" in page and "HTML" in page


def test_the_accounts_of_a_rival_are_kept(client: Client) -> None:
    rival = next(m for m in client.get("/api/v1/monitors").json() if m["role"] == "competitor")
    address = f"{PAGE}accounts/{rival['id']}/"
    assert client.post(address, {"accounts": "mastodon:lonja"}).status_code == 302
    assert TheirAccounts.objects.get().accounts == ["mastodon:lonja"]
    assert client.post(address, {"accounts": "no colon"}).status_code == 400
    assert client.post(f"{PAGE}accounts/999/", {"accounts": ""}).status_code == 404


def test_erasing_a_person_leaves_nothing_of_them(client: Client) -> None:
    decide(client, "audiences.answered", side="weakness", text="Even @p2 waits, as x:p2 and p22 do")
    TheirAccounts.objects.create(monitor_id=2, accounts=["mastodon:p2", "mastodon:lonja"])
    before = set(SwotItem.objects.get().evidence)
    theirs = store().query("SELECT post FROM posts WHERE author = 'p2'")["post"].to_pylist()
    assert before & set(theirs)
    erase(store(), "mastodon", "p2")
    item = SwotItem.objects.get()
    assert item.text == "Even @[erased] waits, as x:[erased] and p22 do"
    assert not set(item.evidence) & set(theirs)
    assert TheirAccounts.objects.get().accounts == ["mastodon:lonja"]
    client.post(f"{PAGE}points/{item.pk}/", {"side": "threat", "text": "x"})
    for decision in SwotDecision.objects.all():
        assert not set(decision.before.get("evidence", ())) & set(theirs)


def test_before_the_first_post_the_page_teaches(ana: Any, client_of: Any, home: Home) -> None:
    assert "No posts yet" in body(client_of(ana), PAGE)


def test_who_reads_and_who_decides(carla: Any, vera: Any, client_of: Any, filled: Store) -> None:
    reading = ["", f"part/brand/?{SPAN}", "posts/", "points/1/posts/", "situation.json", "situation.html"]
    for place in reading:
        for client in (client_of(carla), Client()):
            assert client.get(f"{PAGE}{place}").status_code in (302, 403)
    viewer = client_of(vera)
    assert "Accept</button>" not in body(viewer, f"{PAGE}part/brand/?{SPAN}")
    for place in ("decide/", "undo/1/", "points/1/", "accounts/1/"):
        assert viewer.post(f"{PAGE}{place}").status_code == 403
        assert client_of(carla).post(f"{PAGE}{place}").status_code in (302, 403)
    assert (
        Client().get("/api/v1/situation").status_code
        == Client().get("/api/v1/situation/swot").status_code
        == 401
    )
    content = json.dumps({"key": "audiences.answered", "act": "reject"})
    address = "/api/v1/situation/decisions"
    assert viewer.post(address, content, content_type="application/json").status_code == 403
    assert viewer.delete("/api/v1/situation/swot/1").status_code == 403
