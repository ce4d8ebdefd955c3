"""Invented people who speak to the town hall, on two networks, and what it answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tertulia.act.inbox import filing
from tertulia.act.inbox.models import Conversation, ConversationPost
from tertulia.home import Home
from tertulia.listen.sources.models import Channel
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS, READINGS, conform

NOW = datetime.now(UTC).replace(microsecond=0)


def uri(author: str, number: int = 1) -> str:
    """A post's native id."""
    return f"at://did:plc:{author}/app.bsky.feed.post/{number}"


def post(id: str, text: str, author: str, hours_ago: float, **fields: Any) -> dict[str, Any]:
    return {
        "id": id,
        "network": "bluesky",
        "created_at": NOW - timedelta(hours=hours_ago),
        "text": text,
        "author": author,
        "author_name": author.title(),
    } | fields


def told() -> list[tuple[dict[str, Any], list[str]]]:
    """Luz asks below our post and is answered; Nil names us and complains; Pau was never answered, long ago;
    two neighbours talk to each other."""
    ours = {"own": True}
    return [
        (post(uri("ayto"), "La feria empieza el viernes.", "ayto", 60, **ours), ["information"]),
        (
            post(
                uri("luz"),
                "¿A qué hora empieza?",
                "luz",
                50,
                reply_to=uri("ayto"),
                thread=uri("ayto"),
            ),
            ["question"],
        ),
        (
            post(
                uri("ayto", 2),
                "A las siete.",
                "ayto",
                49,
                reply_to=uri("luz"),
                thread=uri("ayto"),
                **ours,
            ),
            ["information"],
        ),
        (
            post(uri("nil"), "@ayto otra vez sin luz en mi calle", "nil", 5, mentions=["Ayto"]),
            ["complaint"],
        ),
        (post(uri("pau"), "@ayto ¿y el carril bici?", "pau", 24 * 90, mentions=["ayto"]), ["question"]),
        (post(uri("eva"), "Qué calor", "eva", 8), ["other"]),
        (post(uri("leo"), "Mucho", "leo", 7, reply_to=uri("eva"), thread=uri("eva")), ["other"]),
    ]


def arrive(into: Store, posts: list[tuple[dict[str, Any], list[str]]]) -> None:
    """Have posts stored and filed."""
    readings = [
        {"model": "m1", "lang": "es", "intents": intents, "intents_p": [0.8], "needs_reply": _asks(intents)}
        for _one, intents in posts
    ]
    into.write(
        Batch(
            pa.Table.from_pylist([one for one, _ in posts], schema=POSTS),
            source="test",
            readings=conform(pa.Table.from_pylist(readings, schema=READINGS), READINGS),
        )
    )
    filing.file_all(into)


def _asks(intents: list[str]) -> bool:
    return bool({"question", "complaint", "request"}.intersection(intents))


@pytest.fixture
def channel(db: None) -> Channel:
    """Our account on Bluesky."""
    return Channel.objects.create(network="bluesky", handle="ayto", name="Ayuntamiento")


@pytest.fixture
def filled(home: Home, db: None, channel: Channel) -> Store:
    """The process's store with these posts, filed."""
    arrive(store(), told())
    return store()


@pytest.fixture
def of(filled: Store) -> Callable[[str], Conversation]:
    """`of(uri("nil"))`: the conversation that a post is part of."""

    def find(id: str) -> Conversation:
        number = filled.query("SELECT post FROM posts WHERE id = $id", {"id": id})["post"][0].as_py()
        return ConversationPost.objects.select_related("conversation").get(post=number).conversation

    return find
