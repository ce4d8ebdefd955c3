"""Conversations in the REST API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tertulia.act.inbox.conftest import uri
from tertulia.act.inbox.models import Conversation
from tertulia.act.publishing.api import publications
from tertulia.posts.api import Store
from tertulia.team.models import Person

Of = Callable[[str], Conversation]


@pytest.fixture
def client(bruno: Any, client_of: Any, filled: Store) -> Client:
    return client_of(bruno)


def send(client: Client, method: str, address: str, body: dict[str, Any] | None = None) -> Any:
    return getattr(client, method)(f"/api/v1{address}", body or {}, content_type="application/json")


def test_conversations_are_listed_and_changed(client: Client, of: Of, ana: Person) -> None:
    nil = of(uri("nil")).pk
    listed = client.get("/api/v1/conversations?q=calle").json()
    assert listed["total"] == 1 and listed["conversations"][0]["intents"] == ["complaint"]
    changes = {"assignee": ana.pk, "priority": 3, "tags": ["luz"], "state": "resolved"}
    changed = send(client, "patch", f"/conversations/{nil}", changes).json()
    assert (changed["assignee"], changed["priority"], changed["tags"]) == (ana.pk, 3, ["luz"])
    assert client.get(f"/api/v1/conversations/{nil}").json() == changed
    assert send(client, "patch", f"/conversations/{nil}", {"assignee": 0}).json()["assignee"] is None
    assert send(client, "patch", f"/conversations/{nil}", {"state": "snoozed"}).status_code == 400
    snooze = {"state": "snoozed", "until": "2050-01-01T09:00:00Z"}
    assert send(client, "patch", f"/conversations/{nil}", snooze).json()["state"] == "snoozed"
    assert client.get("/api/v1/conversations/9999").status_code == 404
    assert client.get("/api/v1/conversations?state=nonsense").status_code == 400


def test_notes_and_answers(client: Client, of: Of) -> None:
    nil = of(uri("nil")).pk
    assert send(client, "post", f"/conversations/{nil}/notes", {"text": "Avisado"}).status_code == 201
    assert [note["by"] for note in client.get(f"/api/v1/conversations/{nil}/notes").json()] == ["Bruno"]
    answer = send(client, "post", f"/conversations/{nil}/reply", {"text": "Vamos", "turn": 0})
    assert answer.json() == {"publication": publications(conversation=nil)[0].number}
    other = send(client, "post", f"/conversations/{nil}/reply", {"text": "¿Qué calle?", "turn": 0})
    assert other.status_code == 409 and other.json()["code"] == "answered-meanwhile"


def test_saved_replies(client: Client) -> None:
    made = send(client, "post", "/saved-replies", {"name": "Hora", "text": "A las {hora}"}).json()
    assert client.get("/api/v1/saved-replies").json() == [made]
    assert send(client, "delete", f"/saved-replies/{made['number']}").status_code == 204
    assert send(client, "delete", f"/saved-replies/{made['number']}").status_code == 404


WRITES = (
    ("patch", "/conversations/{number}", {"state": "resolved"}),
    ("post", "/conversations/{number}/notes", {"text": "x"}),
    ("post", "/conversations/{number}/reply", {"text": "x", "turn": 0}),
    ("post", "/saved-replies", {"name": "x", "text": "x"}),
    ("delete", "/saved-replies/1", {}),
)
READS = ("/conversations", "/conversations/{number}", "/conversations/{number}/notes", "/saved-replies")


@pytest.mark.parametrize(("method", "address", "body"), WRITES)
def test_a_viewer_writes_nothing(
    of: Of, client_of: Any, vera: Person, carla: Person, method: str, address: str, body: dict[str, Any]
) -> None:
    at = address.format(number=of(uri("nil")).pk)
    assert send(client_of(vera), method, at, body).status_code == 403
    assert send(client_of(carla), method, at, body).status_code == 401
    assert send(Client(), method, at, body).status_code == 401


@pytest.mark.parametrize("address", READS)
def test_who_has_no_access_reads_nothing(
    of: Of, client_of: Any, vera: Person, carla: Person, address: str
) -> None:
    at = f"/api/v1{address.format(number=of(uri('nil')).pk)}"
    assert client_of(vera).get(at).status_code == 200
    assert client_of(carla).get(at).status_code == 401
