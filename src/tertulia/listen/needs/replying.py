"""What we answered already: our replies to the posts of a need, those that say the same together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tertulia.listen.explorer.cards import is_web
from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.needs.asking import joined, sql
from tertulia.posts.api import Store
from tertulia.posts.folding import fold
from tertulia.understand.themes.api import groups, words_of

MOST = 3
_HANDLES = re.compile(r"(?<!\w)@[\w.\-]+|https?://\S+|\W+")


@dataclass(frozen=True)
class Reply:
    """An answer of ours: its newest post, and how many posts of the need got it."""

    post: int
    text: str
    at: datetime
    url: str
    times: int


@dataclass(frozen=True)
class Replies:
    """Of the need's posts how many we replied to, and the answers that we gave most often."""

    answered: int
    answers: list[Reply]


def replies(store: Store, posts: Iterable[int]) -> Replies:
    """What we replied to these posts."""
    found = rows(store, sql("replies"), {"numbers": joined(posts)})
    alike = _alike([row["text"] for row in found])
    together: dict[int, list[dict[str, Any]]] = {}
    for first, row in zip(alike, found, strict=True):
        together.setdefault(first, []).append(row)
    answers = [_reply(same) for same in together.values()]
    answers.sort(key=lambda answer: (-answer.times, -answer.at.timestamp()))
    return Replies(len({row["asked"] for row in found}), answers[:MOST])


def _alike(texts: list[str]) -> list[int]:
    """For each text the first that says the same, whoever is spoken to."""
    if not texts:
        return []
    near = groups(words_of(texts)).tolist()
    first: dict[str, int] = {}
    return [first.setdefault(_HANDLES.sub(" ", fold(texts[place])).strip(), place) for place in near]


def _reply(same: list[dict[str, Any]]) -> Reply:
    newest = same[0]
    return Reply(
        newest["post"],
        newest["text"],
        newest["created_at"].replace(tzinfo=UTC),
        newest["url"] if is_web(newest["url"]) else "",
        len({row["asked"] for row in same}),
    )
