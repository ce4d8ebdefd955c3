"""A finding as a sentence, and figures in words."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.understand.conversation.api import Effect, Share
from tertulia.understand.statistics import Interval


@dataclass(frozen=True)
class Sentence:
    """Something told: the sentence, its figure in words, the interval for a bar (None: no share), posts that
    show it, and under which name all its posts can be asked for ("": they cannot)."""

    text: str
    figure: str = ""
    interval: Interval | None = None
    showing: tuple[int, ...] = ()
    behind: str = ""
    tone: str = ""


def of_share(found: Share) -> str:
    """ "18–24%, from 212 posts of 90 accounts", or that it is too few to tell."""
    values = {"posts": labels.posts(found.posts), "people": labels.people(found.people)}
    if found.interval is None:
        return str(Text("too few to tell: {posts} of {people}", **values))
    return str(
        Text(
            "{share} of the people ({range}), from {posts} of {people}",
            share=labels.share(found.interval.value),
            range=labels.share_range(found.interval.low, found.interval.high),
            **values,
        )
    )


def chances(effect: Effect) -> Interval | None:
    """For reactions the probability that a post with it gets more; for answers the share that feels so."""
    gap = effect.difference.gap
    if effect.outcome != "reactions":
        return None
    return Interval(*(min(1.0, max(0.0, 0.5 + bound)) for bound in (gap.value, gap.low, gap.high)))


def of_effect(effect: Effect) -> str:
    """The figure of an effect in words."""
    told = effect.difference
    values = {
        "posts": labels.posts(told.posts_with),
        "others": labels.number(told.posts_without),
        "people": labels.people(told.people),
    }
    if chance := chances(effect):
        values |= {
            "share": labels.share(chance.value, 0),
            "range": labels.share_range(chance.low, chance.high),
        }
        if told.matched:
            return str(
                Text(
                    "one with it gets more than one without, by the same people, in {share} of cases "
                    "({range}); {posts} against {others}, {people} wrote both",
                    **values,
                )
            )
        return str(
            Text(
                "one with it gets more than one without in {share} of cases ({range}); {posts} against "
                "{others}, by {people} at least on each side",
                **values,
            )
        )
    values |= {
        "share": labels.share(told.with_it, 0),
        "other": labels.share(told.without, 0),
        "range": labels.points_range(
            Interval(*(100 * v for v in (told.gap.value, told.gap.low, told.gap.high)))
        ),
    }
    return str(
        Text(
            "{share} of the answers, against {other} to posts without it ({range} points); {posts} with "
            "answers against {others}, {people} at least on each side",
            **values,
        )
    )
