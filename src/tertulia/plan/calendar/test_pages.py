"""The calendar as the people of the cast see it and change it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from tertulia.plan.calendar import api, keydates, service
from tertulia.plan.calendar.models import CalendarFeed, Entry, EntryEvent
from tertulia.plan.calendar.service import EntryDraft

NINE = datetime(2026, 5, 4, 9, tzinfo=UTC)
MAY = "on=2026-05-15"


@pytest.fixture
def client(bruno: Any, client_of: Any) -> Client:
    return client_of(bruno)


@pytest.fixture
def cinema(bruno: Any) -> Entry:
    return service.create(EntryDraft("Cine de verano", at=NINE, text="Hoy hay cine", owner=bruno.pk), bruno)


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


@pytest.mark.parametrize("view", ["month", "week", "list", "channels"])
def test_every_view_shows_the_entry_on_its_day(client: Client, cinema: Entry, view: str) -> None:
    page = body(client, f"/plan/calendar/?view={view}&on=2026-05-05")
    assert "Cine de verano" in page and "09:00" in page
    other = body(client, f"/plan/calendar/?view={view}&on=2026-07-15")
    assert "Cine de verano" not in other


def test_an_empty_calendar_teaches(client: Client) -> None:
    assert "Plan the first entry" in body(client, "/plan/calendar/")


@pytest.mark.parametrize(
    "choice,there",
    [
        ("kind=content", True),
        ("kind=attention", False),
        ("state=draft", True),
        ("state=failed", False),
        ("q=VERANO", True),
        ("q=teatro", False),
        ("channel=7", False),
        ("objective=7", False),
        ("owner=99999999999999999999999", True),
    ],
)
def test_what_is_chosen_stands_in_the_address(
    client: Client, cinema: Entry, choice: str, there: bool
) -> None:
    page = body(client, f"/plan/calendar/?{MAY}&{choice}")
    assert ("Cine de verano" in page) is there


def test_empty_fields_leave_the_address_and_nonsense_falls_back(client: Client) -> None:
    answer = client.get(f"/plan/calendar/?{MAY}&q=&kind=content")
    assert (answer.status_code, answer["Location"]) == (302, "/plan/calendar/?on=2026-05-15&kind=content")
    for nonsense in ("on=2026-02-31", "on=0001-01-01", "on=9999-12-31", "view=party", "state=x&owner=-1"):
        body(client, f"/plan/calendar/?{nonsense}")


def test_an_entry_stands_on_the_day_of_the_persons_clock(bruno: Any, client_of: Any) -> None:
    service.create(EntryDraft("Tarde", at=datetime(2026, 5, 4, 23, 30, tzinfo=UTC)), bruno)
    bruno.time_zone = "Europe/Madrid"
    bruno.save()
    page = body(client_of(bruno), "/plan/calendar/?view=list&on=2026-05-05")
    assert "01:30" in page and 'datetime="2026-05-05"' in page


def test_an_entry_is_written_in_local_time_and_the_clocks_are_told(bruno: Any, client_of: Any) -> None:
    bruno.time_zone = "Europe/Madrid"
    bruno.save()
    given = {"kind": "content", "title": "Cambio de hora", "at": "2026-03-29T02:30"}
    page = client_of(bruno).post("/plan/calendar/new/", given, follow=True).content.decode()
    assert "The clocks skip that time" in page
    assert Entry.objects.get().at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    given = {"kind": "content", "title": "Cambio", "at": "2026-10-25T02:30", "second": "on"}
    page = client_of(bruno).post("/plan/calendar/new/", given, follow=True).content.decode()
    assert "comes twice" in page
    assert Entry.objects.get(title="Cambio").at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_attention_says_what_is_owed(client: Client) -> None:
    given = {"kind": "attention", "title": "Lola", "person": "lola"}
    assert "Say what is owed." in client.post("/plan/calendar/new/", given).content.decode()
    client.post("/plan/calendar/new/", {**given, "attention": "thank"})
    assert Entry.objects.get().attention == "thank"


def test_what_was_typed_stays_where_someone_saved_first(client: Client, cinema: Entry, ana: Any) -> None:
    service.move(cinema, None, ana)
    given = {"kind": "content", "title": "Mi título", "revision": "1"}
    page = client.post(f"/plan/calendar/{cinema.pk}/edit/", given).content.decode()
    assert "Ana has changed the entry" in page and "Mi título" in page
    assert service.find(cinema.pk).title == "Cine de verano"
    client.post(f"/plan/calendar/{cinema.pk}/edit/", {**given, "revision": "2"})
    found = service.find(cinema.pk)
    assert (found.title, found.text) == ("Mi título", "Hoy hay cine")


def test_a_day_moves_it_at_the_same_time_and_undo_brings_it_back(client: Client, cinema: Entry) -> None:
    answer = client.post(f"/plan/calendar/{cinema.pk}/move/", {"day": "2026-05-20"}, follow=True)
    assert service.find(cinema.pk).at == NINE.replace(day=20)
    undo = re.search(r"/plan/calendar/changes/\d+/undo/", answer.content.decode())
    assert undo is not None
    client.post(undo[0])
    assert service.find(cinema.pk).at == NINE


def test_a_moment_moves_it_too_and_none_takes_its_day(client: Client, cinema: Entry) -> None:
    address = f"/plan/calendar/{cinema.pk}/move/"
    client.post(address, {"at": "2026-05-20T18:15"})
    assert service.find(cinema.pk).at == datetime(2026, 5, 20, 18, 15, tzinfo=UTC)
    assert "This is no time" in client.post(address, {"at": "yesterday"}, follow=True).content.decode()
    client.post(address, {"at": ""})
    assert service.find(cinema.pk).at is None
    assert "Without a day" in body(client, "/plan/calendar/")
    assert client.post(address, {"day": "2026-99-99"}).status_code == 404


def test_people_set_only_the_states_that_are_theirs(client: Client, cinema: Entry) -> None:
    address = f"/plan/calendar/{cinema.pk}/state/"
    for state in ("approved", "published", "scheduled", "nonsense"):
        client.post(address, {"state": state})
        assert service.find(cinema.pk).state == "draft"
    client.post(address, {"state": "idea"})
    assert service.find(cinema.pk).state == "idea"


def test_the_entry_shows_who_did_what_as_a_page_and_a_part(client: Client, cinema: Entry) -> None:
    service.move(cinema, NINE.replace(day=6), None)
    whole = body(client, f"/plan/calendar/{cinema.pk}/")
    part = body(client, f"/plan/calendar/{cinema.pk}/", **{"HX-Request": "true"})
    assert "<html" in whole and "<html" not in part
    assert "Bruno · written down: Draft" in part and "Tertulia · moved" in part
    assert client.get("/plan/calendar/99999999/").status_code == 404


def test_deleting_offers_to_undo(client: Client, cinema: Entry) -> None:
    client.post(f"/plan/calendar/{cinema.pk}/delete/")
    assert client.get(f"/plan/calendar/{cinema.pk}/").status_code == 404
    client.post(f"/plan/calendar/changes/{EntryEvent.objects.first().pk}/undo/")
    assert client.get(f"/plan/calendar/{cinema.pk}/").status_code == 200


def test_a_viewer_sees_and_is_offered_nothing_to_change(vera: Any, client_of: Any, cinema: Entry) -> None:
    client = client_of(vera)
    page = body(client, f"/plan/calendar/?{MAY}")
    assert "Cine de verano" in page and "draggable" not in page and "New content" not in page
    assert "Delete" not in body(client, f"/plan/calendar/{cinema.pk}/")
    assert client.get("/plan/calendar/new/").status_code == 403
    assert client.get(f"/plan/calendar/{cinema.pk}/edit/").status_code == 403


def test_nobody_is_sent_to_another_site(client: Client, cinema: Entry) -> None:
    given = {"day": "2026-05-20", "back": "https://elsewhere.example/"}
    assert client.post(f"/plan/calendar/{cinema.pk}/move/", given)["Location"] == "/plan/calendar/"


def test_days_to_remember_stand_in_the_calendar(client: Client) -> None:
    given = {"day": "2024-02-29", "title": "Aniversario", "yearly": "on"}
    client.post("/plan/calendar/dates/add/", given)
    assert "Aniversario" in body(client, "/plan/calendar/dates/")
    assert keydates.marks([date(2026, 2, 28), date(2026, 3, 1)]) == {date(2026, 2, 28): ["Aniversario"]}
    assert "Aniversario" in body(client, "/plan/calendar/?on=2028-02-10")
    assert (
        "Choose a day."
        in client.post("/plan/calendar/dates/add/", {"title": "x"}, follow=True).content.decode()
    )
    client.post(f"/plan/calendar/dates/{_date()}/remove/")
    assert "Aniversario" not in body(client, "/plan/calendar/?on=2028-02-10")


def _date() -> int:
    from tertulia.plan.calendar.models import KeyDate

    return KeyDate.objects.get().pk


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_calendar_program_reads_the_feed_until_it_is_ended(
    vera: Any, bruno: Any, client_of: Any, settings: Any
) -> None:
    from django.utils import timezone

    title = "Cine; teatro, y más \\ ñ" + "ñ" * 60
    soon = timezone.now().replace(microsecond=0)
    entry = service.create(EntryDraft(title, at=soon, note="Uno\r\nDos"), bruno)
    client = client_of(vera)
    page = client.post("/plan/calendar/feeds/make/", {"name": "Teléfono"}, follow=True).content.decode()
    address = re.search(r"http://testserver(/plan/calendar/feed/[\w-]+\.ics)", page)
    assert address is not None
    assert address[1] not in body(client, "/plan/calendar/feeds/")
    answer = Client().get(address[1])
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert f"DTSTART:{soon:%Y%m%dT%H%M%SZ}" in lines and f"UID:entry-{entry.pk}@testserver" in lines
    escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:{escaped} (Idea)" in lines and "DESCRIPTION:Uno\\nDos" in lines
    feed = CalendarFeed.objects.get()
    assert client_of(bruno).post(f"/plan/calendar/feeds/{feed.pk}/revoke/").status_code == 404
    client.post(f"/plan/calendar/feeds/{feed.pk}/revoke/")
    assert Client().get(address[1]).status_code == 404


def test_a_feed_ends_with_its_persons_access(vera: Any, client_of: Any) -> None:
    from tertulia.plan.calendar import feeds

    _made, secret = feeds.make("x", vera)
    assert feeds.find(secret) is not None and feeds.find("other") is None
    vera.is_active = False
    vera.save()
    assert feeds.find(secret) is None


def test_programs_write_move_and_delete(client: Client, cinema: Entry) -> None:
    json = "application/json"
    given = {"title": "Teatro", "at": "2026-05-09T20:00:00+02:00"}
    made = client.post("/api/v1/calendar/entries", given, json, headers=_csrf(client)).json()
    assert (made["state"], made["at"]) == ("idea", "2026-05-09T18:00:00Z")
    at = f"/api/v1/calendar/entries/{made['number']}"
    assert client.post(f"{at}/move", {"at": None}, json, headers=_csrf(client)).json()["at"] is None
    wrong = client.post(f"{at}/state", {"state": "published"}, json, headers=_csrf(client))
    assert (wrong.status_code, wrong.json()["code"]) == (400, "no-way")
    changed = client.put(at, {"title": "Teatro", "text": "Hoy"}, json, headers=_csrf(client)).json()
    assert (changed["state"], changed["revision"]) == ("draft", 3)
    since = "since=2026-05-01T00:00:00Z&until=2026-06-01T00:00:00Z"
    listed = client.get(f"/api/v1/calendar/entries?{since}").json()
    assert [each["title"] for each in listed] == ["Cine de verano"]
    assert client.delete(at, headers=_csrf(client)).status_code == 204
    assert client.get(at).status_code == 404
    assert api.entries(kind="content", state="draft")[0].title == "Cine de verano"


def _csrf(client: Client) -> dict[str, str]:
    client.get("/plan/calendar/")
    return {"X-CSRFToken": client.cookies["tertulia_csrf"].value}
