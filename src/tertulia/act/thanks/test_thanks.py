"""The ledger of thanks: what is owed, what settles it, what people do with it, who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from tertulia.act.thanks.forgetting import forget
from tertulia.act.thanks.ledger import keep_up
from tertulia.act.thanks.models import Debt, Standing
from tertulia.act.thanks.service import acknowledged
from tertulia.home import Home
from tertulia.listen.monitors.api import Draft, create
from tertulia.posts.api import Batch, store
from tertulia.posts.schema import MENTIONS, POSTS, READINGS, conform
from tertulia.team.models import Event

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
Post = dict[str, Any]


def post(name: str, author: str, days: float, text: str = "Faro", **fields: Any) -> Post:
    at = datetime.now(UTC) - timedelta(days=days)
    return {"id": name, "network": "mastodon", "created_at": at, "text": text, "author": author} | fields


def write(*posts: Post, intents: tuple[str, ...] = (), monitor: int | None = None) -> None:
    readings = [{"model": "m1", "lang": "es", "intents": list(intents)} for _ in posts]
    named = [{"row": row, "monitor": monitor} for row in range(len(posts))] if monitor else []
    store().write(
        Batch(
            pa.Table.from_pylist(list(posts), schema=POSTS),
            source="test",
            readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
            mentions=pa.Table.from_pylist(named, schema=MENTIONS),
            read_at=datetime.now(UTC),
        )
    )


@pytest.fixture
def owed(home: Home, ana: Any) -> None:
    """A share, a quote, a praise to our face, a recommendation that names us; and what owes nothing."""
    brand = create(Draft("Faro", "faro", "brand"), ana)
    write(post("o1", "faro", 20, own=True))
    write(
        post("s", "lucia", 3, kind="repost", extra=json.dumps({"repost_of": "o1"})),
        post("q", "lucia", 2, kind="quote", extra=json.dumps({"quoted": "o1"})),
        post("other", "marta", 2, kind="repost", extra=json.dumps({"repost_of": "elsewhere"})),
    )
    write(post("p", "marta", 12, "Qué bien @faro", mentions=["faro"]), intents=("praise",))
    write(post("away", "marta", 2, "Qué bien todo"), intents=("praise",))
    write(post("r", "nora", 1, "Id a Faro, de verdad"), intents=("recommends",), monitor=brand.id)
    keep_up(store())


def deeds(standing: str) -> set[str]:
    return set(Debt.objects.filter(standing=standing).values_list("deed", flat=True))


def test_what_people_did_is_owed_once(owed: None) -> None:
    assert deeds("owed") == {"share", "quote", "praise", "recommendation"}
    keep_up(store())
    assert Debt.objects.count() == 4
    assert all(debt.due - debt.at == timedelta(days=7) for debt in Debt.objects.all())


def test_an_answer_or_a_credit_settles_it(owed: None) -> None:
    write(
        post("a", "faro", 11, "Gracias", own=True, kind="reply", reply_to="p"),
        post("c", "faro", 0.5, "Gracias, @nora", own=True, mentions=["nora"]),
    )
    keep_up(store())
    assert deeds("settled") == {"praise", "recommendation"} and deeds("owed") == {"share", "quote"}
    found = acknowledged()
    assert (found.of, found.in_time) == (2, 2) and found.share is not None and found.share.high == 1
    assert all(debt.answer for debt in Debt.objects.filter(standing="settled"))


def test_what_comes_late_counts_against_us(owed: None) -> None:
    assert (acknowledged().of, acknowledged().in_time) == (1, 0)  # the praise of twelve days ago
    write(post("a", "faro", 1, "Gracias", own=True, kind="reply", reply_to="p"))
    keep_up(store())
    assert (acknowledged().of, acknowledged().in_time) == (1, 0)


def test_people_settle_let_go_and_owe_again(owed: None, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    page = client.get("/act/thanks/").content.decode()
    assert "lucia" in page and "nora" in page and "late since" in page
    first, second = Debt.objects.filter(deed__in=("share", "quote"))
    assert client.post(f"/act/thanks/{first.pk}/settle/").status_code == 302
    client.post(f"/act/thanks/{second.pk}/dismiss/", {"why": " "})
    second.refresh_from_db()
    assert second.standing == Standing.OWED
    client.post(f"/act/thanks/{second.pk}/dismiss/", {"why": "It mocks us."})
    page = client.get("/act/thanks/?show=dismissed").content.decode()
    assert "It mocks us." in page and "Bruno" in page
    client.post(f"/act/thanks/{second.pk}/reopen/")
    keep_up(store())
    second.refresh_from_db()
    assert second.standing == Standing.OWED and second.why == ""
    assert client.post("/act/thanks/999/settle/").status_code == 404
    assert {e.act for e in Event.objects.filter(act__startswith="thanks.")} == {
        *("thanks.settled", "thanks.dismissed", "thanks.reopened")
    }


def test_who_is_erased_is_owed_nothing(owed: None) -> None:
    Debt.objects.filter(deed="praise").update(standing="dismissed", why="As @lucia said")
    store().erase("mastodon", "lucia")
    forget(store(), "mastodon", ["lucia"])
    assert deeds("owed") == {"recommendation"} and "lucia" not in Debt.objects.get(deed="praise").why


def test_programs_may_too(owed: None, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    found = client.get("/api/v1/thanks").json()
    assert len(found) == 4 and found[0]["standing"] == "owed"
    assert client.post(f"/api/v1/thanks/{found[0]['number']}/settle").json()["standing"] == "settled"
    sent = {"why": "Not about us."}
    address = f"/api/v1/thanks/{found[1]['number']}/dismiss"
    assert client.post(address, sent, content_type="application/json").json()["why"] == "Not about us."
    assert client.post("/api/v1/thanks/999/settle").status_code == 400


def test_who_may_not(owed: None, vera: Any, carla: Any, client_of: ClientOf) -> None:
    number = Debt.objects.values_list("pk", flat=True)[0]
    posted = [f"/act/thanks/{number}/{act}/" for act in ("settle", "dismiss", "reopen")]
    assert client_of(vera).get("/act/thanks/").status_code == 200
    assert all(client_of(vera).post(address).status_code == 403 for address in posted)
    assert client_of(vera).post(f"/api/v1/thanks/{number}/settle").status_code == 403
    assert client_of(carla).get("/act/thanks/").status_code == 302
    assert all(client_of(carla).post(address).status_code == 302 for address in posted)
    assert client_of(carla).get("/api/v1/thanks").status_code == 401
