"""What the labels of a sample say of a search: precision, recall, and both by network and by language."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.measuring.estimates import LEAST, Recall, Tally, precision, recall
from tertulia.listen.measuring.models import Label, Measurement, Part, Verdict
from tertulia.listen.measuring.trying import interval
from tertulia.listen.monitors.looking import look_at
from tertulia.posts.api import Store


@dataclass(frozen=True)
class Turn:
    """A post of a sample as it stands: what was said of it, "" for nothing yet. Only posts still stored."""

    turn: int
    post: int
    part: str
    verdict: str
    network: str
    lang: str


@dataclass(frozen=True)
class Group:
    """Precision on one network or in one language; None where too few posts are decided."""

    name: str
    tally: Tally
    precision: Interval | None


@dataclass(frozen=True)
class Result:
    """A measurement as the labels stand now. `gone`: sampled posts that are no longer stored."""

    measurement: Measurement
    turns: list[Turn]
    found: Tally
    probe: Tally
    precision: Interval | None
    recall: Recall | None
    gone: int

    def part(self, part: str) -> list[Turn]:
        return [turn for turn in self.turns if turn.part == part]

    @property
    def waiting(self) -> int:
        return self.found.waiting + self.probe.waiting

    @property
    def done(self) -> int:
        return len(self.turns) - self.waiting

    @property
    def first_waiting(self) -> Turn | None:
        return next((turn for turn in self.turns if not turn.verdict), None)

    def groups(self, name: str) -> list[Group]:
        """By "network" or "lang", the largest first."""
        parts: dict[str, list[Turn]] = defaultdict(list)
        for turn in self.part(Part.HIT):
            parts[getattr(turn, name)].append(turn)
        made = [(value, _tally(turns)) for value, turns in parts.items()]
        made.sort(key=lambda pair: (-pair[1].decided, pair[0]))
        return [Group(value, tally, precision(tally)) for value, tally in made]

    def as_dict(self) -> dict[str, Any]:
        of = self.measurement
        return {
            "monitor": of.monitor_id,
            "query": of.query,
            "relaxed": of.relaxed or None,
            "seed": of.seed,
            "since": of.since.isoformat(),
            "at": of.at.isoformat(),
            "hits": of.hits,
            "missed": of.missed,
            "found": vars(self.found),
            "probe": vars(self.probe),
            "gone": self.gone,
            "least": LEAST,
            "precision": interval(self.precision),
            "recall": interval(self.recall.share) if self.recall else None,
            "relevant_missed": interval(self.recall.missing) if self.recall else None,
            "networks": {group.name: interval(group.precision) for group in self.groups("network")},
            "languages": {group.name: interval(group.precision) for group in self.groups("lang")},
        }


def latest(monitor_number: int) -> Measurement | None:
    """The newest sample of a monitor."""
    return Measurement.objects.filter(monitor=monitor_number).first()


def result(measurement: Measurement, store: Store) -> Result:
    """What is known from the sample now."""
    sampled = list(measurement.sampled.values_list("turn", "post", "part"))
    labels = dict(
        Label.objects.filter(
            monitor=measurement.monitor_id, post__in=[post for _, post, _ in sampled]
        ).values_list("post", "verdict")
    )
    seen = look_at(store, [post for _, post, _ in sampled])
    every = range(len(seen.posts))
    strata = dict(zip(seen.values("post", every), seen.strata(every), strict=True))
    turns = [
        Turn(turn, post, part, labels.get(post, ""), *strata[post])
        for turn, post, part in sampled
        if post in strata
    ]
    found = _tally(turn for turn in turns if turn.part == Part.HIT)
    probe = _tally(turn for turn in turns if turn.part == Part.MISS)
    told = recall(measurement.hits, found, measurement.missed, probe)
    gone = len(sampled) - len(turns)
    return Result(measurement, turns, found, probe, precision(found), told, gone)


def _tally(turns: Iterable[Turn]) -> Tally:
    times = Counter(turn.verdict for turn in turns)
    return Tally(times[Verdict.YES], times[Verdict.NO], times[Verdict.UNDECIDED], times[""])
