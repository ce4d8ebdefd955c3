"""What people's checks say of the readings that the charts show: in all, by language, network, monitor."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tertulia.home import Home
from tertulia.listen.accuracy import estimates
from tertulia.listen.accuracy.estimates import LEAST, Cell, Judged
from tertulia.listen.accuracy.models import Check, Round
from tertulia.listen.accuracy.saying import mentioned, said
from tertulia.listen.accuracy.tasks import UNDECIDED, Checked
from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.measuring.trying import interval
from tertulia.posts.api import Store
from tertulia.understand.adapting.api import active
from tertulia.understand.agreement import alpha


@dataclass(frozen=True)
class Group:
    """The figures of a part of the posts checked; None where they are too few."""

    name: str
    judged: tuple[Judged, ...]
    several: bool

    @property
    def read(self) -> int:
        return len(estimates.answered(self.judged, self.several))

    @cached_property
    def accuracy(self) -> Interval | None:
        return estimates.accuracy(self.judged, self.several)

    @cached_property
    def macro_f1(self) -> Interval | None:
        return estimates.macro_f1(self.judged, self.several)

    @property
    def not_sure(self) -> Interval | None:
        """The share in which the model did not dare to say."""
        unsure = [each for each in self.judged if not each.said] if not self.several else []
        return estimates.share(unsure, self.judged)

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "checked": len(self.judged),
            "read": self.read,
            "accuracy": interval(self.accuracy),
            "macro_f1": interval(self.macro_f1),
            "not_sure": interval(self.not_sure),
        }


@dataclass(frozen=True)
class Agreement:
    """How far two people agree who checked the same posts: Krippendorff's alpha, None where all said the
    same."""

    posts: int
    alpha: float | None
    same: int


@dataclass(frozen=True)
class Result:
    """A task's checks as they stand: decided ones, how many posts are undecided and how many are gone.
    `held_out`: posts that taught, counted with what a model said that had not seen them."""

    task: Checked
    judged: tuple[Judged, ...]
    undecided: int
    gone: int
    held_out: int
    agreement: Agreement | None

    @cached_property
    def whole(self) -> Group:
        return Group("", self.judged, self.task.several)

    @property
    def cells(self) -> list[list[Cell]]:
        labels = list(self.task.values)
        return (
            estimates.of_several(self.judged, labels)
            if self.task.several
            else estimates.confusion(self.judged, labels)
        )

    @property
    def f1(self) -> dict[str, float]:
        return estimates.f1_by_label(self.judged, list(self.task.values), self.task.several)

    def by(self, names: Callable[[Judged], Iterable[str]]) -> list[Group]:
        """The figures by what `names` says of a post, the largest part first."""
        parts: dict[str, list[Judged]] = defaultdict(list)
        for each in self.judged:
            for name in names(each):
                parts[name].append(each)
        ordered = sorted(parts.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        return [Group(name, tuple(found), self.task.several) for name, found in ordered]

    @property
    def languages(self) -> list[Group]:
        return self.by(lambda each: [each.lang])

    @property
    def networks(self) -> list[Group]:
        return self.by(lambda each: [each.network])

    @property
    def monitors(self) -> list[Group]:
        """By the monitor's number."""
        return self.by(lambda each: map(str, each.monitors))

    def part(self, holds: Callable[[Judged], bool]) -> Group:
        """The figures of the posts that a condition holds for."""
        return Group("", tuple(filter(holds, self.judged)), self.task.several)

    def as_dict(self) -> dict[str, Any]:
        return {
            "task": self.task.name,
            **{name: value for name, value in self.whole.as_dict().items() if name != "name"},
            "undecided": self.undecided,
            "gone": self.gone,
            "held_out": self.held_out,
            "least": LEAST,
            "f1": self.f1,
            "agreement": vars(self.agreement) if self.agreement else None,
            "languages": [group.as_dict() for group in self.languages],
            "networks": [group.as_dict() for group in self.networks],
            "monitors": [group.as_dict() for group in self.monitors],
            "confusion": [cell_as_dict(cell) for row in self.cells for cell in row],
        }


