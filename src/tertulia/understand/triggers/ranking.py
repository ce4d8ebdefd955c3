"""What love and hate gather around: subjects of which more of those who love (or hate) write than by chance.

People are counted, not posts: who writes ten times of a thing is one. A subject is ranked by the log-odds of
its people against those of all other posts read, with an informative Dirichlet prior (Monroe, Colaresi and
Quinn 2008), and is shown from a few distinct people on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tertulia.understand.statistics import Interval, difference, share_odds, wilson
from tertulia.understand.triggers.subjects import Subject

Side = Literal["positive", "negative"]
Direction = Literal["up", "down", "steady", "new", "unknown"]
LEAST_Z = 1.96
LEAST_PEOPLE = 4  # of fewer nothing is said
LEAST_SIDE = 20  # people who love, or who hate, below which their triggers are not told
SHOWN = 15
SHOWING, AGAINST = 3, 2
ALIKE = 0.6  # share of posts in common from which two subjects are one
_MORE = 3  # other names of a subject that are told


@dataclass(frozen=True)
class Post:
    """A post that was read: who wrote it, how it feels with what probability, what it is about. `same` is the
    same for posts that say the same."""

    number: int
    person: Hashable
    side: str
    probability: float
    subjects: frozenset[Subject]
    same: Hashable = None


@dataclass(frozen=True)
class Trigger:
    """A subject that love or hate gathers around.

    `people` wrote of it with that feeling, in `posts` posts; `share` of all the people who wrote of it that
    feels so, with its interval; `part` is its share of the people on that side, here and `before` (None:
    there was too little to compare). `showing` are posts that show it, `against` some that feel the opposite.
    """

    subject: Subject
    z: float
    people: int
    posts: int
    share: Interval
    part: float
    before: float | None
    direction: Direction
    showing: tuple[int, ...]
    against: tuple[int, ...]
    also: tuple[str, ...] = ()


class Uses:
    """Who writes of each subject on a side, and in which posts."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self.people: dict[Subject, set[Hashable]] = defaultdict(set)
        self.posts: dict[Subject, list[Post]] = defaultdict(list)
        self.everyone: set[Hashable] = set()
        for post in posts:
            self.everyone.add(post.person)
            for subject in post.subjects:
                self.people[subject].add(post.person)
                self.posts[subject].append(post)


def triggers(posts: Sequence[Post], side: Side, before: Sequence[Post] = ()) -> list[Trigger]:
    """The subjects of that side, the most telling first; none where fewer than LEAST_SIDE people are on it.

    `before` are the posts of the window before, for the direction of change.
    """
    mine = Uses(post for post in posts if post.side == side)
    others = Uses(post for post in posts if post.side != side)
    earlier = Uses(post for post in before if post.side == side)
    if len(mine.everyone) < LEAST_SIDE:
        return []
    scores = marking(mine, others)
    opposite = "positive" if side == "negative" else "negative"
    return [
        _trigger(subject, also, scores[subject], mine, others, earlier, opposite)
        for subject, also in distinct(scores, mine)
    ]


def marking(here: Uses, there: Uses) -> dict[Subject, float]:
    """The z-score of each subject that marks the first, of those that enough people write of."""
    mine, theirs = _people(here), _people(there)
    known = {_name(subject): subject for subject in here.people}
    scores = share_odds(mine, len(here.everyone), theirs, len(there.everyone))
    return {known[name]: z for name, z in scores.items() if z > LEAST_Z and mine[name] >= LEAST_PEOPLE}


def _people(uses: Uses) -> dict[str, int]:
    return {_name(subject): len(people) for subject, people in uses.people.items()}


def _name(subject: Subject) -> str:
    return f"{subject.kind}:{subject.key}"


def distinct(scores: dict[Subject, float], mine: Uses) -> list[tuple[Subject, tuple[str, ...]]]:
    """The subjects, the highest score first; of those in the same posts only one, with the others' names.
    Of two that score the same the longer says more."""
    chosen: list[tuple[Subject, set[int], list[str]]] = []
    for subject in sorted(scores, key=lambda subject: (-scores[subject], -len(subject.key), subject.key)):
        numbers = {post.number for post in mine.posts[subject]}
        same = next((names for _, known, names in chosen if _alike(numbers, known)), None)
        if same is None:
            if len(chosen) == SHOWN:
                continue
            chosen.append((subject, numbers, []))
        elif subject.label not in same:
            same.append(subject.label)
    return [(subject, tuple(names[:_MORE])) for subject, _, names in chosen]


def _alike(one: set[int], other: set[int]) -> bool:
    return len(one & other) >= ALIKE * min(len(one), len(other)) and len(one & other) >= ALIKE**2 * len(
        one | other
    )


def _trigger(
    subject: Subject, also: tuple[str, ...], z: float, mine: Uses, others: Uses, earlier: Uses, opposite: str
) -> Trigger:
    people, size = len(mine.people[subject]), len(mine.everyone)
    anyone = len(mine.people[subject] | others.people.get(subject, set()))
    share = wilson(people, anyone)
    assert share is not None  # somebody wrote of it
    before, direction = _change(people, size, len(earlier.people.get(subject, ())), len(earlier.everyone))
    against = [post for post in others.posts.get(subject, ()) if post.side == opposite]
    return Trigger(
        subject,
        z,
        people,
        len(mine.posts[subject]),
        share,
        people / size,
        before,
        direction,
        _clearest(mine.posts[subject], SHOWING),
        _clearest(against, AGAINST),
        also,
    )


def _change(people: int, size: int, earlier: int, earlier_size: int) -> tuple[float | None, Direction]:
    """The subject's share of the side's people before, and where it went beyond chance."""
    if earlier_size < LEAST_SIDE:
        return None, "unknown"
    gap = difference(people, size, earlier, earlier_size)
    assert gap is not None  # neither side is empty
    if not gap.beyond_noise:
        return earlier / earlier_size, "steady"
    if gap.value < 0:
        return earlier / earlier_size, "down"
    return earlier / earlier_size, "up" if earlier else "new"


def _clearest(posts: Sequence[Post], most: int) -> tuple[int, ...]:
    """The posts that feel it most surely, each by another person and saying another thing."""
    chosen: list[int] = []
    seen: set[tuple[str, Hashable]] = set()
    for post in sorted(posts, key=lambda post: (-post.probability, post.number)):
        marks = {("person", post.person), ("same", post.number if post.same is None else post.same)}
        if not marks & seen:
            chosen.append(post.number)
            seen |= marks
        if len(chosen) == most:
            break
    return tuple(chosen)
