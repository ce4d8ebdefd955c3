"""An invented conversation about a fountain: people say «tú», jokes are praised, links are punished, an
organisation answers, and some questions wait."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS, READINGS, conform

TODAY = date(2026, 5, 10)
FIRST = datetime(2026, 5, 1, 9, tzinfo=UTC)
SPAN = "since=2026-04-27&until=2026-05-10"
PEOPLE = 40


def told() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each of forty people opens twice: a joke that many like, a link that few like; others answer them."""
    posts: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for n in range(PEOPLE):
        at = FIRST + timedelta(hours=3 * n)
        joke = _post(
            f"j{n}", at, f"p{n}", f"Tú mira la fuente, jajaja, la fuente sigue seca {n}", likes=20 + n % 7
        )
        link = _post(
            f"l{n}",
            at,
            f"p{n}",
            "La fuente en las noticias https://diario.example/f",
            likes=n % 5,
            links=["https://diario.example/f"],
        )
        posts += [(joke, {"sentiment": "positive"}), (link, {"sentiment": "neutral"})]
        posts.append(
            (_answer(f"a{n}", joke, f"p{(n + 1) % PEOPLE}", "Qué risa, la fuente"), {"sentiment": "positive"})
        )
        posts.append(
            (
                _answer(f"b{n}", link, f"p{(n + 2) % PEOPLE}", "Otra vez ese enlace no"),
                {"sentiment": "negative"},
            )
        )
    asked = _post("q1", FIRST, "p1", "¿Alguien sabe cuándo arreglan la fuente de la plaza?", replies=0)
    met = _post("q2", FIRST, "p2", "¿Alguien sabe a quién se pide el arreglo?", replies=1)
    posts += [(asked, {"intents": ["question"]}), (met, {"intents": ["question"]})]
    reply = _answer("c1", met, "casa", "Hola, nos lo puedes pedir a nosotros", own=True)
    return [*posts, (reply, {"sentiment": "neutral"}), (_message(), {})]


def _post(id: str, at: datetime, author: str, text: str, **more: Any) -> dict[str, Any]:
    fields = {"id": id, "network": "mastodon", "created_at": at, "author": author, "text": text}
    return (
        fields | {"hashtags": ["fuente"], "url": f"https://red.example/@{author}/{id}", "kind": "post"} | more
    )


def _answer(id: str, post: dict[str, Any], author: str, text: str, **more: Any) -> dict[str, Any]:
    at = post["created_at"] + timedelta(hours=1)
    return _post(id, at, author, text, kind="reply", reply_to=post["id"], thread=post["id"], likes=1) | more


def _message() -> dict[str, Any]:
    return _post("m1", FIRST, "p3", "Esto es privado, la fuente", kind="message")


def fill(into: Store, posts: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    readings = [
        {"model": "m1", "lang": "es", "offensive": "none", "irony": False} | reading for _, reading in posts
    ]
    into.write(
        Batch(
            pa.Table.from_pylist([post for post, _ in posts], schema=POSTS),
            source="test",
            readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
            read_at=datetime(2026, 5, 11, tzinfo=UTC),
        )
    )


@pytest.fixture
def filled(home: Home, db: None) -> Store:
    """The process's store with the conversation."""
    fill(store(), told())
    return store()