def cell_as_dict(cell: Cell) -> dict[str, Any]:
    return {
        "people": cell.truth,
        "model": cell.said,
        "posts": list(cell.posts),
        "share": interval(cell.share),
    }


def result(task: Checked, posts: Store) -> Result:
    """What is known from all rounds of a task now. Of a post that several checked the newest word counts."""
    checks = list(
        Check.objects.filter(drawn__round__task=task.name)
        .order_by("at", "id")
        .select_related("drawn", "drawn__round")
    )
    newest = {check.drawn.post: check for check in checks}
    read = said(posts, list(newest), task.name)
    here = {post: check for post, check in newest.items() if post in read}
    decided = {post: check for post, check in here.items() if check.value != UNDECIDED}
    honest = held_out(task)
    weights = _weights(list(decided.values()))
    found = mentioned(posts, list(decided))
    judged, from_held_out = [], 0
    for post, check in decided.items():
        reading = read[post]
        value = honest.get((post, reading.version))
        from_held_out += value is not None
        judged.append(
            Judged(
                post,
                check.value,
                reading.value if value is None else value,
                weights[post],
                reading.lang,
                reading.network,
                found.get(post, frozenset()),
            )
        )
    gone, undecided = len(newest) - len(here), len(here) - len(decided)
    return Result(task, tuple(judged), undecided, gone, from_held_out, _agreement(checks))


def held_out(task: Checked) -> dict[tuple[int, str], str]:
    """For the posts that taught the lesson in use, and the version of its readings: what models said that had
    not seen them. Where the lesson changed nothing, what is stored was said without them anyway."""
    lesson = active(Home.of().models)
    if lesson is None:
        return {}
    kept = {each.lang for each in lesson.tasks if each.task == task.name and each.kept}
    rows = lesson.held_out.select(["post", "task", "lang", "after"]).to_pylist()
    return {
        (row["post"], lesson.version): _canonical(row["after"], task)
        for row in rows
        if row["task"] == task.name and row["lang"] in kept
    }


def _canonical(value: str | None, task: Checked) -> str:
    return ",".join(sorted((value or "").split(","))) if task.several else value or ""


def _weights(checks: Sequence[Check]) -> dict[int, float]:
    """How many posts each stands for: 1 / chance, the rounds side by side by how many are decided."""
    of_round: dict[int, list[Check]] = defaultdict(list)
    for check in checks:
        of_round[check.drawn.round_id].append(check)
    found: dict[int, float] = {}
    for part in of_round.values():
        total = sum(1 / check.drawn.chance for check in part)
        found |= {check.drawn.post: len(part) / (total * check.drawn.chance) for check in part}
    return found


def _agreement(checks: Sequence[Check]) -> Agreement | None:
    """Of the two people who checked most posts in common; None where no two did."""
    by_person: dict[int, dict[int, str]] = defaultdict(dict)
    for check in checks:
        if check.by_id and check.value != UNDECIDED:
            by_person[check.by_id][check.drawn_id] = check.value
    people = sorted(by_person)
    pairs = [(a, b) for at, a in enumerate(people) for b in people[at + 1 :]]
    shared = {pair: sorted(by_person[pair[0]].keys() & by_person[pair[1]].keys()) for pair in pairs}
    best = max(shared, key=lambda pair: len(shared[pair]), default=None)
    if best is None or not shared[best]:
        return None
    both = [(by_person[best[0]][each], by_person[best[1]][each]) for each in shared[best]]
    codes = {value: code for code, value in enumerate(sorted({value for pair in both for value in pair}))}
    value = alpha(np.array([[codes[a], codes[b]] for a, b in both], np.int64))
    same = sum(a == b for a, b in both)
    return Agreement(len(both), None if np.isnan(value) else value, same)


def rounds(task: Checked) -> list[Round]:
    """The rounds of a task, the newest first."""
    return list(Round.objects.filter(task=task.name).select_related("by"))
