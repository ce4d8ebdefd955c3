"""Four months of an invented museum: ninety people speak of it, it answers some, a rival answers none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.listen.monitors.api import Draft, create
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS, READINGS, conform

TODAY = date(2026, 5, 31)
FIRST = datetime(2026, 2, 1, 9, tzinfo=UTC)
DAYS = 120
SPAN = "since=2026-04-02&until=2026-05-31"  # sixty days; as many before are known
Reading = tuple[str, tuple[str, ...]]


def told() -> Iterator[tuple[dict[str, Any], Reading]]:
    """(post, (sentiment, intents)) of the four months, by day."""
    for day in range(DAYS):
        at = FIRST + timedelta(days=day)
        yield from _people(day, at)
        yield from _ours(day, at)
        yield from _others(day, at)


def _people(day: int, at: datetime) -> Iterator[tuple[dict[str, Any], Reading]]:
    """What people say of the museum: the lift is hated, the guides are loved; from day 60 on many ask about
    the cloakroom, of which the museum never speaks."""
    who = f"p{day * 3 % 90}"
    yield (
        _post(f"h{day}", at, f"El ascensor del museo Arce no funciona, {day}", who),
        ("negative", ("complaint",)),
    )
    who = f"p{(day * 3 + 1) % 90}"
    yield _post(f"l{day}", at, "Las guías del museo Arce, un encanto", who), ("positive", ("praise",))
    for number in range(1 + 2 * (day >= 60)):
        text = (
            "¿Dónde está el guardarropa del museo Arce?" if day >= 60 else "¿A qué hora abre el museo Arce?"
        )
        asked = _post(f"q{day}-{number}", at, text, f"p{(day * 3 + 2 + number) % 90}", mentions=["arce"])
        yield asked, ("neutral", ("question",))


def _ours(day: int, at: datetime) -> Iterator[tuple[dict[str, Any], Reading]]:
    """A post a day, a concert with an echo or a timetable with none; four of five days the first question is
    answered after three hours."""
    concert = day % 2 == 0
    text = "Vuelve el concierto al patio, ¿venís?" if concert else "Horario de apertura de la semana"
    ours = _post(f"o{day}", at, text, "arce", own=True, likes=4 * concert, reposts=3 * concert, replies=0)
    yield ours, ("neutral", ("information",))
    if day % 5:
        reply = _post(f"a{day}", at + timedelta(hours=3), "Gracias, te contamos", "arce", own=True)
        yield reply | {"kind": "reply", "reply_to": f"q{day}-0"}, ("neutral", ("information",))
    if concert:
        reply = _post(f"r{day}", at, "Allí estaremos", f"p{day % 90}")
        yield reply | {"kind": "reply", "reply_to": f"o{day}"}, ("positive", ())


def _others(day: int, at: datetime) -> Iterator[tuple[dict[str, Any], Reading]]:
    """The rival, which posts and answers nobody, and the town's talk, in which a mural comes up."""
    asked = _post(
        f"v{day}", at, "@lonja ¿abre la galería Lonja el lunes?", f"g{day % 50}", mentions=["lonja"]
    )
    yield asked, ("negative", ("question",))
    rival = _post(f"w{day}", at, "Nueva exposición", "lonja", likes=20, reposts=5, replies=1, followers=2000)
    yield rival, ("neutral", ("information",))
    text = "El mural nuevo, en toda la comarca" if day >= 60 else "La romería, en toda la comarca"
    yield _post(f"s{day}", at, text, f"t{day % 60}"), ("neutral", ())


def _post(number: str, at: datetime, text: str, author: str, **fields: Any) -> dict[str, Any]:
    return {"id": number, "network": "mastodon", "created_at": at, "text": text, "author": author} | fields


def fill(into: Store, posts: list[tuple[dict[str, Any], Reading]]) -> None:
    readings = [
        {"model": "m1", "lang": "es", "sentiment": side, f"{side}_p": 0.9, "emotion": "none"}
        | {"intents": list(intents), "intents_p": [0.9] * len(intents)}
        for _, (side, intents) in posts
    ]
    into.write(
        Batch(
            pa.Table.from_pylist([post for post, _ in posts], schema=POSTS),
            source="test",
            readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
            read_at=datetime(2026, 6, 1, tzinfo=UTC),
        )
    )


@pytest.fixture
def filled(home: Home, db: None) -> Store:
    """The process's store with the four months, and the monitors of a museum."""
    fill(store(), list(told()))
    watch()
    return store()


def watch() -> None:
    """Make the museum's monitors, which find what is stored."""
    create(Draft("Museo Arce", "arce OR @arce", "brand"), None)
    create(Draft("Galería Lonja", "lonja OR author:lonja", "competitor"), None)
    create(Draft("Comarca", "comarca", "sector"), None)
