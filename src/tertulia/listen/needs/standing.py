"""How needs stand in a selection: who asks, how many, since when, whom it reaches, and after the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tertulia.listen.explorer.conditions import relation
from tertulia.listen.explorer.measures.asking import Question, rows
from tertulia.listen.explorer.measures.matches import matches
from tertulia.listen.needs.asking import joined, sql, texts
from tertulia.listen.needs.models import Need, NeedPost
from tertulia.posts.api import Store
from tertulia.understand.statistics import Interval, wilson

SORTS = ("people", "posts", "newest", "oldest", "reach", "growing")
LABEL = 110  # letters
LEAST_BEFORE = 3  # people after the first, below which there is no rate before
LEAST_EXPECTED = 5.0  # people after an answer, by the rate before, below which nothing can be told
_ADDRESS = re.compile(r"https?://\S+")
_CALLS = r"(?:[.\s]*@[\w.\-]+(?:@[\w.\-]+)?)+"  # to whom a post speaks, before or after what it says
_GREETING = re.compile(
    r"^(?:(?:hola|buenos d[ií]as|buenas(?: tardes| noches)?|hello|hi|hey|good (?:morning|evening)|oye|"
    r"perd[oó]n|disculpad?|consulta|una pregunta)(?: a tod[oa]s| all| there)?[\s,:;.!]+)+",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^\W*\w")
_TAGS = re.compile(r"(?:\s*#\w+)+\s*$")
_AROUND = re.compile(rf"^{_CALLS}[\s,:]*|[\s,]*{_CALLS}\s*$")
Record = dict[str, Any]


@dataclass(frozen=True)
class After:
    """Asked again after the answer: people before and after, `again` of these had asked before, days on both
    sides; `ratio` is the rate after as a share of the rate before, None where too few were to be expected."""

    before: int
    after: int
    again: int
    days_before: float
    days_after: float
    ratio: Interval | None

    @property
    def share(self) -> Interval | None:
        """Of all who ask, those after the answer."""
        return wilson(self.after, self.before + self.after - self.again)


@dataclass(frozen=True)
class Standing:
    """A need in a selection. `followers` of the `known` people whose number is known; `trend`: what share of
    its people came in the second half of the days against the first, None for too few."""

    need: Need
    label: str
    posts: int
    people: int
    first: datetime
    last: datetime
    views: int | None
    followers: int | None
    known: int
    networks: dict[str, int]
    languages: dict[str, int]
    trend: str
    after: After | None

    @property
    def reach(self) -> int:
        """Followers and views that are known, for the order only: they are not of one kind."""
        return (self.followers or 0) + (self.views or 0)


def members(needs: Iterable[int] | None = None) -> dict[int, int]:
    """The posts of these needs, or of all live ones, each with its need."""
    kept = NeedPost.objects.filter(need__ended_at=None, need__isnull=False)
    if needs is not None:
        kept = kept.filter(need__in=list(needs))
    return {post: need for post, need in kept.values_list("post", "need_id") if need is not None}


def standings(question: Question, needs: Sequence[Need]) -> list[Standing]:
    """Those of the needs that posts of the selection say, in no order."""
    of = members(need.pk for need in needs)
    if not of:
        return []
    found = {row["need"]: row for row in _ask(question, "standing", of, middle=_middle(question))}
    labels = labels_of([need for need in needs if need.pk in found], question.store, of)
    after = afters(question.store, [need for need in needs if need.pk in found and need.answered_at], of)
    return [
        _standing(need, found[need.pk], labels[need.pk], after.get(need.pk))
        for need in needs
        if need.pk in found
    ]


def _ask(question: Question, name: str, of: Mapping[int, int], **more: Any) -> list[Record]:
    selection = question.selection
    selected, values = relation(selection, question.days, matches(selection, question.days, question.store))
    values |= {"posts": joined(of), "needs": joined(of.values())} | more
    return rows(question.store, f"{selected}\n{sql(name)}", values)


def _middle(question: Question) -> datetime:
    since, until = question.days.instants(question.selection.zone)
    return since + (until - since) / 2


def _standing(need: Need, row: Record, label: str, after: After | None) -> Standing:
    return Standing(
        need,
        label,
        row["posts"],
        row["people"],
        row["first"].replace(tzinfo=UTC),
        row["last"].replace(tzinfo=UTC),
        row["views"],
        row["followers"],
        row["known"] or 0,
        _ranked(row["networks"]),
        _ranked(row["languages"]),
        _trend(row["early"], row["late"]),
        after,
    )


def _ranked(counts: Any) -> dict[str, int]:
    """A DuckDB map as a dictionary, the largest first."""
    pairs = counts.items() if isinstance(counts, dict) else counts or []
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _trend(early: int, late: int) -> str:
    """ "growing", "fading", "steady", or "few" where nothing can be told."""
    if early + late < 8:
        return "few"
    share = wilson(late, early + late)
    if share is None or share.low <= 0.5 <= share.high:
        return "steady"
    return "growing" if share.value > 0.5 else "fading"


def labels_of(needs: Sequence[Need], store: Store, of: Mapping[int, int]) -> dict[int, str]:
    """What each need is called: a person's name, else the words of its most typical post, else of another."""
    first: dict[int, int] = {}
    for post, need in of.items():
        first.setdefault(need, post)
    speaking = {need.pk: need.typical if need.typical in of else first.get(need.pk) for need in needs}
    said = texts(store, [post for post in speaking.values() if post is not None])
    return {
        need.pk: need.name or short(said.get(speaking[need.pk] or -1, "")) or f"#{need.pk}" for need in needs
    }


