"""What was asked and nobody answered: where one could be of help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tertulia.understand.conversation.cues import LANGUAGES, cues, plain
from tertulia.understand.conversation.said import Said
from tertulia.understand.statistics import Interval, wilson

WAITED = timedelta(hours=6)
ASKING = frozenset({"question", "request", "seeks_recommendation"})
LEAST = 10  # questions, of fewer no share is told
SHOWN = 12
_LEAST_WORDS = 4
# A question that wants no answer: it blames, or answers itself.
_RHETORICAL = re.compile(
    r"hasta cuando|no (?:os|les|le|te) da verguenza|que verguenza|verdad\?|no\?\s*$|de verdad\?|en serio\?|"
    r"really\?\s*$|seriously\?|are you (?:kidding|serious)|how dare|right\?\s*$|isn't it\?|who cares"
)


@dataclass(frozen=True)
class Openings:
    """`told` says whether enough answers are known to tell what was answered. `open` are the posts nobody
    answered, those that seek in so many words first, then the newest; `asked` how many asked in all and long
    enough ago, `unanswered` the share without an answer."""

    told: bool
    open: tuple[int, ...]
    asked: int
    count: int
    unanswered: Interval | None


def openings(posts: Sequence[Said], now: datetime) -> Openings:
    """Questions and requests of people, to which nobody is known to have answered within WAITED of now."""
    asked = [post for post in posts if asks(post) and now - post.at >= WAITED]
    waiting = [post for post in asked if not is_answered(post)]
    shown = sorted(waiting, key=lambda post: (seeks(post), post.at, post.number), reverse=True)
    told = knows_answers(posts)
    share = wilson(len(waiting), len(asked)) if told and len(asked) >= LEAST else None
    return Openings(told, tuple(post.number for post in shown[:SHOWN]), len(asked), len(waiting), share)


def asks(post: Said) -> bool:
    """Whether somebody wants to know or to have something, and not only to blame."""
    if post.own or post.organisation or post.irony or not post.intents & ASKING:
        return False
    words = plain(post.text)
    if len(words.split()) < _LEAST_WORDS or _RHETORICAL.search(words):
        return False
    if seeks(post) or "request" in post.intents:
        return True
    return "?" in post.text and not post.links and "http" not in post.text  # with a link: a headline


def seeks(post: Said) -> bool:
    """Whether it says in so many words that it wants to know."""
    return post.lang in LANGUAGES and bool(cues(post.lang)["seeking"].search(plain(post.text)))


def knows_answers(posts: Sequence[Said]) -> bool:
    """Whether silence means anything: the network counts answers, or enough of them were read."""
    counted = sum(post.replies is not None for post in posts)
    return counted * 2 >= len(posts) or sum(is_answered(post) for post in posts) >= LEAST


def is_answered(post: Said) -> bool:
    """By another, as far as we know: an answer that we have, or one that the network counts."""
    return bool(post.answers_of_others) or bool(post.replies)
