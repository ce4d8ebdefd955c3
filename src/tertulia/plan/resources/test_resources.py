"""A month's resources: set aside, exceeded, taken over, and who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tertulia.home import Home
from tertulia.listen.models import Channel
from tertulia.plan.calendar.models import Entry, EntryVersion
from tertulia.plan.resources.models import Allotment
from tertulia.plan.resources.reckoning import first_of, reckon

ClientOf = Callable[[Any], Client]
MAY = date(2026, 5, 1)


@pytest.fixture
def channel(home: Home, db: None) -> Channel:
    return Channel.objects.create(network="bluesky", handle="faro.example")


def plan(hours: float | None, *channels: int, day: int = 10, **more: Any) -> Entry:
    made = Entry.objects.create(title="x", at=datetime(2026, 5, day, 9, tzinfo=UTC), hours=hours, **more)
    for number in channels:
        EntryVersion.objects.create(entry=made, channel=number)
    return made


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)), st.integers(-30, 30))
def test_months_go_there_and_back(day: date, months: int) -> None:
    assert first_of(first_of(day, months), -months) == day.replace(day=1)


def test_planned_hours_are_held_against_those_there_are(channel: Channel, bruno: Any) -> None:
    Allotment.objects.create(month=MAY, channel=channel.pk, hours=5)
    Allotment.objects.create(month=MAY, person=bruno, hours=3, budget=100)
    plan(4, channel.pk, 77, owner=bruno)  # on two channels: half of it each
    plan(4, channel.pk)
    plan(None, channel.pk)
    plan(9, channel.pk, state="dropped")
    plan(9, channel.pk, day=31).delete()
    month = reckon(MAY, "UTC")
    other, mine, none = month.channels
    assert (mine.hours, mine.planned, mine.entries, mine.unknown) == (5, 6, 3, 1)
    assert other.name == "channel 77" and other.planned == 2 and none.hours == 3
    assert [line.name for line in month.over] == [str(channel), "Bruno"]
    assert month.whole.hours == 8 and month.whole.planned == 8 and month.whole.budget == 100


def test_an_entry_belongs_to_the_month_of_the_zone(channel: Channel) -> None:
    late = plan(2)
    Entry.objects.filter(pk=late.pk).update(at=datetime(2026, 4, 30, 23, tzinfo=UTC))
    assert reckon(MAY, "UTC").whole.planned == 0 and reckon(MAY, "Europe/Madrid").whole.planned == 2


def test_the_pages(channel: Channel, bruno: Any, vera: Any, client_of: ClientOf) -> None:
    client, address = client_of(bruno), "/plan/resources/?month=2026-05"
    assert "Nothing set aside" in client.get(address).content.decode()
    sent = {"month": "2026-05-17", "channel": channel.pk, "hours": "5", "budget": "0"}
    assert client.post("/plan/resources/new/", sent).headers["Location"] == address
    one = Allotment.objects.get()
    assert one.month == MAY
    plan(6, channel.pk)
    assert "6 hours are planned, and there are 5." in client_of(vera).get(address).content.decode()
    client.post("/plan/resources/copy/?month=2026-06")
    assert Allotment.objects.filter(month=date(2026, 6, 1)).count() == 1
    client.post(f"/plan/resources/{one.pk}/delete/")
    assert not Allotment.objects.filter(month=MAY, deleted_at=None).exists()
    client.post(f"/plan/resources/{one.pk}/restore/")
    page = client.post(f"/plan/resources/{one.pk}/edit/", sent | {"hours": "-1"}).content.decode()
    assert "less than zero" in page
    assert client.get("/plan/resources/?month=nonsense").status_code == 200


def test_nobody_without_the_role(channel: Channel, carla: Any, vera: Any, client_of: ClientOf) -> None:
    one = Allotment.objects.create(month=MAY, hours=1).pk
    writes = ["new/", "copy/", *(f"{one}/{act}/" for act in ("edit", "delete", "restore"))]
    for end in ("", *writes):
        for client in (Client(), client_of(carla)):
            assert "/sign-in/" in client.post(f"/plan/resources/{end}").headers["Location"]
    for end in writes:
        assert client_of(vera).post(f"/plan/resources/{end}").status_code == 403
    assert client_of(vera).get("/plan/resources/").status_code == 200
