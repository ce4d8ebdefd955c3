"""Needs in the REST API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tertulia.listen.needs.conftest import SPAN
from tertulia.listen.needs.models import Need, NeedNote
from tertulia.posts.api import Store


@pytest.fixture
def client(bruno: Any, client_of: Any, filled: Store) -> Client:
    return client_of(bruno)


def send(client: Client, method: str, address: str, body: dict[str, Any]) -> Any:
    return getattr(client, method)(f"/api/v1{address}", body, content_type="application/json")


def test_the_register_and_one_need(client: Client) -> None:
    rows = client.get(f"/api/v1/needs?{SPAN}").json()["needs"]
    one = client.get(f"/api/v1/needs/{rows[0]['number']}?{SPAN}").json()
    assert one == rows[0] and one["people"] == 5
    posts = client.get(f"/api/v1/needs/{one['number']}/posts").json()["posts"]
    assert len(posts) == 6
    assert client.get("/api/v1/needs?order=nonsense").status_code == 400
    assert client.get("/api/v1/needs/99").status_code == 404
    assert (
        client.get(f"/api/v1/needs/{rows[0]['number']}?since=2020-01-01&until=2020-01-02").status_code == 404
    )


def test_changes(client: Client) -> None:
    one, other = Need.objects.order_by("pk").values_list("pk", flat=True)
    assert send(client, "put", f"/needs/{one}/name", {"name": "Hours"}).status_code == 204
    said = {
        "state": "met",
        "answer_url": "https://ayto.example/horario",
        "answered_at": "2026-04-20T10:00:00",
    }
    assert send(client, "put", f"/needs/{one}/state", said).status_code == 204
    assert send(client, "put", f"/needs/{one}/state", {"state": "no"}).status_code == 400
    row = client.get(f"/api/v1/needs/{one}?{SPAN}").json()
    assert (row["name"], row["state"], row["answered_at"]) == ("Hours", "met", "2026-04-20T10:00:00+00:00")
    posts = client.get(f"/api/v1/needs/{one}/posts").json()["posts"]
    made = send(client, "post", f"/needs/{one}/split", {"posts": posts[:2]})
    assert made.status_code == 201
    number = made.json()["number"]
    assert (
        send(client, "post", f"/needs/{number}/move", {"posts": posts[:1], "other": one}).status_code == 204
    )
    assert send(client, "post", f"/needs/{one}/merge", {"other": number}).status_code == 204
    assert client.get(f"/api/v1/needs/{one}/posts").json()["posts"] == posts
    assert send(client, "post", f"/needs/{one}/move", {"posts": [2**62]}).status_code == 400
    assert send(client, "post", f"/needs/{one}/merge", {"other": 999}).status_code == 404
    assert Need.objects.get(pk=other).ended_at is None


def test_notes(client: Client) -> None:
    need = Need.objects.first()
    assert need
    made = send(client, "post", f"/needs/{need.pk}/notes", {"kind": "task", "text": "Put it on the door"})
    assert made.status_code == 201
    number = made.json()["number"]
    assert client.get("/api/v1/need-notes").json()["notes"][0]["text"] == "Put it on the door"
    assert send(client, "put", f"/need-notes/{number}", {"done": True}).status_code == 204
    assert NeedNote.objects.get().done_at
    assert send(client, "put", "/need-notes/999", {"done": True}).status_code == 404
    assert send(client, "post", f"/needs/{need.pk}/notes", {"kind": "poem", "text": "x"}).status_code == 400


def test_a_viewer_reads_and_changes_nothing(vera: Any, carla: Any, client_of: Any, filled: Store) -> None:
    need = Need.objects.first()
    assert need
    client = client_of(vera)
    assert client.get(f"/api/v1/needs?{SPAN}").status_code == 200
    for method, address, body in (
        ("put", f"/needs/{need.pk}/name", {"name": "x"}),
        ("put", f"/needs/{need.pk}/state", {"state": "wont"}),
        ("post", f"/needs/{need.pk}/merge", {"other": 2}),
        ("post", f"/needs/{need.pk}/split", {"posts": [1]}),
        ("post", f"/needs/{need.pk}/move", {"posts": [1]}),
        ("post", f"/needs/{need.pk}/notes", {"kind": "task", "text": "x"}),
        ("put", "/need-notes/1", {"done": True}),
    ):
        assert send(client, method, address, body).status_code == 403, address
        assert send(client_of(carla), method, address, body).status_code in (401, 403), address
