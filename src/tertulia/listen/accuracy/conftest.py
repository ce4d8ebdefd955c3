"""A small workspace: mentions of a brand in two languages on two networks, of a competitor, and others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.listen.monitors import backfill
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.service import Draft
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS, READINGS, conform

MODEL = "model-of-old"
FEELINGS = {"negative": "fatal, qué cola", "positive": "precioso, gracias", "neutral": "abre a las diez"}


def _rows() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """240 of the brand in Spanish, 60 in English, 30 of the competitor, 50 of neither; the model takes every
    fourth negative for neutral and is not sure of every tenth post."""
    now, rows = datetime.now(UTC), []
    for number in range(380):
        feeling = list(FEELINGS)[number % 3]
        whom = "El museo" if number < 300 else "El teatro" if number < 330 else "Otra cosa"
        english = 240 <= number < 300
        text = f"{whom} {'museum ' if english else ''}{FEELINGS[feeling]}, vez {number}"
        post = {
            "id": str(number),
            "network": "mastodon" if number % 4 else "bluesky",
            "created_at": now - timedelta(hours=number + 1),
            "text": text,
            "author": f"p{number % 40}",
        }
        read = "neutral" if feeling == "negative" and number % 4 == 0 else feeling
        reading = {
            "model": MODEL,
            "lang": "en" if english else "es",
            "sentiment": None if number % 10 == 7 else read,
            "intents": ["praise"] if feeling == "positive" else ["complaint"],
        }
        rows.append((post, reading))
    return rows


def feeling_of(text: str) -> str:
    """What a person says of a post."""
    return next(name for name, words in FEELINGS.items() if words in text)


@pytest.fixture
def museum(home: Any, ana: Any, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store, with a monitor of the brand and one of a competitor."""
    monkeypatch.setattr(backfill, "in_background", backfill.now)
    posts, readings = zip(*_rows(), strict=True)
    store().write(
        Batch(
            conform(pa.Table.from_pylist(list(posts), schema=POSTS)),
            source="test",
            readings=conform(pa.Table.from_pylist(list(readings), schema=READINGS), READINGS),
        )
    )
    monitors.create(Draft("El museo", "museo", role="brand"), ana, fill=backfill.now)
    monitors.create(Draft("El teatro", "teatro", role="competitor"), ana, fill=backfill.now)
    return store()


def texts() -> dict[int, str]:
    return {row["post"]: row["text"] for row in store().query("SELECT post, text FROM posts").to_pylist()}
