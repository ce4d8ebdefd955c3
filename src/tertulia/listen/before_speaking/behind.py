"""The posts behind a rule of a conversation."""

from __future__ import annotations

from datetime import datetime

from tertulia.listen.before_speaking.finding import gathered
from tertulia.listen.before_speaking.words import POSTS_WITH
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.triggers.asking import Record, cards_of
from tertulia.understand.conversation.api import Said, marks, openings

SHOWN = 60
NAMES = (*POSTS_WITH, "open", "organisations")


def posts_behind(question: Question, name: str, now: datetime) -> tuple[int, list[Record]]:
    """How many posts a rule stands on, and the newest of them as lists show them. Raises KeyError for other
    names."""
    if name not in NAMES:
        raise KeyError(name)
    numbers = _numbers(gathered(question)[3], name, now)
    shown = cards_of(question, set(numbers[:SHOWN]))
    return len(numbers), [shown[number] for number in numbers[:SHOWN] if number in shown]


def _numbers(posts: list[Said], name: str, now: datetime) -> list[int]:
    """Their numbers, the newest first."""
    if name == "open":
        return list(openings(posts, now).open)
    found = [post for post in posts if _is_one(post, name)]
    return [post.number for post in sorted(found, key=lambda post: post.at, reverse=True)]


def _is_one(post: Said, name: str) -> bool:
    return post.organisation if name == "organisations" else not post.organisation and name in marks(post)
