"""How a conversation takes what is said in it: what is praised and what is punished, and how organisations
fare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tertulia.understand.conversation.customs import Marks, showing
from tertulia.understand.conversation.people import Difference, Measured, difference, ranks, surely
from tertulia.understand.conversation.said import Said
from tertulia.understand.statistics import Interval, wilson
from tertulia.understand.statistics import difference as of_shares

Outcome = Literal["reactions", "negative", "positive"]
OUTCOMES: tuple[Outcome, ...] = ("reactions", "negative", "positive")
SIDES = ("negative", "positive")
RIPE = timedelta(hours=6)  # a younger post has not got yet what it will get
TRIED = (
    *(
        "question",
        "complaint",
        "praise",
        "suggestion",
        "thanks",
        "greeting",
        "humour",
        "irony",
        "coarse",
        "emoji",
    ),
    *("capitals", "hashtag", "link", "media", "long", "naming", "tu", "usted", "slang"),
)
LEAST_ANSWERS = 20  # by distinct people, to organisations and to people alike
LEAST_OF_ORGANISATIONS = 30  # posts


@dataclass(frozen=True)
class Effect:
    """What a mark does to an outcome. For reactions `gap` is the probability that a post with it gets more
    than one without, less a half; for answers the difference of the shares that feel so. `showing` are posts
    with it."""

    mark: str
    outcome: Outcome
    difference: Difference
    showing: tuple[int, ...]

    @property
    def praised(self) -> bool:
        """Whether it speaks for doing so."""
        return (self.difference.gap.value > 0) == (self.outcome != "negative")


@dataclass(frozen=True)
class Taken:
    """`sure` are the effects told, the largest first; `unsure` those tried that may be chance; `untold` the
    marks and outcomes of which too few people's posts have or lack them."""

    sure: tuple[Effect, ...]
    unsure: tuple[Effect, ...]
    untold: tuple[tuple[str, Outcome], ...]

    def of(self, mark: str, outcome: Outcome) -> Effect | None:
        return next((e for e in (*self.sure, *self.unsure) if (e.mark, e.outcome) == (mark, outcome)), None)

    def is_sure(self, effect: Effect) -> bool:
        return effect in self.sure


def taken(posts: Sequence[Said], marked: Marks, now: datetime) -> Taken:
    """What the conversation praises and punishes in people's posts. An effect against another way of writing
    is told only if it is beyond chance with all that were tried counted in."""
    of_people = [post for post in posts if not post.organisation]
    found: list[Effect] = []
    untold: list[tuple[str, Outcome]] = []
    for outcome in OUTCOMES:
        fared = outcomes(of_people, outcome, now)
        for mark in TRIED:
            having = [Measured(p.person, mark in marked[p.number], value) for p, value in fared]
            told = difference(having, ranked=outcome == "reactions")
            if told is None:
                untold.append((mark, outcome))
            else:
                showing_it = [p for p, _ in fared if mark in marked[p.number]]
                found.append(Effect(mark, outcome, told, _showing(showing_it, outcome)))
    sure = surely(found, lambda effect: effect.difference.p)
    sure = [effect for effect in sure if effect.difference.gap.beyond_noise]
    unsure = [effect for effect in found if effect not in sure]
    return Taken(
        tuple(sorted(sure, key=lambda e: -abs(e.difference.gap.value))), tuple(unsure), tuple(untold)
    )


def _showing(posts: Sequence[Said], outcome: Outcome) -> tuple[int, ...]:
    if outcome == "reactions":
        return showing(posts)
    return showing([p for p in posts if any(a.sentiment == outcome for a in p.answers_of_others)])


def outcomes(posts: Sequence[Said], outcome: Outcome, now: datetime) -> list[tuple[Said, float]]:
    """How each post fared, of those of which it can be told."""
    if outcome == "reactions":
        if not counted(posts):
            return []
        ripe = [post for post in posts if post.reactions is not None and now - post.at >= RIPE]
        placed = ranks([((post.network, post.answering), post.reactions or 0) for post in ripe])
        return list(zip(ripe, placed, strict=True))
    read = [(post, [a for a in post.answers_of_others if a.sentiment is not None]) for post in posts]
    return [(post, sum(a.sentiment == outcome for a in told) / len(told)) for post, told in read if told]


