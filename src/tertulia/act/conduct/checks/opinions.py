"""Opinions bought, promises without support, texts that only sell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tertulia.act.conduct.checks import sources
from tertulia.act.conduct.checks.base import STOP, WARNING, Asked, Check, Hit, hits, words
from tertulia.i18n import Text

OPINION = words("opinion")
PRIZE = words("prize")
PROMISE = words("promise")
BEST = words("best")
SELLING = words("selling")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
_OURS = words("ours")
_PEOPLE = words("people")  # the best followers, the best team: thanks, not a claim
_NEAR = 160  # letters between asking for an opinion and what is given for it
MOST_SELLING = 2 / 3


def bought(asked: Asked) -> Iterator[Hit]:
    """An opinion asked for, and something given for it."""
    prizes = list(PRIZE.finditer(asked.plain))
    for found in OPINION.finditer(asked.plain):
        if any(_apart(found, prize) <= _NEAR for prize in prizes):
            cause = Text("The text offers something for an opinion.")
            remedy = Text(
                "Ask for an honest opinion without a prize, or give the prize without asking for one."
            )
            yield Hit(found.start(), found.end(), cause, remedy)
            return


def _apart(one: re.Match[str], other: re.Match[str]) -> int:
    return max(one.start() - other.end(), other.start() - one.end(), 0)


def promising(asked: Asked) -> Iterator[Hit]:
    """Promises and superlatives that somebody must be able to keep or to prove."""
    cause = Text("A promise that somebody must be able to keep, for everyone.")
    remedy = Text("Promise what was decided, for whom and until when, or say what you are doing about it.")
    yield from hits(PROMISE, asked.plain, cause, remedy)
    cause = Text("A claim to be the best needs support that can be shown.")
    remedy = Text("Give the figure and its source, or leave it out.")
    for said in _SENTENCE.finditer(asked.plain):
        if _OURS.search(said.group()) and not _PEOPLE.search(said.group()):
            for found in BEST.finditer(said.group()):
                yield Hit(said.start() + found.start(), said.start() + found.end(), cause, remedy)


def selling(asked: Asked) -> Iterator[Hit]:
    """Most sentences only sell."""
    said = [found for found in _SENTENCE.finditer(asked.plain) if len(found.group().split()) > 1]
    sells = [found for found in said if SELLING.search(found.group())]
    if len(sells) >= 2 and len(sells) / len(said) >= MOST_SELLING:
        cause = Text("{sells} of {said} sentences only sell.", sells=len(sells), said=len(said))
        remedy = Text("Give readers something first: help, a story, an answer.")
        yield Hit(sells[0].start(), sells[0].end(), cause, remedy)


CHECKS = (
    Check(
        "incentive",
        Text("Something given for an opinion"),
        STOP,
        Text(
            "An opinion that was paid for, or that enters a draw, is no longer an opinion; least of all when "
            "it has to be a good one."
        ),
        (sources.WOMMA_OPINION, sources.FTC_REVIEWS, sources.FTC_GUIDES, sources.UNFAIR),
        bought,
    ),
    Check(
        "promise",
        Text("Promise or claim without support"),
        WARNING,
        Text("What is promised binds us, and what is claimed must be provable when it is said."),
        (sources.FTC_HONEST, sources.UNFAIR, sources.WOMMA_OPINION),
        promising,
    ),
    Check(
        "only-sells",
        Text("Text that only sells"),
        WARNING,
        Text("Who follows a channel to be helped leaves when it only sells. It is allowed; it costs."),
        (sources.WOMMA_OPINION,),
        selling,
    ),
)
