"""Which side a finding stands on: strength, weakness, opportunity or threat. Plain rules, each told in words.

Strength and weakness are ours; opportunity and threat come from outside. What is too few to tell stands on no
side, and what no rule touches is there to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tertulia.i18n import Text
from tertulia.understand.situation.figures import FEW, Figure, Moved

Side = Literal["strength", "weakness", "opportunity", "threat"]
SIDES: tuple[Side, ...] = ("strength", "weakness", "opportunity", "threat")
WELL_ANSWERED = 0.7  # share of what people ask that is answered
BADLY_ANSWERED = 0.5
SLOW_H = 24.0  # of the median wait
QUICK_H = 4.0
ELSEWHERE = 0.10  # by how much a network's (or language's, or time of day's) share of theirs exceeds ours
WELL_COVERED = 0.7  # share of what people ask about that our posts speak of
BADLY_COVERED = 0.4
MANY_COMPLAIN = 1 / 3
SELLING = 0.4  # share of our posts that offer something for sale
DRY = 0.5  # share of our posts that nobody answers


@dataclass(frozen=True)
class Judged:
    """The side, None for none, and the rule that says so."""

    side: Side | None
    rule: Text


NONE = Judged(None, Text("To know: no rule puts it on a side."))
TOO_FEW = Judged(None, Text("Too few to tell: no side."))


def loved(ours: bool) -> Judged:
    """What love gathers around."""
    if ours:
        return Judged("strength", Text("What more people love than chance would have it is a strength."))
    return Judged("threat", Text("What people love in a competitor is a threat."))


def hated(ours: bool) -> Judged:
    """What hate gathers around."""
    if ours:
        return Judged("weakness", Text("What more people hate than chance would have it is a weakness."))
    return Judged("opportunity", Text("What people hate in a competitor is an opportunity."))


def felt(net: Figure) -> Judged:
    """Net sentiment, by whether its whole interval lies on one side of zero."""
    rule = Text("Net sentiment above zero, its whole interval, is a strength; below zero a weakness.")
    return _by_limit(net, rule, high=0.0, low=0.0)


def talked_of(moved: Moved | None, net: Figure) -> Judged:
    """More or less talk about us."""
    rule = Text(
        "More talk than before is a strength where people speak well of us, a threat where they speak ill; "
        "less talk is a weakness."
    )
    if moved is None or moved.direction in ("steady", "unknown"):
        return Judged(None, rule)
    if moved.direction == "down":
        return Judged("weakness", rule)
    if net.low is not None and net.low > 0:
        return Judged("strength", rule)
    return Judged("threat" if net.high is not None and net.high < 0 else None, rule)


def peaked(worse: bool, better: bool) -> Judged:
    """A peak, by which feeling had a larger share in it than around it."""
    rule = Text("A peak in which more people felt bad than around it is a threat; good, a strength.")
    return Judged("threat" if worse else "strength" if better else None, rule)


def answered(part: Figure) -> Judged:
    """The share of what people ask of us that we answered."""
    rule = Text(
        "Surely above 70% of questions, requests and complaints answered is a strength; surely below 50% a "
        "weakness."
    )
    return _by_limit(part, rule, high=WELL_ANSWERED, low=BADLY_ANSWERED)


def waited(median: Figure) -> Judged:
    """How long people wait: less is better."""
    rule = Text("A median wait surely below 4 hours is a strength; surely above 24 hours a weakness.")
    if median.low is not None and median.low > SLOW_H:
        return Judged("weakness", rule)
    if median.high is not None and median.high < QUICK_H:
        return Judged("strength", rule)
    return Judged(None, rule)


def covered(part: Figure) -> Judged:
    """How much of what people ask about our posts speak of."""
    rule = Text("Speaking of 70% or more of what people ask about is a strength, of 40% or less a weakness.")
    if part.value is None:
        return TOO_FEW
    side: Side | None = "strength" if part.value >= WELL_COVERED else None
    return Judged("weakness" if part.value <= BADLY_COVERED else side, rule)


def unspoken() -> Judged:
    """Things that people ask about and no post of ours speaks of."""
    return Judged("opportunity", Text("What people ask about and we do not speak of is an opportunity."))


def elsewhere(theirs: Figure, ours: Figure) -> Judged:
    """A place (network, language, hours) where people are and our posts are not."""
    rule = Text("A place with a share of theirs surely 10 points above its share of ours is a weakness.")
    gap = (theirs.low or 0.0) - (ours.high or 0.0)
    return Judged("weakness" if gap >= ELSEWHERE else None, rule)


def came_back(moved: Moved | None) -> Judged:
    """The share of people heard on more than one day."""
    rule = Text("More people who come back than before, surely, is a strength; fewer a weakness.")
    if moved is None or moved.direction in ("steady", "unknown"):
        return Judged(None, rule)
    return Judged("strength" if moved.direction == "up" else "weakness", rule)


def other_language() -> Judged:
    """A language that people write and we do not."""
    return Judged("opportunity", Text("A language in which people write and we do not is an opportunity."))


def worse_here() -> Judged:
    """A network, or a kind of demand, that we answer less than the rest."""
    rule = Text("Answering surely less there than elsewhere, by 10 points or more, is a weakness.")
    return Judged("weakness", rule)


def complained(part: Figure) -> Judged:
    """The share of those who speak that complain."""
    rule = Text("If surely more than a third of those who speak complain, that is a weakness.")
    return Judged("weakness" if part.low is not None and part.low > MANY_COMPLAIN else None, rule)


def suggested(part: Figure) -> Judged:
    """People who suggest something."""
    rule = Text("Suggestions of ten people or more are an opportunity.")
    return Judged("opportunity" if (part.value or 0) * part.n >= FEW else None, rule)


def open_need() -> Judged:
    """A need that ten people or more have and nobody has met."""
    return Judged("weakness", Text("A need of ten people or more that stays open is a weakness."))


def selling(part: Figure) -> Judged:
    """How much of what we say offers something for sale."""
    rule = Text("More than 40% of posts that sell, surely, is a weakness: meet needs first.")
    return Judged("weakness" if part.low is not None and part.low > SELLING else None, rule)


def echoed(part: Figure) -> Judged:
    """The share of our posts that anyone answered."""
    rule = Text("If surely more than half of our posts get no answer, that is a weakness.")
    return Judged("weakness" if part.high is not None and part.high < 1 - DRY else None, rule)


def alone(part: Figure) -> Judged:
    """The share of answers to our posts that we wrote ourselves."""
    rule = Text("If surely more than half of the answers to our posts are our own, that is a weakness.")
    return Judged("weakness" if part.low is not None and part.low > DRY else None, rule)


def resonates(gap: Moved | None) -> Judged:
    """A topic of ours, against our other posts."""
    rule = Text(
        "A topic that surely gets more answers and shares than our other posts is a strength; fewer, a "
        "weakness."
    )
    if gap is None or gap.direction == "steady":
        return Judged(None, rule)
    return Judged("strength" if gap.direction == "up" else "weakness", rule)


def grew(up: bool) -> Judged:
    """A topic of the sector that grows or fades."""
    if up:
        return Judged("opportunity", Text("A topic that surely grows in the sector is an opportunity."))
    return Judged(None, Text("A topic that fades is there to know."))


def open_question(part: Figure) -> Judged:
    """A thing much asked about in the sector, by how much of it anybody answered."""
    rule = Text("What many ask and nobody answers in more than half of the cases is an opportunity.")
    return Judged("opportunity" if part.value is not None and part.value < BADLY_ANSWERED else None, rule)


def conversing(gap: Moved | None) -> Judged:
    """Our share of answers against that of the sector's active accounts."""
    rule = Text("Answering a surely larger share than the sector is a strength, a smaller one a weakness.")
    if gap is None or gap.direction in ("steady", "unknown"):
        return Judged(None, rule)
    return Judged("strength" if gap.direction == "up" else "weakness", rule)


def versus(gap: Moved | None) -> Judged:
    """Our figure against a competitor's; `gap` is ours less theirs."""
    rule = Text("Surely better than a competitor is a strength, surely worse a threat.")
    if gap is None or gap.direction in ("steady", "unknown"):
        return Judged(None, rule)
    return Judged("strength" if gap.direction == "up" else "threat", rule)


def voiced(ours: Figure, others: list[Figure]) -> Judged:
    """Share of voice: surely the largest or surely the smallest."""
    rule = Text("Surely the largest share of voice is a strength, surely the smallest a weakness.")
    known = [other for other in others if other.low is not None and other.high is not None]
    if not known or ours.low is None or ours.high is None:
        return Judged(None, rule)
    if all(ours.low > (other.high or 0) for other in known):
        return Judged("strength", rule)
    return Judged("weakness" if all(ours.high < (other.low or 0) for other in known) else None, rule)


def _by_limit(figure: Figure, rule: Text, *, high: float, low: float) -> Judged:
    if figure.low is not None and figure.low > high:
        return Judged("strength", rule)
    if figure.high is not None and figure.high < low:
        return Judged("weakness", rule)
    return Judged(None, rule)
