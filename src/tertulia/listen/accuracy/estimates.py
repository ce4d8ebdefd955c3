"""Figures from people's word on a sample: accuracy, macro-F1, confusion, each weighted back by the chances of
the draw (Hájek 1971), with 95 % intervals; nothing where the posts are too few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tertulia.listen.accuracy.tasks import NOT_SURE
from tertulia.listen.explorer.statistics import Interval, wilson

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST = 20  # posts checked and read, below which a figure is too few to tell
LEAST_OF_LABEL = 5  # posts that people gave a label, below which it does not count in macro-F1
_DRAWS = 1_000


@dataclass(frozen=True)
class Judged:
    """A checked post: what people said, what the model says, its weight, where it stands."""

    post: int
    truth: str
    said: str
    weight: float
    lang: str
    network: str
    monitors: frozenset[int]

    @property
    def right(self) -> bool:
        return self.truth == self.said


@dataclass(frozen=True)
class Cell:
    """The posts that people gave one value and the model another: their numbers, and their share of all posts
    that people gave that value, weighted back."""

    truth: str
    said: str
    posts: tuple[int, ...]
    share: Interval | None


def share(part: Sequence[Judged], whole: Sequence[Judged]) -> Interval | None:
    """The weighted share of some posts of others; Wilson's interval of as many posts as the weights are worth
    (Kish 1965). None of no posts."""
    total = sum(each.weight for each in whole)
    if not total:
        return None
    worth = total * total / sum(each.weight**2 for each in whole)
    return wilson(worth * sum(each.weight for each in part) / total, worth)


def answered(judged: Sequence[Judged], several: bool = False) -> list[Judged]:
    """Those in which the model dared to say something: what the charts count. "No intent" is a word too."""
    return list(judged) if several else [each for each in judged if each.said != NOT_SURE]


def accuracy(judged: Sequence[Judged], several: bool = False) -> Interval | None:
    """The share of readings that people agree with; of several at once, all of them. None below LEAST."""
    read = answered(judged, several)
    return share([each for each in read if each.right], read) if len(read) >= LEAST else None


def macro_f1(judged: Sequence[Judged], several: bool = False) -> Interval | None:
    """The mean F1 of the labels that at least LEAST_OF_LABEL posts have, with the percentiles of 1,000
    bootstrap draws of the posts. None below LEAST, or with fewer than two such labels."""
    import numpy as np

    read = answered(judged, several)
    labels = [label for label, count in _counts(read, several).items() if count >= LEAST_OF_LABEL]
    if len(read) < LEAST or len(labels) < 2:
        return None
    weights = np.array([each.weight for each in read])
    truth, given = (
        _has([getattr(each, name) for each in read], labels, several) for name in ("truth", "said")
    )
    times = np.random.default_rng(0).multinomial(len(read), [1 / len(read)] * len(read), _DRAWS)
    value = float(np.nanmean(_f1(weights[None, :], truth, given)))
    drawn = np.nanmean(_f1(times * weights, truth, given), axis=1)
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    return Interval(value, min(value, float(low)), max(value, float(high)))


def f1_by_label(judged: Sequence[Judged], labels: Sequence[str], several: bool = False) -> dict[str, float]:
    """The weighted F1 of each label that any post has."""
    import numpy as np

    read = answered(judged, several)
    counts = _counts(read, several)
    present = [label for label in labels if counts[label]]
    weights = np.array([[each.weight for each in read]])
    truth, given = (
        _has([getattr(each, name) for each in read], present, several) for name in ("truth", "said")
    )
    return dict(zip(present, _f1(weights, truth, given)[0].tolist(), strict=True)) if present else {}


def _counts(read: Sequence[Judged], several: bool) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for each in read:
        for label in each.truth.split(",") if several else [each.truth]:
            counts[label] += bool(label)
    return counts


def _has(values: Sequence[str], labels: Sequence[str], several: bool) -> npt.NDArray[np.bool_]:
    """(posts, labels): whether each has each."""
    import numpy as np

    held = [set(value.split(",")) if several else {value} for value in values]
    return np.array([[label in each for label in labels] for each in held], bool).reshape(
        len(held), len(labels)
    )


def _f1(weights: Any, truth: Any, given: Any) -> Any:
    """(draws, labels) from (draws, posts) weights; NaN where neither has the label."""
    import numpy as np

    both, either = weights @ (truth & given), weights @ truth + weights @ given
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(either > 0, 2 * both / either, np.nan)


def confusion(judged: Sequence[Judged], labels: Sequence[str]) -> list[list[Cell]]:
    """A row for each label that people gave, a cell for each that the model gave, "not sure" the last."""
    rows = []
    for truth in labels:
        having = [each for each in judged if each.truth == truth]
        rows.append([_cell(truth, said, having) for said in (*labels, NOT_SURE)])
    return rows


def _cell(truth: str, said: str, having: Sequence[Judged]) -> Cell:
    there = [each for each in having if each.said == said]
    return Cell(truth, said, tuple(each.post for each in there), share(there, having))


BOTH, MISSED, ADDED = "both", "missed", "added"


def of_several(judged: Sequence[Judged], labels: Sequence[str]) -> list[list[Cell]]:
    """A row for each label that anyone gave: the posts in which people and the model see it, only people,
    only the model; their shares of all posts checked."""
    rows = []
    for label in labels:
        parts: dict[str, list[Judged]] = {BOTH: [], MISSED: [], ADDED: []}
        for each in judged:
            kind = _kind(label in each.truth.split(","), label in each.said.split(","))
            if kind:
                parts[kind].append(each)
        if any(parts.values()):
            rows.append(
                [
                    Cell(label, kind, tuple(e.post for e in part), share(part, judged))
                    for kind, part in parts.items()
                ]
            )
    return rows


def _kind(people: bool, model: bool) -> str:
    if people and model:
        return BOTH
    return MISSED if people else ADDED if model else ""
