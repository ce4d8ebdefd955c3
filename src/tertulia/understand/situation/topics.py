"""What people speak of against what we speak of, and what grows and fades: people are counted, not posts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tertulia.posts.folding import fold
from tertulia.understand.situation.figures import FEW, Figure, Moved, moved_share, share
from tertulia.understand.statistics import share_odds
from tertulia.understand.triggers.ranking import Post, Uses, distinct
from tertulia.understand.triggers.subjects import Kind, Subject

ASKED = 20  # things most asked about that coverage looks at
LEAST_ASKING = 3  # people, below which a thing is not told
LEAST_PEOPLE = 8  # of a topic that grows or fades, in both spans together
LEAST_OWN = 5  # of our posts on a topic
LEAST_Z = 2.576  # 99 %: many topics are looked at
_WORD = re.compile(r"\w+")
# An account or a site is no topic. A theme may grow; but it is not one thing that a post speaks of or not.
TOPICS: tuple[Kind, ...] = ("term", "name", "hashtag")
MOVING: tuple[Kind, ...] = (*TOPICS, "theme")


@dataclass(frozen=True)
class Topic:
    """A thing that posts are about: who writes of it, and in which posts."""

    subject: Subject
    people: int
    posts: tuple[int, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Movement:
    """A topic's share of the people now and before."""

    topic: Topic
    now: Figure
    moved: Moved
    z: float


@dataclass(frozen=True)
class Outcome:
    """Our posts on a topic: how many of them got an answer or a share, and the same of our other posts."""

    topic: Topic
    part: Figure
    rest: Figure
    gap: Moved


def topics(posts: Iterable[Post], least: int) -> list[Topic]:
    """The things that at least so many people write of, most people first; of those in the same posts one."""
    uses = Uses(_clean(posts))
    # The longer of two that as many write of says more.
    scores = {s: float(len(people)) for s, people in uses.people.items() if len(people) >= least}
    return [Topic(s, len(uses.people[s]), _numbers(uses, s), also) for s, also in distinct(scores, uses)]


def own_topics(ours: Iterable[Post], least: int) -> list[Topic]:
    """What at least so many of our posts are about: each counts, although one party wrote them all."""
    return topics([replace(post, person=("post", post.number)) for post in ours], least)


def _clean(posts: Iterable[Post], kinds: Sequence[Kind] = TOPICS) -> list[Post]:
    return [_only(post, kinds) for post in posts]


def _only(post: Post, kinds: Sequence[Kind]) -> Post:
    return replace(post, subjects=frozenset(s for s in post.subjects if s.kind in kinds))


def _numbers(uses: Uses, subject: Subject) -> tuple[int, ...]:
    return tuple(sorted({post.number for post in uses.posts[subject]}))


def spoken(topics: Sequence[Topic], texts: Iterable[str]) -> list[int]:
    """In how many of the texts each topic, or one of its other names, stands: in one or in many."""
    patterns = [_pattern((topic.subject.label, *topic.also)) for topic in topics]
    found = [0] * len(topics)
    for text in map(fold, texts):
        for number, pattern in enumerate(patterns):
            found[number] += bool(pattern.search(text))
    return found


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """The names as whole words, folded, each word with or without a plural's ending."""
    words = [[re.escape(re.sub(r"e?s$", "", word)) for word in _WORD.findall(fold(name))] for name in names]
    ways = [r"(?:e?s)?\W+".join(each) + r"(?:e?s)?" for each in words if each]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)" if ways else r"(?!)")


def moving(now: Sequence[Post], before: Sequence[Post]) -> list[Movement]:
    """The topics with a share of the people that is another than before, the surest first."""
    here, there = Uses(_clean(now, MOVING)), Uses(_clean(before, MOVING))
    size, other = len(here.everyone), len(there.everyone)
    if min(size, other) < FEW:
        return []
    mine, theirs = _counts(here), _counts(there)
    everything = {**dict.fromkeys(theirs, 0), **mine}
    odds = share_odds(everything, size, theirs, other)
    by_name = {_name(s): s for s in (*there.people, *here.people)}
    scores = {
        by_name[name]: abs(z)
        for name, z in odds.items()
        if abs(z) > LEAST_Z and everything[name] + theirs.get(name, 0) >= LEAST_PEOPLE
    }
    together = Uses(_clean([*now, *before], MOVING))
    found = [_movement(s, also, odds[_name(s)], here, there) for s, also in distinct(scores, together)]
    return [movement for movement in found if movement is not None]


def _movement(subject: Subject, also: tuple[str, ...], z: float, here: Uses, there: Uses) -> Movement | None:
    mine, theirs = len(here.people.get(subject, ())), len(there.people.get(subject, ()))
    moved = moved_share(mine, len(here.everyone), theirs, len(there.everyone))
    if moved is None or moved.direction == "steady":
        return None
    numbers = _numbers(here if mine >= theirs else there, subject)
    return Movement(Topic(subject, mine, numbers, also), share(mine, len(here.everyone)), moved, z)


def _counts(uses: Uses) -> dict[str, int]:
    return {_name(subject): len(people) for subject, people in uses.people.items()}


def _name(subject: Subject) -> str:
    return f"{subject.kind}:{subject.key}"


def outcomes(ours: Sequence[Post], echoed: set[int]) -> list[Outcome]:
    """For each topic of ours, the share of its posts that were answered or shared (their numbers are in
    `echoed`) against the rest's, the widest difference first. Posts are counted: they are all ours."""
    by_topic = own_topics(ours, LEAST_OWN)
    found = [_outcome(topic, [post.number for post in ours], echoed) for topic in by_topic]
    return sorted((o for o in found if o is not None), key=lambda o: -abs(o.gap.by))


def _outcome(topic: Topic, ours: Sequence[int], echoed: set[int]) -> Outcome | None:
    about = set(topic.posts)
    rest = [number for number in ours if number not in about]
    part, other = len(about & echoed), sum(number in echoed for number in rest)
    gap = moved_share(part, len(about), other, len(rest))
    if gap is None:
        return None
    return Outcome(topic, share(part, len(about)), share(other, len(rest)), gap)
