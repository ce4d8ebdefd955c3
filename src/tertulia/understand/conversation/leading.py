"""Who leads a conversation, and whether it is of a few voices or of many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from tertulia.understand.conversation.customs import showing
from tertulia.understand.conversation.said import Said
from tertulia.understand.conversation.taking import counted

LEAST_TAKING_UP = 3  # distinct people who answer someone, of fewer nobody leads
SHOWN = 6
LEAST_VOICES = 10
FEW_VOICES = 0.1  # share of the people who write half of the posts, up to which a few lead


@dataclass(frozen=True)
class Leader:
    """Someone who is taken up: by how many distinct others (answers and shares that we know), the likes and
    shares that the network counts (None: it tells none), and how many posts they wrote."""

    person: Hashable
    taken_up_by: int
    reactions: int | None
    posts: int
    organisation: bool
    showing: tuple[int, ...]


@dataclass(frozen=True)
class Leading:
    """`by`: whether leaders are told by distinct people who took them up, or only by the network's counters,
    which do not say whose they are; "nothing" where neither is known. `half` people wrote half of all
    posts."""

    leaders: tuple[Leader, ...]
    by: Literal["people", "counters", "nothing"]
    people: int
    half: int
    voices: Literal["few", "many", "between", "unknown"]
    organisations: int
    posts_of_organisations: int


def leading(posts: Sequence[Said]) -> Leading:
    """Who is taken up most, and how many people carry the conversation."""
    of: dict[Hashable, list[Said]] = defaultdict(list)
    for post in posts:
        of[post.person].append(post)
    found = [_leader(person, theirs) for person, theirs in of.items()]
    by_people = sorted((e for e in found if e.taken_up_by >= LEAST_TAKING_UP), key=lambda e: -e.taken_up_by)
    known = [e for e in found if e.reactions] if counted(posts) else []
    by_counters = sorted(known, key=lambda e: -(e.reactions or 0))
    chosen = by_people or by_counters
    half = _half(Counter({person: len(theirs) for person, theirs in of.items()}))
    organisations = {post.person for post in posts if post.organisation}
    return Leading(
        tuple(chosen[:SHOWN]),
        "people" if by_people else "counters" if by_counters else "nothing",
        len(of),
        half,
        _voices(half, len(of)),
        len(organisations),
        sum(post.organisation for post in posts),
    )


def _leader(person: Hashable, theirs: Sequence[Said]) -> Leader:
    counted = [post.reactions for post in theirs if post.reactions is not None]
    others = frozenset[Hashable]().union(*(post.taken_up_by for post in theirs))
    is_one = any(post.organisation for post in theirs)
    ordered = sorted(theirs, key=lambda post: -len(post.taken_up_by))[:1]
    return Leader(
        person,
        len(others),
        sum(counted) if counted else None,
        len(theirs),
        is_one,
        showing(ordered or theirs, 1),
    )


def _half(posts: Counter[Hashable]) -> int:
    """The fewest people who together wrote half of the posts."""
    told, people = 0, 0
    for _, count in posts.most_common():
        if 2 * told >= posts.total():
            break
        told, people = told + count, people + 1
    return people


def _voices(half: int, people: int) -> Literal["few", "many", "between", "unknown"]:
    if people < LEAST_VOICES:
        return "unknown"
    if half <= max(2, FEW_VOICES * people):
        return "few"
    return "many" if half >= people / 4 else "between"
