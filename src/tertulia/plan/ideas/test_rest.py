"""Ideas and resources over REST."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tertulia.plan.ideas import api

Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(client_of: Callable[[Any], Client]) -> Call:
    def call(person: Any, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        client = client_of(person) if person else Client()
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        answer = getattr(client, method)(f"/api/v1/plan/{path}", **sent)
        return answer.status_code, json.loads(answer.content or "null")

    return call


def test_ideas_are_written_moved_and_used(numbers: dict[str, int], bruno: Any, call: Call) -> None:
    status, one = call(bruno, "post", "ideas", {"title": "A quiz", "format": "question"})
    assert status == 201 and one["state"] == "new"
    at = f"ideas/{one['number']}"
    assert call(bruno, "post", f"{at}/state", {"state": "ready"})[1]["state"] == "ready"
    assert call(bruno, "post", f"{at}/state", {"state": "x"})[0] == 400
    assert call(bruno, "put", at, {"title": "A better quiz"})[1]["state"] == "ready"
    assert call(bruno, "post", "ideas", {"title": "x", "format": "dance"})[1]["place"] == "format"
    assert call(bruno, "post", f"{at}/entry")[0] == 201 and call(bruno, "get", at)[1]["state"] == "used"
    theirs = call(bruno, "post", f"ideas/posts/{numbers['lola']}?theirs=true")[1]
    assert theirs["credit"] == "@lola" and theirs["post"] == numbers["lola"]
    assert call(bruno, "post", f"ideas/{theirs['number']}/entry")[1]["code"] == "no-permission"
    assert len(call(bruno, "get", "ideas?state=used")[1]) == 1
    assert call(bruno, "delete", at)[0] == 204 and call(bruno, "get", at)[0] == 404


def test_resources_of_a_month(filled: Any, bruno: Any, call: Call) -> None:
    status, one = call(bruno, "post", "resources", {"month": "2026-05-17", "hours": 5})
    assert status == 201 and one["month"] == "2026-05-01"
    assert call(bruno, "get", "resources?month=2026-05-09")[1]["whole"]["hours"] == 5
    at = f"resources/{one['number']}"
    assert call(bruno, "put", at, {"month": "2026-05-01", "hours": 7, "budget": 20})[1]["hours"] == 7
    assert call(bruno, "post", "resources", {"month": "2026-05-01"})[1]["place"] == "hours"
    assert call(bruno, "delete", at)[0] == 204


def test_nobody_without_the_role(
    numbers: dict[str, int], bruno: Any, vera: Any, carla: Any, call: Call
) -> None:
    at, body = f"ideas/{api.add('A quiz', '', bruno).number}", {"title": "x"}
    month = {"month": "2026-05-01", "hours": 1}
    writes: list[tuple[str, str, Any]] = [
        ("post", "ideas", body),
        ("put", at, body),
        ("post", f"{at}/state", {"state": "ready"}),
        ("post", f"{at}/entry", None),
        ("post", f"ideas/posts/{numbers['lola']}", None),
        ("delete", at, None),
        ("post", "resources", month),
        ("put", "resources/1", month),
        ("delete", "resources/1", None),
    ]
    for path in ("ideas", at, "resources?month=2026-05-01"):
        assert [call(who, "get", path)[0] for who in (None, carla, vera)] == [401, 401, 200]
    for method, path, sent in writes:
        assert [call(who, method, path, sent)[0] for who in (None, carla, vera)] == [401, 401, 403]
