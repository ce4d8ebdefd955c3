"""Conduct in pages and for programs: findings, what is let pass, the register, its posts, and who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tertulia.act.conduct import api
from tertulia.act.conduct.gate import gate
from tertulia.act.conduct.models import Passed, Relationship, RuleSeverity, Told
from tertulia.home import Home
from tertulia.listen.models import Channel
from tertulia.posts.api import Batch, store
from tertulia.posts.schema import POSTS
from tertulia.team.models import Event

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
BOUGHT = "Leave us a review and win a gift card!"


@pytest.fixture
def channel(home: Home, db: None) -> Channel:
    return Channel.objects.create(network="mastodon", handle="faro@here.example", name="Faro")


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_text_is_tried(channel: Channel, vera: Any, client_of: ClientOf) -> None:
    client = client_of(vera)
    assert "The rules" in body(client, "/act/conduct/")
    sent = {"text": BOUGHT, "channel": channel.pk}
    found = client.post("/act/conduct/check/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "The text offers something for an opinion." in found and "16 CFR 465.4" in found
    assert "Let it pass" not in found  # vera only reads
    page = client.post("/act/conduct/check/", {"text": "<b>Until nine."}).content.decode()
    assert "&lt;b&gt;Until nine." in page and "find nothing" in page


def test_a_stop_passes_with_a_reason_only(channel: Channel, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    sent = {"text": BOUGHT, "channel": channel.pk, "code": "incentive", "origin": "person"}
    refused = client.post("/act/conduct/pass/", sent | {"why": "ok"}).content.decode()
    assert "passes only with a reason" in refused and not Passed.objects.exists()
    client.post("/act/conduct/pass/", sent | {"why": "The prize goes to every customer, asked or not."})
    found = api.check(BOUGHT, channel.pk, bruno)
    assert [one.stops for one in found] == [False] and found[0].override.startswith("The prize")
    assert api.check(BOUGHT + "!", channel.pk, bruno)[0].stops  # another text is asked anew
    assert Event.objects.filter(act="conduct.passed").exists()
    assert Told.objects.get().origin == "person" and Event.objects.filter(act="conduct.origin_told").exists()


def test_publishing_is_stopped(channel: Channel, bruno: Any, monkeypatch: Any) -> None:
    class Ordered:
        channel, by, entry = 0, 0, None

        class draft:  # noqa: N801
            text = BOUGHT

    ordered = Ordered()
    ordered.channel, ordered.by = channel.pk, bruno.pk
    problem = gate(ordered)  # type: ignore[arg-type]
    assert problem is not None and problem.code == "conduct-stop"
    api.let_pass(BOUGHT, channel.pk, "incentive", "Everyone gets the card.", bruno)
    assert gate(ordered) is None  # type: ignore[arg-type]


def test_rules_are_set(channel: Channel, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    assert "Rules of conduct" in body(client, "/act/conduct/rules/")
    client.post("/act/conduct/rules/", {"incentive": "warning", "minors": "warning"})
    assert list(RuleSeverity.objects.values_list("code", "severity")) == [("incentive", "warning")]
    assert not api.check(BOUGHT, channel.pk, bruno)[0].stops
    assert Event.objects.filter(act="conduct.rule_set").count() == 1


def test_the_register_is_kept(channel: Channel, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    assert "Nobody is written down yet" in body(client, "/act/relationships/")
    sent = {"tie": "paid", "since": "2026-01-01"}
    assert "name an account" in client.post("/act/relationships/add/", sent).content.decode()
    sent |= {"network": "mastodon", "handle": "@lucia"}
    assert client.post("/act/relationships/add/", sent).status_code == 302
    one = Relationship.objects.get()
    assert one.handle == "lucia" and one.by == bruno
    assert "@lucia" in body(client, "/act/relationships/")
    client.post(f"/act/relationships/{one.pk}/delete/")
    assert "@lucia" not in body(client, "/act/relationships/").partition("Nobody is written")[2]
    client.post(f"/act/relationships/{one.pk}/restore/")
    client.post(f"/act/relationships/{one.pk}/", sent | {"until": "2026-02-01"})
    assert Relationship.objects.get(deleted_at=None).until == date(2026, 2, 1)
    assert {e.act for e in Event.objects.filter(act__startswith="relationship.")} == {
        *("relationship.added", "relationship.changed", "relationship.deleted", "relationship.restored")
    }


def test_a_list_is_taken_whole_or_not_at_all(channel: Channel, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    lines = "tie;network;handle;username;since;until;note\npaid;mastodon;lucia;;2026-01-01;;\n"

    def send(text: str) -> str:
        file = SimpleUploadedFile("list.csv", text.encode())
        return client.post("/act/relationships/list/", {"file": file}, follow=True).content.decode()

    assert "Line 3" in send(lines + "speaker;;;nobody;2026-01-01;;\n")
    assert not Relationship.objects.exists()
    assert "2 relationships written down." in send(lines + "speaker;;;bruno;2026-01-01;;\n")
    assert "no lines with the columns" in send("a,b\n1,2\n")


def test_who_speaks_for_a_channel_is_known(channel: Channel, ana: Any, bruno: Any) -> None:
    assert api.check("Until nine.", channel.pk, bruno) == ()
    Relationship.objects.create(tie="speaker", person=ana, channel=channel.pk, since=date(2020, 1, 1))
    assert [one.code for one in api.check("Until nine.", channel.pk, bruno)] == ["not-a-speaker"]
    assert api.check("Until nine.", channel.pk, ana) == ()


def test_posts_of_the_paid_are_looked_at(channel: Channel, vera: Any, client_of: ClientOf) -> None:
    now = datetime.now(UTC)
    said = {"1": "Qué rico todo en Faro", "2": "Publicidad. Qué rico en Faro", "3": "Llueve"}
    posts = [
        {
            "id": number,
            "network": "mastodon",
            "created_at": now - timedelta(days=1),
            "text": text,
            "author": "lucia",
        }
        for number, text in said.items()
    ]
    store().write(Batch(pa.Table.from_pylist(posts, schema=POSTS), source="test", read_at=now))
    tie = Relationship.objects.create(
        tie="paid", network="mastodon", handle="lucia", since=now.date() - timedelta(days=9)
    )
    page = body(client_of(vera), "/act/relationships/posts/")
    assert "2 posts of theirs" in page and "in 1 the tie is not told" in page and "Qué rico todo" in page
    tie.until = now.date() - timedelta(days=5)
    tie.save()
    assert "No post of theirs" in body(client_of(vera), "/act/relationships/posts/")


def test_who_is_erased_leaves_the_register(channel: Channel, ana: Any) -> None:
    Relationship.objects.create(tie="paid", network="mastodon", handle="Lucia", since=date(2026, 1, 1))
    kept = Relationship.objects.create(tie="speaker", person=ana, note="After @lucia", since=date(2026, 1, 1))
    api.let_pass(BOUGHT, None, "incentive", "As agreed with @lucia.", ana)
    api.forget_in_conduct(store(), "mastodon", ["lucia"])
    assert list(Relationship.objects.all()) == [kept]
    kept.refresh_from_db()
    assert "lucia" not in kept.note and "lucia" not in Passed.objects.get().why


def test_programs_may_too(channel: Channel, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    sent = {"text": BOUGHT, "channel": channel.pk}
    found = client.post("/api/v1/conduct/check", sent, content_type="application/json").json()
    assert found[0]["code"] == "incentive" and found[0]["sources"][0]["name"].startswith("WOMMA")
    sent = {"tie": "gifted", "network": "mastodon", "handle": "lucia", "since": "2026-01-01"}
    made = client.post("/api/v1/relationships", sent, content_type="application/json")
    assert made.status_code == 201
    bad = client.post(
        "/api/v1/relationships", {"tie": "x", "since": "2026-01-01"}, content_type="application/json"
    )
    assert bad.status_code == 400 and bad.json()["code"] == "wrong-relationship"
    assert client.get("/api/v1/relationships").json()[0]["handle"] == "lucia"
    assert client.delete(f"/api/v1/relationships/{made.json()['number']}").status_code == 204
    assert client.get("/api/v1/relationships").json() == []


READ = ("/act/conduct/", "/act/relationships/", "/act/relationships/posts/")
EDITED = ("/act/relationships/add/", "/act/relationships/list/", "/act/conduct/rules/")
POSTED = ("/act/conduct/pass/", "/act/relationships/1/delete/", "/act/relationships/1/restore/")


def test_who_may_not(channel: Channel, vera: Any, carla: Any, client_of: ClientOf) -> None:
    closed, reads = client_of(carla), client_of(vera)
    assert all(closed.get(address).status_code == 302 for address in READ + EDITED)
    assert all(closed.post(address).status_code == 302 for address in (*POSTED, "/act/conduct/check/"))
    assert all(reads.get(address).status_code == 403 for address in EDITED)
    assert all(reads.post(address).status_code == 403 for address in POSTED)
    assert closed.get("/api/v1/relationships").status_code == 401
    sent = {"tie": "gifted", "network": "mastodon", "handle": "lucia", "since": "2026-01-01"}
    refused = reads.post("/api/v1/relationships", sent, content_type="application/json")
    assert refused.status_code == 403
