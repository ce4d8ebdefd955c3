"""A conversation for programs and files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tertulia.i18n import Text
from tertulia.listen.before_speaking import summing_up
from tertulia.listen.before_speaking.customs_told import customs
from tertulia.listen.before_speaking.finding import Found
from tertulia.listen.before_speaking.sentences import Sentence
from tertulia.listen.before_speaking.taking_told import praised, punished

FORMULA = Text(
    "Shares count every person once, however often they write, with Wilson’s 95% interval; of fewer "
    "than 10 people nothing is said. What is praised or punished compares posts that have something "
    "with posts that do not, on the same network and in the same place (beginning or answer), by "
    "reactions (likes, shares, answers: the probability that one gets more than the other, Mann and "
    "Whitney 1947) and by the sentiment of the answers; the same people’s posts are compared where at "
    "least 10 wrote both, with 30 posts on each side at least. With so many comparisons some would seem"
    " sure by chance: of those told at most 5% are (Benjamini and Hochberg 1995). How people write is "
    "told by lists of words in Spanish and English, irony, offence and intent by the models."
)
SECTIONS = ("summary", "customs", "praised", "punished")


def as_dict(found: Found) -> dict[str, Any]:
    """The shape in JSON; posts are told by their numbers."""
    empty = found.life is None
    told = found.told
    return {
        "selection": found.question.selection.query,
        "posts": found.size.posts,
        "people": found.size.people,
        "sample": len(found.posts),
        "first": found.size.first.isoformat() if found.size.first else None,
        "last": found.life.last.isoformat() if found.life else None,
        "pulse": found.life.pulse if found.life else "unknown",
        "posts_a_day": round(found.life.a_day, 3) if found.life else None,
        "topics": [topic.subject.label for topic in found.topics],
        "typical": list(found.typical),
        "leaders": [_leader(found, number) for number in range(len(told.leading.leaders))],
        "voices": told.leading.voices,
        "summary": [] if empty else [_sentence(each) for each in summing_up.summary(found)],
        "customs": [_sentence(each) for each in customs(found)],
        "praised": [_sentence(each) for each in praised(found)],
        "punished": [_sentence(each) for each in punished(found)],
        "asked": told.openings.asked,
        "open": list(told.openings.open),
        "welcome": told.received.verdict,
        "organisations": [_organisation(found, person) for person in found.how],
        "formula": str(FORMULA),
        "notes": [str(note) for note in found.notes],
    }


def _sentence(each: Sentence) -> dict[str, Any]:
    bounds = each.interval
    return {
        "text": each.text,
        "figure": each.figure,
        "value": round(bounds.value, 4) if bounds else None,
        "low": round(bounds.low, 4) if bounds else None,
        "high": round(bounds.high, 4) if bounds else None,
        "showing": list(each.showing),
    }


def _leader(found: Found, number: int) -> dict[str, Any]:
    leader = found.told.leading.leaders[number]
    return {
        "account": found.names.get(leader.person, ("", ""))[1],
        "taken_up_by": leader.taken_up_by,
        "reactions": leader.reactions,
        "posts": leader.posts,
        "organisation": leader.organisation,
    }


def _organisation(found: Found, person: object) -> dict[str, Any]:
    return {"account": found.names[person][1], "how": found.how[person]}


def rows(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The sentences as flat rows."""
    for section in SECTIONS:
        for each in told[section]:
            yield {"section": section, **each}