def short(text: str) -> str:
    """A post's words without addresses, and without greetings, handles and hashtags around them, cut between
    words."""
    plain = _AROUND.sub("", " ".join(_ADDRESS.sub(" ", text).split()))
    plain = _TAGS.sub("", _GREETING.sub("", plain)) or plain
    plain = _FIRST.sub(lambda found: found[0].upper(), plain, count=1)
    if len(plain) <= LABEL:
        return plain
    return plain[:LABEL].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def afters(store: Store, needs: Sequence[Need], of: Mapping[int, int]) -> dict[int, After]:
    """Of each answered need how it is asked after the answer, over all stored posts."""
    answered = {need.pk: need.answered_at for need in needs if need.answered_at}
    theirs = {post: need for post, need in of.items() if need in answered}
    if not theirs:
        return {}
    values = {"posts": joined(theirs), "needs": joined(theirs.values())}
    values["answered"] = joined(
        f"{answered[need].astimezone(UTC):%Y-%m-%d %H:%M:%S}" for need in theirs.values()
    )
    return {row["need"]: after_of(row) for row in rows(store, sql("after"), values)}


def after_of(row: Record) -> After:
    day = 86_400.0
    before = max((row["answered"] - row["since"]).total_seconds() / day, 0.0)
    after = max((row["newest"] - row["answered"]).total_seconds() / day, 0.0)
    counts = int(row["before"]), int(row["after"])
    return After(*counts, int(row["again"]), before, after, rate_ratio(*counts, before, after))


def rate_ratio(before: int, after: int, days_before: float, days_after: float) -> Interval | None:
    """People a day after against before, with Wilson's interval of the share that came after (given both
    counts the later one is binomial: Przyborowski and Wilenski 1940). The first person begins the days before
    and is not counted in them. None where too few asked before, or too few were to be expected after."""
    counted = before - 1
    if counted < LEAST_BEFORE or days_before <= 0 or counted / days_before * days_after < LEAST_EXPECTED:
        return None
    share = wilson(after, counted + after)
    if share is None:
        return None
    scale = days_before / days_after

    def ratio(part: float) -> float:
        return part / max(1 - part, 1e-9) * scale

    return Interval(ratio(share.value), ratio(share.low), ratio(share.high))


def ordered(found: list[Standing], sort: str) -> list[Standing]:
    """In the order asked for; equal ones by people, then by number."""
    rank = {"growing": 0, "steady": 1, "fading": 2, "few": 3}
    keys: dict[str, Any] = {
        "people": lambda each: 0,
        "posts": lambda each: -each.posts,
        "newest": lambda each: -each.last.timestamp(),
        "oldest": lambda each: each.first.timestamp(),
        "reach": lambda each: -each.reach,
        "growing": lambda each: rank[each.trend],
    }
    return sorted(found, key=lambda each: (keys[sort](each), -each.people, -each.posts, each.need.pk))
