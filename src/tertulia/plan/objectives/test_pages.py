"""Objectives in the pages: the whole chain, figures, deletions taken back, and who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tertulia.plan.objectives.models import Audience, ChannelUse, Indicator, Message, Objective
from tertulia.posts.api import Store
from tertulia.team.models import Event

pytestmark = pytest.mark.usefixtures("now")
ClientOf = Callable[[Any], Client]


def body(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return answer.content.decode()


def indicator_of(objective: Objective, measure: str) -> Indicator:
    return objective.indicators.get(measure=measure)


def test_an_empty_plan_teaches(filled: Store, bruno: Any, vera: Any, client_of: ClientOf) -> None:
    assert "Set the first objective" in body(client_of(bruno), "/plan/objectives/")
    assert "Set the first objective" not in body(client_of(vera), "/plan/objectives/")


def test_a_chain_is_built_from_the_pages(filled: Store, bruno: Any, client_of: ClientOf) -> None:
    client = client_of(bruno)
    sent = {"kind": "care", "title": "Serve better", "starts": "2026-05-01", "ends": "2026-08-01"}
    assert client.post("/plan/objectives/add/objective/", sent | {"state": "running"}).status_code == 302
    one = Objective.objects.get()
    page = body(client, f"/plan/objectives/{one.pk}/")
    assert "No indicator says" in page and "It has no audience." in page
    address = "https://here.example/listen/?intent=question&period=90d"
    client.post(f"/plan/objectives/add/audience/{one.pk}/", {"title": "Those who ask", "query": address})
    who = Audience.objects.get()
    assert who.query == "period=90d&intent=question" and list(who.objectives.all()) == [one]
    assert "No message for “Those who ask”." in body(client, f"/plan/objectives/{one.pk}/")
    client.post(f"/plan/objectives/add/message/{one.pk}/", {"text": "Until nine.", "audience": who.pk})
    said = Message.objects.get()
    assert "No channel for “Until nine.”" in body(client, f"/plan/objectives/{one.pk}/")
    sent = {"measure": "answered", "target": "90", "since": "2026-05-01", "due": "2026-08-01", "window": "30"}
    assert client.post(f"/plan/objectives/add/indicator/{one.pk}/", sent).status_code == 302
    kept = Indicator.objects.get()
    assert kept.target == 0.9 and kept.baseline == pytest.approx(0.75, abs=0.1)  # measured before it begins
    assert said.audience == who and Event.objects.filter(act="indicator.made").exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    filled: Store, bruno: Any, objective: Objective, client_of: ClientOf
) -> None:
    client = client_of(bruno)
    sent = {"kind": "care", "title": "<b>Serve", "starts": "2026-05-01", "ends": "2026-04-01"}
    page = client.post("/plan/objectives/add/objective/", sent).content.decode()
    assert "It ends before it begins." in page and "&lt;b&gt;Serve" in page
    sent = {"measure": "answered", "target": "140", "since": "2026-05-01", "due": "2026-08-01"}
    page = client.post(f"/plan/objectives/add/indicator/{objective.pk}/", sent).content.decode()
    assert "A share lies between 0 and 100" in page
    assert (
        "Choose whose followers"
        in client.post(
            f"/plan/objectives/add/indicator/{objective.pk}/", sent | {"measure": "followers"}
        ).content.decode()
    )
    page = client.post(
        "/plan/objectives/add/audience/", {"title": "x", "query": "intent=dance"}
    ).content.decode()
    assert "has no value" in page


def test_figures_say_how_it_stands(
    filled: Store, vera: Any, objective: Objective, client_of: ClientOf
) -> None:
    client = client_of(vera)
    assert "Answer those who ask" in body(client, "/plan/objectives/")
    part = body(client, f"/plan/objectives/{objective.pk}/figures/")
    assert "Questions answered" in part and "between" in part and "No value yet" in part
    assert "Calls" in body(client, f"/plan/objectives/{objective.pk}/figures/?brief=1")
    page = body(client, f"/plan/objectives/indicators/{indicator_of(objective, 'answered').pk}/")
    assert "chart-plot" in page and "On the way it should be" in page
    assert "No value was typed in yet." in body(
        client, f"/plan/objectives/indicators/{indicator_of(objective, 'hand').pk}/"
    )
    who = Audience.objects.get()
    assert "23 accounts wrote, in 40 posts" in body(client, f"/plan/objectives/audiences/{who.pk}/size/")
    assert "Mastodon" in body(client, f"/plan/objectives/audiences/{who.pk}/")


def test_values_are_typed_in(filled: Store, bruno: Any, objective: Objective, client_of: ClientOf) -> None:
    client, calls = client_of(bruno), indicator_of(objective, "hand")
    sent = {"on": "2026-05-01", "value": "190", "source": "Switchboard"}
    assert client.post(f"/plan/objectives/add/value/{calls.pk}/", sent).status_code == 302
    page = body(client, f"/plan/objectives/indicators/{calls.pk}/")
    assert "190 calls" in page and "Switchboard" in page and "Target reached" in page


def test_deletions_are_taken_back(
    filled: Store, bruno: Any, objective: Objective, client_of: ClientOf
) -> None:
    client = client_of(bruno)
    said, who = Message.objects.get(), Audience.objects.get()
    ChannelUse.objects.create(message=said, channel=1, how="By name.")
    things = {
        "objective": objective.pk,
        "audience": who.pk,
        "message": said.pk,
        "indicator": indicator_of(objective, "hand").pk,
        "channel": said.uses.get().pk,
    }
    for kind, number in things.items():
        assert client.post(f"/plan/objectives/delete/{kind}/{number}/").status_code == 302
        assert client.get(f"/plan/objectives/edit/{kind}/{number}/").status_code == 404
        assert client.post(f"/plan/objectives/restore/{kind}/{number}/").status_code == 302
        assert client.get(f"/plan/objectives/edit/{kind}/{number}/").status_code == 200
    link = f"/plan/objectives/{objective.pk}/link/"
    client.post(link, {"audience": who.pk, "linked": "no"})
    assert not objective.audiences.exists()
    client.post(f"{link}?audience={who.pk}&linked=yes")
    assert list(objective.audiences.all()) == [who]


def test_spanish_and_the_swot(filled: Store, bruno: Any, objective: Objective, client_of: ClientOf) -> None:
    bruno.language = "es"
    bruno.save()
    client = client_of(bruno)
    assert client.get("/plan/swot/").headers["Location"].endswith("/situation/#swot")
    assert "Objetivos" in body(client, "/plan/objectives/")


READS = (
    "/plan/objectives/",
    "/plan/objectives/{o}/",
    "/plan/objectives/{o}/figures/",
    "/plan/objectives/audiences/{a}/",
    "/plan/objectives/audiences/{a}/size/",
    "/plan/objectives/indicators/{i}/",
    "/plan/swot/",
)
WRITES = (
    "/plan/objectives/add/objective/",
    "/plan/objectives/add/message/{o}/",
    "/plan/objectives/edit/indicator/{i}/",
    "/plan/objectives/delete/audience/{a}/",
    "/plan/objectives/restore/audience/{a}/",
    "/plan/objectives/{o}/link/",
)


def test_nobody_without_the_role(
    filled: Store, objective: Objective, carla: Any, vera: Any, client_of: ClientOf
) -> None:
    numbers = {"o": objective.pk, "a": Audience.objects.get().pk, "i": indicator_of(objective, "answered").pk}
    for address in (each.format(**numbers) for each in READS + WRITES):
        for client in (Client(), client_of(carla)):
            assert client.get(address).status_code == 302 and client.post(address).status_code == 302
            assert "/sign-in/" in client.get(address).headers["Location"]
    for address in (each.format(**numbers) for each in READS):
        assert client_of(vera).get(address).status_code in (200, 302)
    for address in (each.format(**numbers) for each in WRITES):
        assert client_of(vera).post(address).status_code == 403
    assert Objective.objects.get().deleted_at is None and date(2026, 3, 1) == Objective.objects.get().starts
