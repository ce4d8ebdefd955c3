"""Invented posts about an invented brand: each week of ten some ask, some praise, and we answer most."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
import time_machine

from tertulia.home import Home
from tertulia.listen.monitors.api import Draft, create
from tertulia.plan.objectives.models import Audience, Indicator, Message, Objective
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS, READINGS, conform

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
WEEKS = 10


def post(number: int, text: str, author: str, at: datetime, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "network": "mastodon",
        "created_at": at,
        "text": text,
        "author": author,
    } | fields


def told() -> list[tuple[dict[str, Any], str, list[str]]]:
    """Each week four people ask and three praise; we answer three of those."""
    found = []
    for number in range(WEEKS * 7):
        at = NOW - timedelta(days=number, hours=1)
        asks = number % 7 < 4
        text = f"@faro ¿Faro abre hoy? {number}" if asks else f"Qué bien se está en Faro {number}"
        sentiment, intents = ("neutral", ["question"]) if asks else ("positive", ["praise"])
        found.append((post(number, text, f"lee{number % 23}", at), sentiment, intents))
        if asks and number % 7 < 3:
            reply = post(1000 + number, "Sí, hasta las nueve.", "faro", at + timedelta(hours=2))
            found.append((reply | {"own": True, "reply_to": f"p{number}"}, "neutral", ["information"]))
    return found


@pytest.fixture
def filled(home: Home, db: None, ana: Any) -> Store:
    """The store with the posts, and the brand's monitor."""
    posts = told()
    readings = [
        {
            "model": "m1",
            "lang": "es",
            "sentiment": sentiment,
            "intents": intents,
            "intents_p": [0.8],
            "needs_reply": intents == ["question"],
        }
        for _, sentiment, intents in posts
    ]
    store().write(
        Batch(
            pa.Table.from_pylist([one for one, _, _ in posts], schema=POSTS),
            source="test",
            readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
            read_at=NOW,
        )
    )
    create(Draft("Faro", "faro", "brand"), ana)
    return store()


@pytest.fixture
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def objective(ana: Any) -> Objective:
    """An objective with an audience, a message and two indicators."""
    made = Objective.objects.create(
        kind="care", title="Answer those who ask", owner=ana, starts=date(2026, 3, 1), ends=date(2026, 9, 1)
    )
    who = Audience.objects.create(title="Those who ask", query="intent=question")
    made.audiences.add(who)
    Message.objects.create(objective=made, audience=who, text="We are here until nine.")
    span = {"since": date(2026, 3, 1), "due": date(2026, 9, 1)}
    Indicator.objects.create(objective=made, measure="answered", baseline=0.2, target=0.4, **span)
    Indicator.objects.create(
        objective=made, measure="hand", name="Calls", unit="calls", baseline=300, target=200, **span
    )
    return made
