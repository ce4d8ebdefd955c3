"""Why there was a peak: what is in it that is not around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tertulia.understand.statistics import Interval, difference
from tertulia.understand.triggers.ranking import Post as Read
from tertulia.understand.triggers.ranking import Uses, distinct, marking
from tertulia.understand.triggers.subjects import Subject

SHOWN = 6


@dataclass(frozen=True)
class Seen:
    """A post near a peak: what it says and feels, when and where it was published, how often it was liked,
    shared and answered (None: unknown), and whether its author had never been seen before."""

    read: Read
    at: datetime
    network: str
    carried: int | None
    is_new: bool


@dataclass(frozen=True)
class Mark:
    """A subject of the peak: `people` inside wrote of it, a share of `inside` against `outside`."""

    subject: Subject
    z: float
    people: int
    inside: float
    outside: float
    posts: tuple[int, ...]


@dataclass(frozen=True)
class Shift:
    """A share that differs inside from outside, with the interval of the difference."""

    name: str
    inside: float
    outside: float
    gap: Interval


@dataclass(frozen=True)
class Explanation:
    """What differs inside a peak: its subjects, the networks and feelings whose share moved beyond chance,
    the share of new authors, the first post about its first subject, and the post carried farthest."""

    marks: tuple[Mark, ...]
    networks: tuple[Shift, ...]
    feelings: tuple[Shift, ...]
    newcomers: Shift | None
    first: int
    most_carried: int | None


def explain(inside: Sequence[Seen], outside: Sequence[Seen]) -> Explanation:
    """Holds the posts of a peak against those around it. Raises ValueError where there are none inside."""
    if not inside:
        raise ValueError("a peak has posts")
    found = marks(inside, outside)
    about = set(found[0].posts) if found else {post.read.number for post in inside}
    first = min((p for p in inside if p.read.number in about), key=lambda p: (p.at, p.read.number))
    carried = [post for post in inside if post.carried]
    return Explanation(
        tuple(found),
        _shifts([p.network for p in inside], [p.network for p in outside]),
        _shifts([p.read.side for p in inside if p.read.side], [p.read.side for p in outside if p.read.side]),
        _newcomers(inside, outside),
        first.read.number,
        max(carried, key=lambda p: (p.carried or 0, -p.read.number)).read.number if carried else None,
    )


def marks(inside: Sequence[Seen], outside: Sequence[Seen]) -> list[Mark]:
    """The subjects that more people write of inside than by chance, the surest first."""
    here, there = Uses(post.read for post in inside), Uses(post.read for post in outside)
    scores = marking(here, there)
    return [_mark(subject, scores[subject], here, there) for subject, _ in distinct(scores, here)[:SHOWN]]


def _mark(subject: Subject, z: float, here: Uses, there: Uses) -> Mark:
    people = len(here.people[subject])
    outside = len(there.people.get(subject, ())) / max(len(there.everyone), 1)
    posts = tuple(sorted({post.number for post in here.posts[subject]}))
    return Mark(subject, z, people, people / len(here.everyone), outside, posts)


def _shifts(inside: Sequence[str], outside: Sequence[str]) -> tuple[Shift, ...]:
    """The values whose share moved beyond chance, the largest move first."""
    here, there = Counter(inside), Counter(outside)
    found = [_shift(name, here[name], len(inside), there[name], len(outside)) for name in here | there]
    moved = [shift for shift in found if shift and shift.gap.beyond_noise]
    return tuple(sorted(moved, key=lambda shift: -abs(shift.gap.value)))


def _shift(name: str, part: int, whole: int, other: int, other_whole: int) -> Shift | None:
    gap = difference(part, whole, other, other_whole)
    return Shift(name, part / whole, other / other_whole, gap) if gap else None


def _newcomers(inside: Sequence[Seen], outside: Sequence[Seen]) -> Shift | None:
    """The share of people whose first post known to us is of these days."""
    here, there = _people(inside), _people(outside)
    return _shift("new", sum(here.values()), len(here), sum(there.values()), len(there))


def _people(posts: Sequence[Seen]) -> dict[Hashable, bool]:
    return {post.read.person: post.is_new for post in posts}
