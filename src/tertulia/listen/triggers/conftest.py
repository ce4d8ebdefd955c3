"""Six weeks of invented posts: the queue is hated, the concerts are loved, and one night there is a storm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.posts.api import Batch, Gap, Store, store
from tertulia.posts.schema import POSTS, READINGS, conform

TODAY = date(2026, 5, 10)
FIRST = datetime(2026, 3, 30, 9, tzinfo=UTC)  # a Monday
DAYS = 42
STORM = datetime(2026, 5, 6, 20, tzinfo=UTC)
SPAN = "since=2026-04-27&until=2026-05-10"
SAYINGS = (
    ("negative", "La cola de la puerta otra vez, la cola no avanza"),
    ("positive", "El concierto de anoche fue de los que se recuerdan"),
    ("neutral", "Mañana abre la taquilla"),
    ("neutral", "El programa está en la web"),
)


class InThisProcess:
    """Stands where a worker process stands: the same call, without the process."""

    def __init__(self, **limits: Any) -> None: ...

    def __enter__(self) -> InThisProcess:
        return self

    def __exit__(self, *exception: object) -> None: ...

    def run(self, function: Callable[..., Any], *given: Any) -> Any:
        return function(*given)


def told() -> list[tuple[dict[str, Any], str]]:
    """Twelve posts a day by thirty people, three of each saying; sixty in the storm, by people never seen."""
    posts = []
    for day in range(DAYS):
        for number in range(12):
            side, text = SAYINGS[number % 4]
            person = f"{side}{(day * 3 + number) % 30}"
            posts.append((_post(FIRST + timedelta(days=day, minutes=40 * number), text, person), side))
    for number in range(60):
        at = STORM + timedelta(minutes=number)
        fields = {"hashtags": ["Cierre"], "likes": number, "links": ["https://diario.example/cierre"]}
        posts.append((_post(at, f"Cierran la sala pequeña, {number}", f"new{number}", **fields), "negative"))
    posts.append((_post(STORM, "Nosotros informamos del cierre", "casa", own=True), "neutral"))
    return [(post | {"id": f"p{number}"}, side) for number, (post, side) in enumerate(posts)]


def _post(at: datetime, text: str, author: str, **fields: Any) -> dict[str, Any]:
    return {"network": "mastodon", "created_at": at, "text": text, "author": author} | fields


def fill(into: Store, posts: list[tuple[dict[str, Any], str]], gaps: tuple[Gap, ...] = ()) -> None:
    readings = [
        {"model": "m1", "lang": "es", "sentiment": side, f"{side}_p": 0.8, "emotion": "none"}
        for _, side in posts
    ]
    into.write(
        Batch(
            pa.Table.from_pylist([post for post, _ in posts], schema=POSTS),
            source="test",
            readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
            read_at=datetime(2026, 5, 11, tzinfo=UTC),
            gaps=gaps,
        )
    )


@pytest.fixture
def filled(home: Home, db: None) -> Store:
    """The process's store with the six weeks."""
    fill(store(), told())
    return store()
