"""The tone and the unwritten rules of a conversation: how often people do each thing in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tertulia.understand.conversation.cues import ADDRESS, length
from tertulia.understand.conversation.people import LEAST, Share, share
from tertulia.understand.conversation.said import Said
from tertulia.understand.situation.api import Figure, quantile

Level = Literal["usual", "common", "sometimes", "rare", "unknown"]
USUAL, COMMON, RARE, SEEN = 0.5, 0.25, 0.12, 0.03
Marks = Mapping[int, frozenset[str]]
# What is told of each mark: in which languages it can be seen at all (None: in all).
LOOKED_AT: dict[str, tuple[str, ...] | None] = {
    "greeting": ("es", "en"),
    "thanks": ("es", "en"),
    "slang": ("es", "en"),
    "contractions": ("en",),
    "humour": ("es", "en"),
    "irony": None,
    "coarse": None,
    "emoji": None,
    "capitals": None,
    "hashtag": None,
    "link": None,
    "media": None,
}


@dataclass(frozen=True)
class Custom:
    """How usual a mark is; `showing` are posts that have it, each by another person."""

    mark: str
    share: Share
    level: Level
    showing: tuple[int, ...]


@dataclass(frozen=True)
class Address:
    """How people who write Spanish address somebody: each form's share of those who use any, the commonest
    first. `usual` is the form that surely more than half of them use, "" where none is."""

    forms: tuple[Custom, ...]
    usual: str


@dataclass(frozen=True)
class Customs:
    """All that is usual. `languages` are told by share of the people, `length` in characters without
    links."""

    customs: tuple[Custom, ...]
    address: Address
    languages: tuple[tuple[str, Share], ...]
    length: Figure


def customs(posts: Sequence[Said], marked: Marks) -> Customs:
    """What people do; the posts of organisations are left out, since they follow rules of their own."""
    of_people = [post for post in posts if not post.organisation]
    return Customs(
        tuple(_custom(mark, _where(mark, of_people), marked) for mark in LOOKED_AT),
        _address(of_people, marked),
        _languages(of_people),
        quantile([length(post.text) for post in of_people], 0.5, "count"),
    )


def _where(mark: str, posts: Sequence[Said]) -> list[Said]:
    """The posts in which it can be seen whether they have the mark."""
    if mark == "irony":
        return [post for post in posts if post.irony is not None]
    if mark == "media" and not any(post.media for post in posts):
        return []  # whatever brought the posts does not tell
    if mark == "coarse":
        return [post for post in posts if post.offensive is not None]
    languages = LOOKED_AT.get(mark, ("es",))
    return [post for post in posts if languages is None or post.lang in languages]


def _custom(mark: str, posts: Sequence[Said], marked: Marks) -> Custom:
    found = share((post.person, mark in marked[post.number]) for post in posts)
    return Custom(mark, found, level(found), showing([p for p in posts if mark in marked[p.number]]))


def level(found: Share) -> Level:
    """How usual it is, as surely as the interval says; "unknown" of too few people, or where it may be rare
    or not."""
    if found.interval is None:
        return "unknown"
    if found.interval.low > USUAL:
        return "usual"
    if found.interval.high < RARE:
        return "rare"
    if found.interval.low < SEEN:
        return "unknown"
    return "common" if found.interval.low > COMMON else "sometimes"


def showing(posts: Sequence[Said], most: int = 3) -> tuple[int, ...]:
    """Some of the posts, those that got most reactions first, each by another person."""
    chosen: dict[object, int] = {}
    for post in sorted(posts, key=lambda post: (-(post.reactions or 0), -len(post.taken_up_by), post.number)):
        if len(chosen) < most:
            chosen.setdefault(post.person, post.number)
    return tuple(chosen.values())


def _address(posts: Sequence[Said], marked: Marks) -> Address:
    addressing = [post for post in posts if post.lang == "es" and marked[post.number] & set(ADDRESS)]
    forms = [_custom(form, addressing, marked) for form in ADDRESS]
    forms.sort(key=lambda form: -(form.share.interval.value if form.share.interval else 0.0))
    surely = [form.mark for form in forms if form.share.interval and form.share.interval.low > USUAL]
    return Address(tuple(forms), surely[0] if len(surely) == 1 else "")


def _languages(posts: Sequence[Said]) -> tuple[tuple[str, Share], ...]:
    """Languages by share of the people, of the posts of which the language is known."""
    known = [post for post in posts if post.lang]
    written = Counter(post.lang or "" for post in known)
    found = [
        (lang, share((p.person, p.lang == lang) for p in known)) for lang, n in written.items() if n >= 2
    ]
    told = [pair for pair in found if pair[1].interval is not None]
    return tuple(sorted(told, key=lambda pair: -pair[1].interval.value))[:5]  # type: ignore[union-attr]


def few(posts: Sequence[Said]) -> bool:
    """Whether too few people take part for anything to be called usual."""
    return len({post.person for post in posts}) < LEAST
