"""What the other slices may use of the conversation before one speaks.

told = conversation(posts, now)          # customs, what is praised, who leads, what waits for an answer
about = topics(subjects, around)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tertulia.understand.conversation.about import Topic, carried, topics, typical
from tertulia.understand.conversation.cues import ADDRESS, marks
from tertulia.understand.conversation.customs import Address, Custom, Customs, Level, customs
from tertulia.understand.conversation.leading import Leader, Leading, leading
from tertulia.understand.conversation.life import NEWEST, Life, life
from tertulia.understand.conversation.openings import WAITED, Openings, asks, openings
from tertulia.understand.conversation.organisations import Account, How, accounts_of, organisations
from tertulia.understand.conversation.people import LEAST, Difference, Share
from tertulia.understand.conversation.said import Answer, Said
from tertulia.understand.conversation.taking import (
    OUTCOMES,
    TRIED,
    Effect,
    Outcome,
    Received,
    Taken,
    outcomes,
    received,
    taken,
)

LEAST_POSTS = 20  # below it hardly anything can be told


@dataclass(frozen=True)
class Conversation:
    """All that the posts tell of how to speak here; `marked` are the marks of each post by number."""

    marked: dict[int, frozenset[str]]
    customs: Customs
    leading: Leading
    taken: Taken
    openings: Openings
    received: Received


def conversation(posts: Sequence[Said], now: datetime) -> Conversation:
    """What is usual, who leads, what is praised and punished, what waits, and how organisations fare."""
    marked = {post.number: marks(post) for post in posts}
    return Conversation(
        marked,
        customs(posts, marked),
        leading(posts),
        taken(posts, marked, now),
        openings(posts, now),
        received(posts, now),
    )


__all__ = [
    "ADDRESS",
    "LEAST",
    "LEAST_POSTS",
    "NEWEST",
    "OUTCOMES",
    "TRIED",
    "WAITED",
    "Account",
    "Address",
    "Answer",
    "Conversation",
    "Custom",
    "Customs",
    "Difference",
    "Effect",
    "How",
    "Leader",
    "Leading",
    "Level",
    "Life",
    "Openings",
    "Outcome",
    "Received",
    "Said",
    "Share",
    "Taken",
    "Topic",
    "accounts_of",
    "asks",
    "carried",
    "conversation",
    "customs",
    "leading",
    "life",
    "marks",
    "openings",
    "organisations",
    "outcomes",
    "received",
    "taken",
    "topics",
    "typical",
]
