"""A tiny store whose every figure can be recounted by hand: ten posts of a feria, two monitors, one gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.explorer.statistics import Interval
from tertulia.posts.api import Batch, Store, open_store
from tertulia.posts.schema import MENTIONS, POSTS, READINGS, conform

TODAY = date(2026, 5, 10)
MADRID = "Europe/Madrid"
BRAND, RIVAL = 1, 2


@dataclass(frozen=True)
class FakeMonitor:
    id: int
    name: str
    role: str
    color: int
    precision: Interval | None = None


MONITORS = (FakeMonitor(BRAND, "La Fábrica", "brand", 0), FakeMonitor(RIVAL, "Teatro Viejo", "competitor", 1))


def post(number: int, when: str, **fields: Any) -> dict[str, Any]:
    at = datetime.fromisoformat(when).replace(tzinfo=UTC)
    return {
        "id": f"p{number}",
        "network": "mastodon",
        "created_at": at,
        "text": "feria",
        "author": "ana",
    } | fields


# number, time (UTC), fields; sentiment; monitors
TOLD: list[tuple[dict[str, Any], str | None, tuple[int, ...]]] = [
    (post(0, "2026-05-01T10:00", text="Buena feria", likes=5, hashtags=["Feria"]), "positive", (BRAND,)),
    (
        post(1, "2026-05-01T23:30", text="Mala cola, otra vez", author="bea", likes=0),
        "negative",
        (BRAND, RIVAL),
    ),
    (post(2, "2026-05-02T10:00", text="La feria abre", author="bea", replies=2), "neutral", (RIVAL,)),
    (
        post(3, "2026-05-02T11:00", network="wordpress", author="blog", kind="article", title="Cola"),
        "neutral",
        (),
    ),
    (post(4, "2026-05-03T09:00", text="¡Qué fería!", hashtags=["feria", "FERIA"]), "positive", (BRAND,)),
    (
        post(5, "2026-05-03T09:05", text="sí", author="cruz", reply_to="p4", thread="p4", kind="reply"),
        None,
        (),
    ),
    (
        post(6, "2026-05-03T09:09", text="no", author="ana", reply_to="p5", thread="p4", kind="reply"),
        None,
        (),
    ),
    (post(7, "2026-05-04T09:00", links=["https://www.feria.es/a"], author="cruz"), "negative", (RIVAL,)),
    (
        post(8, "2026-05-04T10:00", links=["https://feria.es/a?b=1"], author="dora", own=True),
        "positive",
        (BRAND,),
    ),
    (post(9, "2026-04-01T10:00", text="abril", author="eva"), "neutral", (BRAND,)),
]


def batch(told: list[tuple[dict[str, Any], str | None, tuple[int, ...]]]) -> Batch:
    """Posts with their sentiments and monitors as the store takes them."""
    posts = pa.Table.from_pylist([row for row, _, _ in told], schema=POSTS)
    readings = [_reading(sentiment) for _, sentiment, _ in told]
    mentions = [{"row": row, "monitor": m} for row, (_, _, found) in enumerate(told) for m in found]
    return Batch(
        posts,
        source="test",
        mentions=pa.Table.from_pylist(mentions, schema=MENTIONS),
        readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
        read_at=datetime(2026, 5, 5, tzinfo=UTC),
    )


def _reading(sentiment: str | None) -> dict[str, Any]:
    emotion = {"positive": "joy", "negative": "anger", "neutral": "none", None: None}[sentiment]
    intents = ["complaint", "question"] if sentiment == "negative" else []
    return {
        "model": "m1",
        "lang": "es",
        "lang_p": 0.9,
        "sentiment": sentiment,
        "positive_p": 0.8 if sentiment == "positive" else 0.1,
        "emotion": emotion,
        "intents": intents,
        "intents_p": [0.7] * len(intents),
    }


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(Home(tmp_path / "home")) as opened:
        opened.write(batch(TOLD))
        yield opened


@pytest.fixture
def selection() -> Selection:
    """The ten days up to today: all posts but that of April."""
    return Selection(zone=MADRID, today=TODAY, period="custom", since=TODAY - timedelta(days=9), until=TODAY)