def counted(posts: Sequence[Said]) -> bool:
    """Whether reactions are known of most posts: those of a part of them, of one network or of our own
    accounts, would speak for all."""
    return 2 * sum(post.reactions is not None for post in posts) >= len(posts)


Welcome = Literal["welcome", "as anyone", "mixed", "unwelcome", "unknown", "absent"]


@dataclass(frozen=True)
class Received:
    """How organisations' posts fared beside people's. `reactions`: the probability that one of theirs gets
    more than one of a person's (same network, same place), its interval over posts; `negative` and
    `positive`: the share of the people who answered them that feel so, less the share of those who answered
    people. None: too few to tell."""

    verdict: Welcome
    organisations: int
    posts: int
    answers: int
    reactions: Interval | None
    negative: Interval | None
    positive: Interval | None
    negative_share: Interval | None
    positive_share: Interval | None
    well: tuple[int, ...]
    badly: tuple[int, ...]


def received(posts: Sequence[Said], now: datetime) -> Received:
    """How organisations are received."""
    theirs = [post for post in posts if post.organisation]
    answers = _feelings(posts, True)
    reactions = _compared(posts, now)
    negative, positive = (_gap(posts, side) for side in SIDES)
    enough = len(answers) >= LEAST_ANSWERS
    shares = {side: wilson(answers.count(side), len(answers)) if enough else None for side in SIDES}
    return Received(
        _verdict(len(theirs), reactions, negative, positive),
        len({post.person for post in theirs}),
        len(theirs),
        len(answers),
        reactions,
        negative,
        positive,
        shares["negative"],
        shares["positive"],
        _answers_to(theirs, "positive"),
        _answers_to(theirs, "negative"),
    )


def _feelings(posts: Sequence[Said], organisation: bool) -> list[str]:
    """How each person who answered organisations (or people) feels: by most of their answers, the worse on a
    tie."""
    of: dict[object, list[str]] = {}
    for post in posts:
        for answer in post.answers_of_others if post.organisation == organisation else ():
            if answer.sentiment is not None and not answer.organisation:
                of.setdefault(answer.person, []).append(answer.sentiment)
    return [max(("negative", "positive", "neutral"), key=each.count) for each in of.values()]


def _gap(posts: Sequence[Said], side: str) -> Interval | None:
    here, there = _feelings(posts, True), _feelings(posts, False)
    if min(len(here), len(there)) < LEAST_ANSWERS:
        return None
    return of_shares(here.count(side), len(here), there.count(side), len(there))


def _compared(posts: Sequence[Said], now: datetime) -> Interval | None:
    """The probability that an organisation's post gets more reactions than a person's; organisations are few,
    so that posts and not they are the draws. Only places where both write count."""
    if not counted([post for post in posts if not post.organisation]):
        return None
    fared = outcomes(posts, "reactions", now)
    theirs, ours = (
        {(p.network, p.answering) for p, _ in fared if p.organisation == is_one} for is_one in (True, False)
    )
    shared = [(p, value) for p, value in fared if (p.network, p.answering) in theirs & ours]
    told = [Measured(p.number, p.organisation, value) for p, value in shared]
    if sum(each.has for each in told) < LEAST_OF_ORGANISATIONS or (found := difference(told)) is None:
        return None
    return Interval(
        *(min(1.0, max(0.0, 0.5 + bound)) for bound in (found.gap.value, found.gap.low, found.gap.high))
    )


def _verdict(
    posts: int, reactions: Interval | None, negative: Interval | None, positive: Interval | None
) -> Welcome:
    if not posts:
        return "absent"
    less = (
        bool(reactions and reactions.high < 0.5)
        + bool(positive and positive.high < 0)
        + bool(negative and negative.low > 0)
    )
    more = (
        bool(reactions and reactions.low > 0.5)
        + bool(positive and positive.low > 0)
        + bool(negative and negative.high < 0)
    )
    if reactions is negative is positive is None:
        return "unknown"
    if less and more:
        return "mixed"
    return "unwelcome" if less else "welcome" if more else "as anyone"


def _answers_to(theirs: Sequence[Said], side: str) -> tuple[int, ...]:
    """Answers to organisations that feel so, each by another person and to another post first."""
    found = [answer for post in theirs for answer in post.answers_of_others if answer.sentiment == side]
    chosen: dict[object, int] = {}
    for answer in found:
        chosen.setdefault(answer.person, answer.number)
    return tuple(chosen.values())[:3]
