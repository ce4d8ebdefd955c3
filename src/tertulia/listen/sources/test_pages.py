"""Channels, sources and their health, as the people of the cast see and change them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tertulia.home import Home
from tertulia.listen.explorer.conftest import batch, post
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.sources import service
from tertulia.listen.sources.conftest import REFUSED, SECRET, Corrala
from tertulia.listen.sources.models import Channel, HostState, Source, SourceHour, SourceState
from tertulia.listen.sources.service import SourceDraft
from tertulia.posts.api import Batch, DeadLetter, Gap, store
from tertulia.team.models import Event

PART = {"HX-Request": "true"}


@pytest.fixture
def manager(bruno: Any, client_of: Any, home: Home, corrala: Corrala) -> Client:
    return client_of(bruno)


@pytest.fixture
def viewer(vera: Any, client_of: Any, manager: Client) -> Client:
    return client_of(vera)


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def followed(target: str = "@ana", **more: Any) -> Source:
    return service.follow(SourceDraft("corrala", "account", target, **more), None)


# ---- channels


def test_a_channel_from_its_wizard_to_its_end(manager: Client, viewer: Client) -> None:
    assert "No channel is connected" in body(manager, "/settings/channels/")
    wizard = body(manager, "/settings/channels/connect/corrala/")
    for told in ("Lets &lt;us&gt; in.", "read:mentions", "It shows no views.", "300 questions", "Any time."):
        assert told in wizard
    answer = manager.post("/settings/channels/connect/corrala/", {"server": "", "word": SECRET}, follow=True)
    page = answer.content.decode()
    assert "@casa is connected" in page and "1,234" in page
    channel = Channel.objects.get()
    assert set(channel.sources.values_list("kind", flat=True)) == {"account", "mentions"}
    assert "@casa" in body(viewer, "/settings/channels/")
    tested = manager.post(
        f"/settings/channels/{channel.pk}/test", headers={**PART, "HX-Target": "div#tested"}
    )
    assert "you are @casa" in tested.content.decode() and "<html" not in tested.content.decode()
    manager.post(f"/settings/channels/{channel.pk}/disconnect")
    channel.refresh_from_db()
    assert channel.deleted_at and channel.secrets == ""
    assert "No channel is connected" in body(viewer, "/settings/channels/")


def test_a_refusal_is_told_and_nothing_is_kept(manager: Client, corrala: Corrala) -> None:
    corrala.problem = REFUSED
    page = manager.post(
        "/settings/channels/connect/corrala/", {"server": "https://other.example", "word": SECRET}
    ).content.decode()
    assert "The pass word is wrong." in page and "Copy it again." in page
    assert "https://other.example" in page and SECRET not in page
    assert not Channel.objects.exists()


def test_a_missing_secret_is_asked_for(manager: Client) -> None:
    page = manager.post("/settings/channels/connect/corrala/", {"server": "x"}).content.decode()
    assert "This field is required" in page and 'aria-invalid="true"' in page


def test_new_credentials_replace_the_old_ones_only_once_they_work(manager: Client, corrala: Corrala) -> None:
    manager.post("/settings/channels/connect/corrala/", {"word": SECRET})
    channel = Channel.objects.get()
    corrala.problem = REFUSED
    address = f"/settings/channels/{channel.pk}/reconnect"
    assert "The pass word is wrong." in manager.post(address, {"word": "wrong"}).content.decode()
    assert Channel.objects.get().secrets == channel.secrets
    manager.post(f"/settings/channels/{channel.pk}/test")
    assert "The pass word is wrong." in body(manager, "/settings/channels/")
    corrala.problem = None
    assert manager.post(address, {"word": SECRET}).status_code == 302
    assert "Refused" not in body(manager, "/settings/channels/")


def test_no_page_no_answer_and_no_record_holds_a_secret(manager: Client, viewer: Client) -> None:
    manager.post("/settings/channels/connect/corrala/", {"word": SECRET})
    number = Channel.objects.get().pk
    for address in ("", f"{number}/", f"{number}/reconnect", "networks/"):
        assert SECRET not in body(manager, f"/settings/channels/{address}")
    for address in ("channels", f"channels/{number}", "sources"):
        assert SECRET not in body(viewer, f"/api/v1/{address}")
    assert SECRET not in json.dumps(list(Event.objects.values()), default=str)


def test_the_networks_page_is_made_of_the_manifests(viewer: Client) -> None:
    page = body(viewer, "/settings/channels/networks/")
    assert "as it is published" in page and "with a channel of ours" in page and "An invented network" in page
    assert "Connect Corrala" not in page


# ---- finding and following


def test_each_network_is_asked_apart(manager: Client) -> None:
    page = body(manager, "/listen/sources/?q=la+casa")
    assert 'hx-get="/listen/sources/find/corrala/?q=la%20casa"' in page


def test_what_is_found_can_be_followed_by_one_button(manager: Client) -> None:
    part = body(manager, "/listen/sources/find/corrala/?q=la+casa", **PART)
    assert part.index("La Casa<") < part.index("La Casa Vieja") and "perhaps" in part
    assert "&lt;b&gt;not&lt;/b&gt; us" in part
    assert "“la casa”" in part  # the words themselves, as a search
    value = re.findall(r'name="value" value="([^"]+)"', part)[0].replace("&quot;", '"')
    answer = manager.post(
        "/listen/sources/follow",
        {"value": value, "role": "competitor", "folder": "Vecinos"},
        headers={**PART, "HX-Target": "li#corrala-1-proposal"},
    )
    assert "Followed" in answer.content.decode()
    source = Source.objects.get()
    assert (source.target, source.role, str(source.folder)) == ("@casa", "competitor", "Vecinos")
    assert "Followed" in body(manager, "/listen/sources/find/corrala/?q=la+casa", **PART)


def test_a_hashtag_is_not_looked_up_but_offered(manager: Client, corrala: Corrala) -> None:
    assert "#feria" in body(manager, "/listen/sources/find/corrala/?q=%23feria", **PART)
    assert corrala.asked == []


def test_a_network_that_fails_says_why_and_offers_again(manager: Client, corrala: Corrala) -> None:
    corrala.problem = REFUSED
    part = body(manager, "/listen/sources/find/corrala/?q=casa", **PART)
    assert "The pass word is wrong." in part and "Try again" in part


@pytest.mark.parametrize(
    "value", ["", "{", "[]", "null", '{"network": "corrala"}', '{"network":"corrala","kind":"x","target":""}']
)
def test_what_was_not_offered_is_not_followed(manager: Client, value: str) -> None:
    assert manager.post("/listen/sources/follow", {"value": value}).status_code == 400
    assert not Source.objects.exists()


def test_exactly_what_to_read_can_be_said(manager: Client) -> None:
    assert "All of it" in body(manager, "/listen/sources/new")
    refused = manager.post("/listen/sources/new", {"way": "corrala:account", "keep": "all"}).content.decode()
    assert "It is not said what to read." in refused
    manager.post("/listen/sources/new", {"way": "corrala:stream", "keep": "matched"})
    assert Source.objects.get().keep == "matched"


def test_a_viewer_sees_the_sources_and_finds_no_button(viewer: Client) -> None:
    source = followed()
    page = body(viewer, "/listen/sources/")
    assert (
        source.target in page
        and "source-now" not in page
        and 'method="post" action="/listen/sources' not in page
    )
    assert viewer.get("/listen/sources/find/corrala/?q=x").status_code == 403


# ---- a source


def test_pausing_and_deleting_can_be_undone(manager: Client) -> None:
    source = followed()
    place = f"/listen/sources/{source.pk}/"
    page = manager.post(f"{place}pause", {"back": "source"}, follow=True).content.decode()
    assert f"undo:{place}resume" in page
    source.refresh_from_db()
    assert not source.active
    manager.post(f"{place}resume")
    page = manager.post(f"{place}delete", follow=True).content.decode()
    assert f"undo:{place}restore" in page and manager.get(place).status_code == 404
    manager.post(f"{place}restore")
    assert manager.get(place).status_code == 200


def test_what_was_decided_can_be_changed(manager: Client) -> None:
    source = followed()
    given = {"title": "Ana", "role": "sector", "folder": "Gente", "keep": "matched"}
    manager.post(f"/listen/sources/{source.pk}/", given)
    source.refresh_from_db()
    assert (source.title, source.role, str(source.folder), source.keep) == (
        "Ana",
        "sector",
        "Gente",
        "matched",
    )


def test_a_source_shows_its_hours_gaps_letters_and_posts(viewer: Client) -> None:
    source = followed()
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    SourceHour.objects.create(source=source, hour=now, reads=4, items=7, new=5, dead=1)
    SourceHour.objects.create(source=source, hour=now - timedelta(hours=3), reads=2, failures=2)
    written = batch([(post(1, "2026-05-01T10:00", text="Lo trajo Ana"), "positive", ())])
    gap = Gap(now - timedelta(hours=5), None, "unreachable", "corrala")
    letter = DeadLetter("unsupported", "no post", "{}", "7")
    store().write(Batch(written.posts, source.key, readings=written.readings, gaps=[gap], dead=[letter]))
    page = body(viewer, f"/listen/sources/{source.pk}/")
    for told in (
        "still open",
        "the network could not be reached",
        "does not take",
        "Lo trajo Ana",
        "1 open gap",
    ):
        assert told in page
    assert page.count('class="bar"') == 1 and page.count('class="hour-failed"') == 1
    query = f"/listen/?period=all&source={source.key}".replace("#", "%23")
    explored = body(viewer, query.replace("@", "%40"))
    assert str(source) in explored  # the chip carries its title
    assert "Lo trajo Ana" in body(viewer, query.replace("/listen/?", "/listen/posts/?"))
    assert "Lo trajo Ana" not in body(viewer, "/listen/posts/?period=all&source=live:other")


# ---- health


def fares_of(*states: dict[str, Any]) -> list[Source]:
    found = []
    for number, state in enumerate(states):
        source = followed(f"@s{number}")
        SourceState.objects.filter(source=source).update(tried_at=timezone.now(), **state)
        found.append(source)
    return found


def test_health_shows_the_troubled_first_in_words(viewer: Client) -> None:
    problem = {"code": "timeout", "cause": "It did not answer.", "remedy": "Wait.", "place": ""}
    well, failing, silent, waiting = fares_of(
        {"succeeded_at": timezone.now(), "lag_s": 75},
        {"problem": problem, "failures": 9},
        {"silent_since": timezone.now()},
        {"problem": problem, "failures": 1},
    )
    service.pause(followed("@paused"), None)
    HostState.objects.create(host="slow.example", resting_until=timezone.now() + timedelta(hours=1))
    page = body(viewer, "/listen/health/")
    places = [page.index(f"/listen/sources/{source.pk}/") for source in (failing, silent, waiting, well)]
    assert places == sorted(places)
    for told in ("It did not answer.", "Wait.", "75 s", "slow.example", "brings less than it always did"):
        assert told in page
    narrow = body(viewer, "/listen/health/?state=silent")
    assert f"/listen/sources/{silent.pk}/" in narrow and f"/listen/sources/{well.pk}/" not in narrow
    part = body(viewer, "/listen/health/", **PART, **{"HX-Target": "div#health"})
    assert part.lstrip().startswith('<div id="health"')


def test_health_knows_what_is_usual_once_there_are_days(viewer: Client) -> None:
    source = followed()
    Source.objects.filter(pk=source.pk).update(created_at=timezone.now() - timedelta(days=8, hours=12))
    now = timezone.now()
    for ago in range(9):
        SourceHour.objects.create(
            source=source, hour=now - timedelta(days=ago, hours=1), reads=1, new=20 + ago
        )
    page = body(viewer, "/listen/health/")
    assert "usually 22–27" in page
    assert 'class="bullet-bar"' in page


def test_an_empty_health_page_teaches(viewer: Client, manager: Client) -> None:
    assert "No source to look after yet" in body(viewer, "/listen/health/")
    assert "Follow something" in body(manager, "/listen/health/")


# ---- OPML

OPML = """<opml version="2.0"><body>
<outline text="Prensa"><outline type="rss" text="El Faro" xmlUrl="https://faro.example/feed"/></outline>
<outline type="rss" text="No address"/>
<outline type="rss" text="El Faro otra vez" xmlUrl="https://faro.example/feed"/>
<outline type="rss" text="Dos" xmlUrl="https://dos.example/rss"/>
</body></opml>"""


@pytest.fixture
def reader(bruno: Any, client_of: Any, home: Home) -> Client:
    """With the real feeds in place of Corrala."""
    return client_of(bruno)


def test_a_list_of_feeds_comes_in_and_goes_out(reader: Client) -> None:
    file = SimpleUploadedFile("feeds.opml", OPML.encode())
    page = reader.post("/listen/sources/import", {"file": file, "role": "sector"}).content.decode()
    assert "No address" in page and Source.objects.count() == 2
    assert str(Source.objects.get(title="El Faro").folder) == "Prensa"
    again = SimpleUploadedFile("feeds.opml", OPML.encode())
    assert "Followed before" in reader.post("/listen/sources/import", {"file": again}).content.decode()
    assert Source.objects.count() == 2
    taken = reader.get("/listen/sources/export")
    assert "attachment" in taken["Content-Disposition"]
    assert (
        'xmlUrl="https://faro.example/feed"' in taken.content.decode() and "Prensa" in taken.content.decode()
    )


@pytest.mark.parametrize("sent", [b"", b"<html></html>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml/>"])
def test_what_is_no_list_is_refused_with_what_to_do(reader: Client, sent: bytes) -> None:
    page = reader.post("/listen/sources/import", {"file": SimpleUploadedFile("x", sent)}).content.decode()
    assert 'role="alert"' in page and not Source.objects.exists()


# ---- a monitor's part, the API


def test_a_monitor_shows_what_is_read_for_it(manager: Client, viewer: Client) -> None:
    monitor = Monitor.objects.create(name="Feria", query="feria")
    followed().monitors.add(monitor)
    part = body(viewer, f"/listen/sources/monitors/{monitor.pk}/")
    assert ">@ana</a>" in part and "Listen on these" not in part
    assert 'value="corrala" checked' in body(manager, f"/listen/sources/monitors/{monitor.pk}/")
    assert viewer.post(f"/listen/sources/monitors/{monitor.pk}/").status_code == 403


def test_sources_for_programs(manager: Client, bruno: Any) -> None:
    from tertulia.team import tokens

    headers = {"Authorization": f"Bearer {tokens.create(bruno, 'tests', 'write', None)[1]}"}
    given = {"network": "corrala", "kind": "account", "target": "@ana", "folder": "Gente"}
    client = Client(headers=headers)
    made = client.post("/api/v1/sources", given, content_type="application/json")
    assert made.status_code == 201 and made.json()["state"] == "never"
    number = made.json()["id"]
    assert client.post(f"/api/v1/sources/{number}/pause").json()["state"] == "paused"
    changed = client.put(
        f"/api/v1/sources/{number}", {"title": "Ana"}, content_type="application/json"
    ).json()
    assert (changed["title"], changed["folder"]) == ("Ana", "")
    assert client.get("/api/v1/sources?state=paused").json()[0]["id"] == number
    assert client.delete(f"/api/v1/sources/{number}").status_code == 204
    assert client.get(f"/api/v1/sources/{number}").status_code == 404
    assert client.post(f"/api/v1/sources/{number}/restore").json()["target"] == "@ana"
    bad = client.post(
        "/api/v1/sources", {"network": "corrala", "kind": "feed"}, content_type="application/json"
    )
    assert (bad.status_code, bad.json()["code"]) == (400, "cannot-read")
