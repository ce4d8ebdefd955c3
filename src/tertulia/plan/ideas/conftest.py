"""Invented posts and a need to have ideas of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from tertulia.home import Home
from tertulia.listen.needs.models import Need, NeedNote
from tertulia.posts.api import Batch, Store, store
from tertulia.posts.schema import POSTS

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
POEM = "He escrito un poema sobre la librería"


def _post(number: str, author: str, text: str, **fields: Any) -> dict[str, Any]:
    plain = {"id": number, "network": "mastodon", "created_at": NOW, "text": text, "author": author}
    return plain | {"url": f"https://red.example/@{author}/{number}"} | fields


@pytest.fixture
def filled(home: Home, db: None) -> Store:
    """Three posts: a poem, one that names its author, an article of a feed."""
    posts = [
        _post("1", "lola", POEM),
        _post("2", "pepe", "Me gusta lo de @lola"),
        _post("3", "blog", "Diez librerías", network="rss", title="Diez librerías con encanto"),
    ]
    store().write(Batch(pa.Table.from_pylist(posts, schema=POSTS), source="test", readings=None, read_at=NOW))
    return store()


@pytest.fixture
def numbers(filled: Store) -> dict[str, int]:
    """The posts' numbers by author."""
    return {row["author"]: row["post"] for row in filled.query("SELECT author, post FROM posts").to_pylist()}


@pytest.fixture
def note(filled: Store, bruno: Any) -> NeedNote:
    need = Need.objects.create(kind="question", name="Opening hours")
    return NeedNote.objects.create(kind="idea", text="A picture of the opening hours", need=need, by=bruno)
