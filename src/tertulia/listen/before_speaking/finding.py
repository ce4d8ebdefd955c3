"""What there is to know of a conversation before one speaks in it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from tertulia.i18n import Text
from tertulia.listen.before_speaking.asking import Record, Size, answers_to, posts_of, size_of
from tertulia.listen.before_speaking.gathering import organisations_in, person_of, said
from tertulia.listen.before_speaking.knowing import known_organisations
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.conditions import terms
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import common_notes
from tertulia.listen.monitors.api import monitors
from tertulia.listen.situation.naming import Names
from tertulia.listen.situation.naming import terms as searched_for
from tertulia.listen.triggers.asking import cards_of
from tertulia.listen.triggers.subjects import as_seen
from tertulia.understand.conversation.api import (
    LEAST_POSTS,
    Conversation,
    How,
    Life,
    Said,
    Topic,
    carried,
    conversation,
    life,
    outcomes,
    topics,
    typical,
)
from tertulia.understand.triggers.api import Post

AROUND = 1_500  # posts of the others that a topic is told apart from
SHORTENERS = frozenset({"t.co", "bit.ly", "buff.ly", "ow.ly", "tinyurl.com", "dlvr.it", "goo.gl", "lnkd.in"})
_LEAST_AROUND = 100


@dataclass(frozen=True)
class Found:
    """A conversation as it stands. `how` says of each organisation how it is told; `names` are people as a
    page calls them, with their "network:handle"; `life` is None where there is no post."""

    question: Question
    size: Size
    posts: list[Said]
    life: Life | None
    told: Conversation
    topics: list[Topic]
    carried: list[Topic]
    typical: tuple[int, ...]
    how: Mapping[Hashable, How]
    names: Mapping[Hashable, tuple[str, str]]
    notes: tuple[Text | str, ...]

    @property
    def is_few(self) -> bool:
        return self.size.posts < LEAST_POSTS

    def cards(self, numbers: set[int]) -> dict[int, Record]:
        """Posts by number as lists show them."""
        return cards_of(self.question, numbers)


def find(question: Question, now: datetime) -> Found:
    """All that is told of the conversation that a selection is."""
    size, found, how, posts = gathered(question)
    mine, around = _subjects(question, found)
    about = topics(mine, around)
    return Found(
        question,
        size,
        posts,
        life(size.first, size.posts, size.newest, now) if size.first else None,
        conversation(posts, now),
        about,
        carried(mine, outcomes([p for p in posts if not p.organisation], "reactions", now)),
        typical(mine, about, {row["post"]: len(row["text"]) for row in found}),
        how,
        {person_of(row): _name(row) for row in found},
        (*_notes(size, len(found)), *common_notes(question)),
    )


def gathered(question: Question) -> tuple[Size, list[Record], dict[Hashable, How], list[Said]]:
    """How large the conversation is, a sample of its rows, who in it is an organisation, and the same as
    posts."""
    size = size_of(question)
    found = posts_of(question, size.posts)
    how = organisations_in(found, known_organisations(question.store))
    return size, found, how, said(found, answers_to(question, [row["post"] for row in found]), how)


def _name(row: Record) -> tuple[str, str]:
    handle = row["author"] or ""
    shown = row["author_name"] or handle or str(Text("Unknown author"))
    return shown, f"{row['network']}:{handle.lower()}" if handle else ""


def _subjects(question: Question, found: list[Record]) -> tuple[list[Post], list[Post]]:
    """What the posts, and those around them in the same days, are about. What was searched for says nothing
    new."""
    numbers = {row["post"] for row in found}
    around = [row for row in _around(question) if row["post"] not in numbers]
    if len(around) < _LEAST_AROUND:
        around = []
    rows = [row | {"probability": 0.5, "counted": False, "first_seen": None} for row in [*found, *around]]
    searched = _searched(question)
    told = [_said_new(searched.without(each.read)) for each in as_seen(rows, question.selection.zone)]
    return told[: len(found)], told[len(found) :]


def _around(question: Question) -> list[Record]:
    if not question.selection.is_filtered:
        return []
    others = question.of(question.selection.unfiltered())
    return posts_of(others, size_of(others).posts, AROUND)


def _searched(question: Question) -> Names:
    """The words and hashtags of the selection, and those of its monitors' searches."""
    chosen = [monitor for monitor in monitors() if monitor.id in question.selection.monitors]
    named = [term for monitor in chosen for term in (monitor.name, *searched_for(monitor))]
    words = [phrase for excluded, phrase in terms(question.selection.words) if not excluded]
    return Names([*named, *words, *question.selection.hashtags])


def _said_new(post: Post) -> Post:
    return replace(post, subjects=frozenset(s for s in post.subjects if s.key not in SHORTENERS))


def _notes(size: Size, sampled: int) -> list[Text | str]:
    notes: list[Text | str] = []
    if sampled < size.posts:
        numbers = {"sample": labels.number(sampled), "posts": labels.posts(size.posts)}
        notes.append(Text("From a uniform sample of {sample} of {posts}.", **numbers))
    notes.append(
        Text("Reposts and private messages are left out, and people’s habits are told without organisations.")
    )
    notes.append(Text("Only what was read is known: a network may hold more posts and more answers."))
    return notes
