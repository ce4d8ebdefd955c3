"""The plan over REST: built, read with its figures, changed, deleted; closed to those without the role."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tertulia.plan.objectives.models import Audience, Objective
from tertulia.posts.api import Store

pytestmark = pytest.mark.usefixtures("now")
Call = Callable[..., tuple[int, Any]]


@pytest.fixture
def call(client_of: Callable[[Any], Client]) -> Call:
    def call(person: Any, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        client = client_of(person) if person else Client()
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        answer = getattr(client, method)(f"/api/v1/plan/{path}", **sent)
        return answer.status_code, json.loads(answer.content or "null")

    return call


def test_a_plan_is_built_and_read(filled: Store, bruno: Any, call: Call) -> None:
    status, one = call(
        bruno, "post", "objectives", {"title": "Serve", "kind": "care", "starts": "2026-05-01"}
    )
    assert status == 201 and one["kind"] == "care"
    who = call(
        bruno,
        "post",
        "audiences",
        {"title": "Askers", "query": "intent=question", "objective": one["number"]},
    )[1]
    assert who["objectives"] == [one["number"]]
    assert call(bruno, "get", f"audiences/{who['number']}/size")[1]["people"] == 23
    sent = {"objective": one["number"], "text": "Until nine.", "audience": who["number"]}
    said = call(bruno, "post", "messages", sent)[1]
    assert said["audience"] == who["number"]
    sent = {
        "objective": one["number"],
        "measure": "net",
        "target": 60,
        "since": "2026-04-01",
        "due": "2026-08-01",
    }
    made = call(bruno, "post", "indicators", sent)[1]
    assert made["status"] in ("behind", "unsure", "towards") and made["low"] < made["value"] < made["high"]
    assert len(call(bruno, "get", f"objectives/{one['number']}/indicators")[1]) == 1
    changed = call(bruno, "put", f"indicators/{made['number']}", sent | {"target": -90})[1]
    assert changed["target"] == -90
    assert call(bruno, "delete", f"indicators/{made['number']}")[0] == 204
    assert call(bruno, "get", f"indicators/{made['number']}")[0] == 404
    assert {"name", "label", "formula", "unit"} == set(call(bruno, "get", "measures")[1][0])


def test_what_is_wrong_is_refused(filled: Store, bruno: Any, objective: Objective, call: Call) -> None:
    span = {"objective": objective.pk, "since": "2026-04-01", "due": "2026-08-01", "target": 5}
    status, told = call(bruno, "post", "indicators", span | {"measure": "dance"})
    assert status == 400 and told["code"] == "bad-indicator" and told["place"] == "measure"
    status, told = call(bruno, "post", "indicators", span | {"measure": "hand"})
    assert status == 400 and told["place"] == "name"
    assert call(bruno, "post", "indicators", span | {"measure": "net", "since": "0001-01-01"})[0] == 400
    assert call(bruno, "post", "audiences", {"title": "x", "query": "intent=dance"})[0] == 400
    assert call(bruno, "post", "messages", {"objective": 99, "text": "x"})[0] == 404
    assert call(bruno, "get", f"objectives/{2**70}")[0] == 404


def test_nobody_without_the_role(
    filled: Store, objective: Objective, vera: Any, carla: Any, call: Call
) -> None:
    number, who = objective.pk, Audience.objects.get().pk
    reads = ("measures", "objectives", f"objectives/{number}", f"objectives/{number}/indicators", "audiences")
    body = {"title": "x", "starts": "2026-05-01"}
    writes: list[tuple[str, str, Any]] = [
        ("post", "objectives", body),
        ("put", f"objectives/{number}", body),
        ("put", f"audiences/{who}", {"title": "x"}),
        ("post", "messages", {"objective": number, "text": "x"}),
        *(("delete", f"{kind}/{number}", None) for kind in ("objectives", "audiences", "messages", "uses")),
        *(("delete", f"{kind}/{number}", None) for kind in ("indicators", "values")),
    ]
    for path in (*reads, "messages"):
        assert call(None, "get", path)[0] == 401 and call(carla, "get", path)[0] == 401
        assert call(vera, "get", path)[0] == 200
    for method, path, sent in writes:
        assert call(None, method, path, sent)[0] == 401 and call(carla, method, path, sent)[0] == 401
        assert call(vera, method, path, sent)[0] == 403
