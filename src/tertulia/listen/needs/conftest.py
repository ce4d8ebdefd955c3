"""Invented posts that ask: of the library and of the bins, in two languages, and one that asks alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.listen.needs import keeping
from tertulia.listen.needs.models import NeedLook
from tertulia.listen.triggers.conftest import InThisProcess
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS, READINGS, conform

TODAY = date(2026, 5, 10)
FIRST = datetime(2026, 4, 1, 9, tzinfo=UTC)
SPAN = "since=2026-04-01&until=2026-05-10"
LIBRARY = (
    "¿A qué hora abre la biblioteca los sábados?",
    "@ayto horario de la biblioteca por favor",
    "what time does the public library open on Saturday?",
    "is the library open today?",
    "Cuándo abre la biblioteca en agosto",
)
BINS = (
    "Los contenedores de basura de mi calle están a rebosar",
    "Otra semana con la basura fuera del contenedor, llenos",
    "rubbish bins overflowing again in our street",
    "bins full of rubbish, nobody empties them",
)
ALONE = "¿Se puede volar un dron en la plaza mayor?"


def post(number: int, text: str, author: str, **fields: Any) -> dict[str, Any]:
    at = FIRST + timedelta(days=2 * number)
    return {
        "id": f"n{number}",
        "network": "mastodon",
        "created_at": at,
        "text": text,
        "author": author,
        "followers": 100 * (number + 1),
    } | fields


def told() -> list[tuple[dict[str, Any], list[str]]]:
    """Five people ask for the library (one of them twice), four complain of the bins; we replied once."""
    posts = [(post(at, text, f"lee{at}"), ["question"]) for at, text in enumerate(LIBRARY)]
    posts.append((post(5, "a que hora abre la biblioteca mañana?", "LEE0"), ["question"]))
    posts += [(post(6 + at, text, f"bin{at}"), ["complaint"]) for at, text in enumerate(BINS)]
    posts.append((post(10, ALONE, "dron"), ["question"]))
    reply = post(
        3, "@lee0 La biblioteca abre de 9 a 14 los sábados.", "ayto", own=True, reply_to="n0", id="r1"
    )
    posts.append((reply, ["information"]))
    posts.append((post(12, "Qué bonito el concierto", "luz"), ["praise"]))
    return posts


def fill(into: Store, posts: list[tuple[dict[str, Any], list[str]]]) -> None:
    readings = [
        {
            "model": "m1",
            "lang": "en" if " the " in one["text"] else "es",
            "intents": intents,
            "intents_p": [0.8],
        }
        for one, intents in posts
    ]
    into.write(
        Batch(
            pa.Table.from_pylist([one for one, _ in posts], schema=POSTS),
            source="test",
            readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
            read_at=datetime(2026, 5, 11, tzinfo=UTC),
        )
    )


def look() -> NeedLook:
    made = NeedLook.objects.create()
    keeping.look(made, store())
    return made


@pytest.fixture
def filled(home: Home, db: None, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The process's store with these posts, looked through once."""
    monkeypatch.setattr(keeping, "Isolated", InThisProcess)
    fill(store(), told())
    look()
    return store()
