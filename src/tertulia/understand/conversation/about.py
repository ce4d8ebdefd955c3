"""What a conversation is about: what more of its people write of than others do, and posts that are typical
of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from tertulia.understand.conversation.said import Said
from tertulia.understand.triggers.api import Post, Subject
from tertulia.understand.triggers.ranking import Uses, distinct, marking

SHOWN = 12
TYPICAL = 3
CARRIED_Z = 3.0  # of many subjects tried some would pass a lower one by chance
LEAST_CARRIED = 6  # people


@dataclass(frozen=True)
class Topic:
    """A subject with the other names of it, how many people write of it, and posts that show it."""

    subject: Subject
    also: tuple[str, ...]
    people: int
    showing: tuple[int, ...]


def topics(posts: Sequence[Post], around: Sequence[Post]) -> list[Topic]:
    """What sets the posts apart from those around them; without any around, what most people write of."""
    mine, others = Uses(posts), Uses(around)
    if others.everyone:
        scores = marking(mine, others)
    else:
        scores = {s: float(len(people)) for s, people in mine.people.items() if len(people) >= 3}
    return [_topic(subject, also, mine) for subject, also in distinct(scores, mine)[:SHOWN]]


def _topic(subject: Subject, also: tuple[str, ...], mine: Uses) -> Topic:
    first: dict[Hashable, int] = {}
    for post in mine.posts[subject]:
        first.setdefault(post.person, post.number)
    return Topic(subject, also, len(mine.people[subject]), tuple(first.values())[:3])


def typical(posts: Sequence[Post], found: Sequence[Topic], lengths: Mapping[int, int]) -> tuple[int, ...]:
    """The posts that say most of what the conversation is about in the fewest words, each by another person
    and saying another thing."""
    weights = {topic.subject: log2(1 + topic.people) for topic in found}
    scores: dict[int, float] = defaultdict(float)
    for post in posts:
        told = sum(weights.get(subject, 0.0) for subject in post.subjects)
        scores[post.number] = told / max(60, lengths.get(post.number, 60)) ** 0.5
    chosen: list[int] = []
    seen: set[Hashable] = set()
    for post in sorted(posts, key=lambda post: (-scores[post.number], post.number)):
        marks = {("person", post.person), ("same", post.same)}
        if scores[post.number] and not marks & seen and len(chosen) < TYPICAL:
            chosen.append(post.number)
            seen |= marks
    return tuple(chosen)


def carried(posts: Sequence[Post], fared: Sequence[tuple[Said, float]]) -> list[Topic]:
    """The subjects that more people write of in the upper third of the posts by reactions than in the
    others."""
    places = {post.number: value for post, value in fared}
    told = [post for post in posts if post.number in places]
    upper = Uses(post for post in told if places[post.number] >= 2 / 3)
    lower = Uses(post for post in told if places[post.number] < 2 / 3)
    scores = {
        subject: z
        for subject, z in marking(upper, lower).items()
        if z >= CARRIED_Z and len(upper.people[subject]) >= LEAST_CARRIED
    }
    return [_topic(subject, also, upper) for subject, also in distinct(scores, upper)[:5]]
