"""The composer as the people of the cast use it: write, count, save, ask for review, schedule, call back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tertulia.act.approvals import api as approvals
from tertulia.act.composer import drafting
from tertulia.act.publishing import api as publishing
from tertulia.act.publishing.models import Publication
from tertulia.listen.models import Channel
from tertulia.plan.calendar import service, versions
from tertulia.plan.calendar.models import Entry, EntryMedia, EntryVersion
from tertulia.plan.calendar.service import EntryDraft

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@pytest.fixture
def client(bruno: Any, client_of: Any, home: Any) -> Client:
    return client_of(bruno)


@pytest.fixture
def channels(db: None) -> list[Channel]:
    return [
        Channel.objects.create(network="bluesky", handle="casa.example"),
        Channel.objects.create(network="mastodon", handle="casa@social.example"),
    ]


@pytest.fixture
def cinema(bruno: Any, channels: list[Channel]) -> Entry:
    at = timezone.now() + timedelta(days=3)
    made = service.create(EntryDraft("Cine", at=at, text="Hoy hay cine"), bruno)
    versions.choose(made, [channel.pk for channel in channels], bruno)
    return service.find(made.pk)


def fields(entry: Entry, **given: Any) -> dict[str, Any]:
    """What the page would send."""
    entry = service.find(entry.pk)
    sent: dict[str, Any] = {"text": entry.text, "link": entry.link, "lang": entry.lang, "tagged": "on"}
    sent |= {"revision": str(entry.revision)}
    for version in entry.versions.all():
        sent[f"text-{version.pk}"] = version.text
        if version.linked:
            sent[f"linked-{version.pk}"] = "on"
    return sent | given


def send(client: Client, entry: Entry, **given: Any) -> str:
    answer = client.post(f"/act/compose/{entry.pk}/", fields(entry, **given), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def version(entry: Entry, network: str) -> EntryVersion:
    number = Channel.objects.get(network=network).pk
    return EntryVersion.objects.get(entry=entry.pk, channel=number)


def test_each_channel_counts_by_its_own_network(client: Client, cinema: Entry) -> None:
    given = fields(cinema, text="á" * 301)
    page = client.post(f"/act/compose/{cinema.pk}/check/", given).content.decode()
    assert "301 of 300" in page and "301 of 500" in page and page.count("too long") >= 1
    assert service.find(cinema.pk).text == "Hoy hay cine"  # nothing was kept


def test_a_version_of_its_own_leaves_the_text_above(client: Client, cinema: Entry) -> None:
    own = version(cinema, "mastodon")
    given = fields(cinema)
    del given[f"linked-{own.pk}"]
    given[f"text-{own.pk}"] = "En el fediverso, cine"
    client.post(f"/act/compose/{cinema.pk}/", given | {"act": "save"})
    said = {v.channel: versions.said(v) for v in service.find(cinema.pk).versions.all()}
    assert sorted(said.values()) == ["En el fediverso, cine", "Hoy hay cine"]


def test_it_saves_by_itself_and_tells_when_another_saved(client: Client, cinema: Entry, ana: Any) -> None:
    first = fields(cinema, text="Mi texto")
    page = client.post(f"/act/compose/{cinema.pk}/autosave/", first).content.decode()
    assert "Saved at" in page and service.find(cinema.pk).text == "Mi texto"
    again = client.post(f"/act/compose/{cinema.pk}/autosave/", first).content.decode()
    assert "Saved at" in again  # the same words twice are no conflict
    service.change(service.find(cinema.pk), EntryDraft("Cine", text="De Ana"), ana)
    stale = first | {"text": "Mi otro texto"}
    told = client.post(f"/act/compose/{cinema.pk}/autosave/", stale).content.decode()
    assert "Ana has changed the entry" in told and service.find(cinema.pk).text == "De Ana"
    page = client.post(f"/act/compose/{cinema.pk}/", stale | {"act": "save"}).content.decode()
    assert "Mi otro texto" in page and "De Ana" in page
    client.post(f"/act/compose/{cinema.pk}/", stale | {"act": "save", "force": "on"})
    assert service.find(cinema.pk).text == "Mi otro texto"


def test_saving_while_typing_is_one_change_of_the_history(client: Client, cinema: Entry) -> None:
    for text in ("H", "Ho", "Hola"):
        client.post(f"/act/compose/{cinema.pk}/autosave/", fields(cinema, text=text))
    changes = cinema.events.filter(what="changed")
    assert [(e.before["text"], e.after["text"]) for e in changes] == [("Hoy hay cine", "Hola")]


def test_what_was_ordered_is_not_voided_in_passing(client: Client, cinema: Entry) -> None:
    send(client, cinema, act="schedule")
    told = client.post(f"/act/compose/{cinema.pk}/autosave/", fields(cinema, text="Otro")).content.decode()
    assert "Not saved yet" in told and service.find(cinema.pk).state == "scheduled"
    send(client, cinema, text="Otro", act="save")
    assert service.find(cinema.pk).state == "draft"
    assert {p.state for p in publishing.publications(entry=cinema.pk)} == {"cancelled"}


def test_scheduling_orders_one_publication_a_version(client: Client, cinema: Entry) -> None:
    assert "It will be published at its time." in send(client, cinema, act="schedule")
    made = publishing.publications(entry=cinema.pk)
    assert [(p.network, p.state, p.due) for p in made] == [
        ("bluesky", "waiting", cinema.at),
        ("mastodon", "waiting", cinema.at),
    ]
    send(client, cinema, act="schedule")
    assert len(publishing.publications(entry=cinema.pk)) == 2  # ordered twice, it goes out once


def test_moving_and_calling_back_reach_what_was_ordered(client: Client, cinema: Entry, bruno: Any) -> None:
    send(client, cinema, act="schedule")
    assert cinema.at is not None
    later = cinema.at + timedelta(hours=2)
    service.move(service.find(cinema.pk), later, bruno)
    assert {p.due for p in publishing.publications(entry=cinema.pk)} == {later}
    send(client, cinema, act="withdraw")
    assert {p.state for p in publishing.publications(entry=cinema.pk)} == {"cancelled"}
    assert service.find(cinema.pk).state == "draft"


def test_one_version_too_long_and_nothing_is_ordered(client: Client, cinema: Entry) -> None:
    page = send(client, cinema, text="x" * 400, act="schedule")
    assert "too long by 100" in page
    assert not Publication.objects.exists() and service.find(cinema.pk).state == "draft"
    assert service.find(cinema.pk).text == "x" * 400  # what was typed is kept


@pytest.mark.parametrize("act,told", [("schedule", "no day yet"), ("now", "no channel yet")])
def test_what_is_missing_is_said(client: Client, bruno: Any, act: str, told: str) -> None:
    entry = service.create(EntryDraft("Cine", text="Hoy"), bruno)
    assert told in send(client, entry, act=act)


def test_a_thread_is_parted_by_lines_and_goes_out_in_order(client: Client, cinema: Entry) -> None:
    send(client, cinema, text="Uno\n---\nDos\n --- \nTres", act="schedule")
    made = [p for p in publishing.publications(entry=cinema.pk) if p.network == "bluesky"]
    assert [p.draft.text for p in sorted(made, key=lambda p: p.number)] == ["Uno", "Dos", "Tres"]
    assert [bool(p.after) for p in sorted(made, key=lambda p: p.number)] == [False, True, True]
    assert drafting.parts("sin --- línea") == ["sin --- línea"] and drafting.parts("---") == [""]


def test_the_link_carries_the_plan(client: Client, cinema: Entry) -> None:
    send(client, cinema, link="https://casa.example/cine", act="save")
    page = client.get(f"/act/compose/{cinema.pk}/").content.decode()
    assert f"utm_source=bluesky&amp;utm_medium=social&amp;utm_content={cinema.pk}" in page
    assert "is no address of a page" in send(client, cinema, link="javascript:alert(1)", act="save")


def test_files_go_along_with_words_for_who_does_not_see_them(client: Client, cinema: Entry) -> None:
    file = SimpleUploadedFile("cartel.png", PNG, "image/png")
    send(client, cinema, file=file, **{"act": "media", "new-alt": ""})
    media = EntryMedia.objects.get()
    page = client.get(f"/act/compose/{cinema.pk}/").content.decode()
    assert "Without these words" in page
    send(client, cinema, **{"act": "save", f"alt-{media.pk}": "El cartel"})
    media.refresh_from_db()
    assert media.alt == "El cartel"
    answer = client.get(f"/act/compose/media/{media.pk}/")
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("image/png", PNG)  # type: ignore[attr-defined]
    send(client, cinema, act=f"unmedia:{media.pk}")
    assert not EntryMedia.objects.exists()
    exe = SimpleUploadedFile("cartel.png", b"MZ", "image/png")
    assert "does not know this kind of file" in send(client, cinema, file=exe, act="media")


def test_channels_are_chosen_and_only_ours(client: Client, cinema: Entry, channels: list[Channel]) -> None:
    send(client, cinema, channels=[str(channels[1].pk), "999"], act="channels")
    assert [v.channel for v in service.find(cinema.pk).versions.all()] == [channels[1].pk]


def test_a_trainee_writes_and_asks_but_does_not_publish(
    vera: Any, cinema: Entry, client_of: Any, home: Any, django_capture_on_commit_callbacks: Any
) -> None:
    vera.role = "trainee"
    vera.save()
    client = client_of(vera)
    assert "Publish now" not in client.get(f"/act/compose/{cinema.pk}/").content.decode()
    for act in ("schedule", "now", "withdraw"):
        assert client.post(f"/act/compose/{cinema.pk}/", fields(cinema, act=act)).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert "Review is asked for." in send(client, cinema, text="De Vera", act="review")
    assert service.find(cinema.pk).state == "in_review"
    assert not Publication.objects.exists()


def test_what_is_scheduled_is_not_a_trainees_to_change(
    vera: Any, cinema: Entry, client: Client, client_of: Any
) -> None:
    send(client, cinema, act="schedule")
    vera.role = "trainee"
    vera.save()
    answer = client_of(vera).post(f"/act/compose/{cinema.pk}/", fields(cinema, text="De Vera", act="save"))
    assert answer.status_code == 403 and service.find(cinema.pk).text == "Hoy hay cine"


def test_an_approved_text_is_scheduled_and_another_asks_again(
    client: Client, cinema: Entry, ana: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(client, cinema, act="review")
    page = send(client, cinema, act="schedule")
    assert "needs an approval" in page or "is not approved yet" in page
    with django_capture_on_commit_callbacks(execute=True):
        for waiting in approvals.waiting_for(ana):
            approvals.decide(waiting.number, ana, True)
    assert service.find(cinema.pk).state == "approved"
    send(client, cinema, act="schedule")
    assert service.find(cinema.pk).state == "scheduled"


def test_an_attention_has_no_texts(client: Client, bruno: Any) -> None:
    entry = service.create(EntryDraft("Lola", kind="attention", attention="thank"), bruno)
    assert client.get(f"/act/compose/{entry.pk}/").status_code == 404


def test_the_list_leads_to_what_is_being_written(
    client: Client, cinema: Entry, vera: Any, client_of: Any
) -> None:
    assert f"/act/compose/{cinema.pk}/" in client.get("/act/compose/").content.decode()
    seen = client_of(vera).get("/act/compose/").content.decode()
    assert "Cine" in seen and f"/act/compose/{cinema.pk}/" not in seen
    assert client_of(vera).get(f"/act/compose/{cinema.pk}/").status_code == 403
