"""Love and hate in a selection: their balance, and what each gathers around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import common_notes, unread
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers.asking import Record, Sizes, before_of, cards_of, sample, sizes
from tertulia.listen.triggers.naming import number_of
from tertulia.listen.triggers.subjects import as_seen
from tertulia.understand.statistics import Interval
from tertulia.understand.triggers.api import Balance, Post, Side, Subject, Trigger, balance, triggers

SIDES: tuple[Side, ...] = ("positive", "negative")
FORMULA = Text(
    "People who wrote of it with that feeling, each counted once however often they wrote. Ranked by the "
    "log-odds of those people against the people of all other posts read, with an informative Dirichlet "
    "prior (Monroe, Colaresi and Quinn 2008); z above 1.96 and at least 4 people. The share is of all people "
    "who wrote of it; its interval is Wilson's, at 95%."
)


@dataclass(frozen=True)
class Found:
    """What love and hate gather around in the posts of a question; `posts` shows them by number."""

    question: Question
    sizes: Sizes
    sampled: int
    people: dict[Side, int]
    triggers: dict[Side, list[Trigger]]
    posts: dict[int, Record]
    notes: tuple[Text | str, ...]

    @property
    def balance(self) -> Balance:
        return balance(self.sizes.sides)

    def as_dict(self) -> dict[str, Any]:
        """The shape in JSON; `show` is the address query of the posts behind a trigger."""
        return {
            "selection": self.question.selection.query,
            "sample": self.sampled,
            "total": self.sizes.read,
            "passion": _value(self.balance.passion),
            "polarisation": _plain(self.balance.polarisation),
            "net": _value(self.balance.net),
            "love": [self.row(trigger, "positive") for trigger in self.triggers["positive"]],
            "hate": [self.row(trigger, "negative") for trigger in self.triggers["negative"]],
            "formula": str(FORMULA),
            "notes": [str(note) for note in self.notes],
        }

    def row(self, trigger: Trigger, side: Side) -> dict[str, Any]:
        """A trigger as a flat row."""
        behind = selection_of(trigger.subject, side, self.question.selection)
        return {
            "side": side,
            "kind": trigger.subject.kind,
            "subject": trigger.subject.label,
            "also": list(trigger.also),
            "z": round(trigger.z, 3),
            "people": trigger.people,
            "posts": trigger.posts,
            "share": round(trigger.share.value, 4),
            "share_low": round(trigger.share.low, 4),
            "share_high": round(trigger.share.high, 4),
            "part": round(trigger.part, 4),
            "part_before": _plain(trigger.before),
            "direction": trigger.direction,
            "showing": list(trigger.showing),
            "against": list(trigger.against),
            "show": behind.query if behind else None,
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """The triggers of both sides, love first."""
        for side in SIDES:
            yield from (self.row(trigger, side) for trigger in self.triggers[side])


def _value(interval: Interval | None) -> float | None:
    return _plain(interval.value) if interval else None


def _plain(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def find(question: Question) -> Found:
    """The triggers of a selection, from a sample of its posts, with the posts that show them."""
    size = sizes(question)
    posts = _posts(question, size)
    before = _before(question)
    found = {side: triggers(posts, side, before) for side in SIDES}
    shown = {number for each in found.values() for t in each for number in (*t.showing, *t.against)}
    people = {side: len({post.person for post in posts if post.side == side}) for side in SIDES}
    notes = (*_notes(question, size, len(posts)), *common_notes(question))
    return Found(question, size, len(posts), people, found, cards_of(question, shown), notes)


def _posts(question: Question, size: Sizes) -> list[Post]:
    return [seen.read for seen in as_seen(sample(question, size.read), question.selection.zone)]


def _before(question: Question) -> list[Post]:
    earlier = before_of(question)
    return _posts(earlier, sizes(earlier)) if earlier else []


def _notes(question: Question, size: Sizes, sampled: int) -> list[Text | str]:
    notes: list[Text | str] = []
    if sampled < size.read:
        numbers = {"sample": labels.number(sampled), "posts": labels.posts(size.read)}
        notes.append(Text("From a uniform sample of {sample} of {posts}.", **numbers))
    if not question.selection.whose:
        notes.append(Text("Our own posts and reposts are left out."))
    notes.append(
        Text(
            "What a post is about is taken from its words; the sentiment is the whole post’s, not that of a "
            "part of it."
        )
    )
    return [*notes, *unread(size.read, size.all)]


def selection_of(subject: Subject, side: Side, selection: Selection) -> Selection | None:
    """The posts behind a trigger, as near as filters can tell them; none for a theme that has ended."""
    felt = selection.with_filter("sentiments", side)
    if subject.kind == "hashtag":
        return felt.with_filter("hashtags", *selection.hashtags, subject.label.removeprefix("#"))
    if subject.kind == "site":
        return felt.with_filter("domains", *selection.domains, subject.key)
    if subject.kind == "theme":
        number = number_of(subject.label)
        return None if number is None else felt.with_filter("themes", number)
    word = subject.key if subject.kind == "account" else subject.label
    return replace(felt, words=f'{selection.words} "{word}"'.strip())
