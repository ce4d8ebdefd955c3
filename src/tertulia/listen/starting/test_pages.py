"""From nothing to the first sources and monitors: what is found, chosen, refused and made."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tertulia.home import Home
from tertulia.listen.explorer.conftest import batch, post
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.sources.conftest import REFUSED, Corrala
from tertulia.listen.sources.models import Source
from tertulia.listen.starting import beginning, looking
from tertulia.listen.starting.looking import Organisation, found_on, handles, others
from tertulia.networks.rss.profiles import Profile
from tertulia.networks.rss.site import Feed, Site
from tertulia.posts.api import store

SITE = Site(
    "https://casa.example",
    "La Casa",
    (Feed("https://casa.example/feed"),),
    (Profile("corrala", "@casa", "", True), Profile("facebook", "lacasa", "")),
)


@pytest.fixture
def manager(bruno: Any, client_of: Any, home: Home, corrala: Corrala) -> Client:
    return client_of(bruno)


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_an_empty_workspace_begins_here(manager: Client, vera: Any, client_of: Any) -> None:
    assert manager.get("/")["Location"] == "/start/"
    assert client_of(vera).get("/")["Location"] == "/listen/"
    assert "Who are you?" in body(manager, "/start/")
    store().write(batch([(post(1, "2026-05-01T10:00"), None, ())]))
    assert manager.get("/")["Location"] == "/listen/"


def test_what_was_typed_becomes_searches_and_questions(manager: Client) -> None:
    page = body(
        manager,
        "/start/?name=La+Casa&site=casa.example&sector=caf%C3%A9,+tost*&competitors=El+Rival,+rival.example%0Ateatro.example",
    )
    assert "&quot;la casa&quot; OR lacasa" in page and "cafe OR tost*" in page
    assert "&quot;el rival&quot;" in page and 'value="teatro"' in page
    assert page.count('hx-get="/start/site/?') == 3
    assert 'data-term="casa"' in page and "without the article" in page
    assert 'name="network" value="corrala" checked' in page


def test_the_site_tells_its_accounts(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertulia.listen.starting.pages.site_of", lambda organisation: SITE)
    part = body(manager, "/start/site/?name=La+Casa&site=casa.example")
    assert "La Casa" in part and "facebook (lacasa)" in part and "handle=%40casa" in part
    assert (handles(SITE), [profile.network for profile in others(SITE)]) == (
        {"corrala": "@casa"},
        ["facebook"],
    )


def test_a_site_out_of_reach_stops_nothing(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(organisation: Organisation) -> Site:
        raise REFUSED

    monkeypatch.setattr("tertulia.listen.starting.pages.site_of", refused)
    part = body(manager, "/start/site/?name=La+Casa&site=casa.example")
    assert "could not be looked at" in part and "/start/network/corrala/" in part


def test_what_the_site_names_is_sure_and_the_rest_perhaps(manager: Client) -> None:
    part = body(manager, "/start/network/corrala/?name=La+Casa&handle=%40casa")
    boxes = re.findall(r'<input type="checkbox"[^>]*>', part)
    assert ["checked" in box for box in boxes] == [True, False]
    assert 'name="ours"' in boxes[0] and 'data-handle="casa"' in boxes[0]
    rival = body(manager, "/start/network/corrala/?name=La+Casa&role=competitor")
    assert 'name="theirs"' in rival and "data-handle" not in rival


def test_one_question_that_fails_is_passed_over(
    corrala: Corrala, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = looking.look

    def look(network: str, words: str) -> list[Any]:
        if words == "@casa":
            raise REFUSED
        return plain(network, words)

    monkeypatch.setattr(looking, "look", look)
    assert [one.found.title for one in found_on("corrala", Organisation("La Casa"), "@casa")] == [
        "La Casa",
        "La Casa Vieja",
    ]


def test_a_network_that_fails_offers_again(manager: Client, corrala: Corrala) -> None:
    corrala.problem = REFUSED
    part = body(manager, "/start/network/corrala/?name=La+Casa")
    assert "The pass word is wrong." in part and 'hx-get="/start/network/corrala/?name=La+Casa"' in part


GIVEN = {
    "monitor-0-on": "1",
    "monitor-0-name": "La Casa",
    "monitor-0-role": "brand",
    "monitor-0-query": '"la casa"\r\nOR lacasa',
    "monitor-1-name": "not ticked",
    "monitor-1-query": "AND",
    "network": ["corrala", "nowhere"],
    "ours": '{"network":"corrala","kind":"account","target":"@casa","title":"La Casa","options":{}}',
    "theirs": '{"network":"corrala","kind":"account","target":"@rival","title":"Rival","options":{}}',
}


@pytest.fixture
def listened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """Which monitors were told to listen, and where."""
    told: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        beginning, "listen_live", lambda monitor, networks, by: told.append((monitor.name, list(networks)))
    )
    monkeypatch.setattr("tertulia.listen.monitors.backfill.in_background", lambda monitor: None)
    return told


def test_one_button_makes_all_that_was_chosen(manager: Client, listened: list[Any]) -> None:
    answer = manager.post("/start/go/", GIVEN)
    assert answer["Location"] == "/start/first/"
    assert list(Monitor.objects.values_list("name", "query", "role")) == [
        ("La Casa", '"la casa"\nOR lacasa', "brand")
    ]
    assert listened == [("La Casa", ["corrala"])]
    ours, theirs = Source.objects.order_by("target")
    assert (ours.own, ours.role, theirs.own, theirs.role) == (True, "brand", False, "competitor")
    assert str(theirs.folder) == "Competitors"
    page = body(manager, "/start/first/")
    assert "0 of 2 read" in page and "Not read yet" in page and 'id="live-feed"' in page
    part = body(manager, "/start/first/", **{"HX-Request": "true", "HX-Target": "section#tries"})
    assert part.lstrip().startswith('<section class="card tries"')


@pytest.mark.parametrize(
    "change,told",
    [
        ({"monitor-0-query": "casa AND"}, "Something is missing after AND."),
        ({"monitor-0-name": ""}, "needs a name"),
        ({"ours": "{}"}, "could not be understood"),
        ({"monitor-0-on": "", "ours": [], "theirs": []}, "Nothing is chosen yet."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    manager: Client, listened: list[Any], change: dict[str, Any], told: str
) -> None:
    answer = manager.post(
        "/start/go/", GIVEN | change, headers={"HX-Request": "true", "HX-Target": "div#outcome"}
    )
    assert told in answer.content.decode()
    assert not Monitor.objects.exists() and not Source.objects.exists() and not listened


def test_a_viewer_takes_no_steps(vera: Any, client_of: Any, manager: Client) -> None:
    client = client_of(vera)
    assert "A manager of the workspace" in body(client, "/start/?name=La+Casa")
    for address in ("site/?name=x", "network/corrala/?name=x"):
        assert client.get(f"/start/{address}").status_code == 403
    assert client.post("/start/go/", GIVEN).status_code == 403
