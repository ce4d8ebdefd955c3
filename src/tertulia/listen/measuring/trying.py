"""Tries searches on the posts that people labelled: a monitor's labels are the test of its every version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tertulia.listen.explorer.statistics import Interval, wilson
from tertulia.listen.measuring.estimates import LEAST
from tertulia.listen.measuring.models import Label, Verdict
from tertulia.listen.monitors.looking import Look, look_at
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.query.api import parse
from tertulia.posts.api import Store

FIELDS = ("title", "text", "url", "hashtags")


@dataclass(frozen=True)
class Labelled:
    """The labelled posts that are still stored, by their number; `gone` is how many no longer are,
    `undecided` how many nobody could decide."""

    yes: frozenset[int]
    no: frozenset[int]
    undecided: int
    gone: int

    @property
    def decided(self) -> int:
        return len(self.yes) + len(self.no)


@dataclass(frozen=True)
class Tried:
    """A search on the labels: the relevant and the other posts that it finds, of how many of each."""

    yes: frozenset[int]
    no: frozenset[int]
    of_yes: int
    of_no: int

    @property
    def precision(self) -> Interval | None:
        """The share of relevant posts among those labelled that it finds (Wilson); None of fewer than 10."""
        found = len(self.yes) + len(self.no)
        return wilson(len(self.yes), found) if found >= LEAST else None

    @property
    def recall(self) -> Interval | None:
        """The share that it finds of the posts labelled relevant (Wilson); None of fewer than 10."""
        return wilson(len(self.yes), self.of_yes) if self.of_yes >= LEAST else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "relevant_found": len(self.yes),
            "relevant": self.of_yes,
            "others_found": len(self.no),
            "others": self.of_no,
            "precision": interval(self.precision),
            "recall": interval(self.recall),
        }


def interval(value: Interval | None) -> dict[str, float] | None:
    """An interval for programs; None: too few to tell."""
    if value is None:
        return None
    return {"value": round(value.value, 4), "low": round(value.low, 4), "high": round(value.high, 4)}


def labelled(monitor: Monitor, store: Store) -> Labelled:
    """What people said of the monitor's posts."""
    return _labelled(monitor, _stored(monitor, store))


def _stored(monitor: Monitor, store: Store) -> set[int]:
    posts = list(Label.objects.filter(monitor=monitor).values_list("post", flat=True))
    return set(look_at(store, posts).posts.column("post").to_pylist()) if posts else set()


def _labelled(monitor: Monitor, stored: set[int]) -> Labelled:
    labels = list(Label.objects.filter(monitor=monitor).values_list("post", "verdict"))
    kept = [(post, verdict) for post, verdict in labels if post in stored]
    return Labelled(
        frozenset(post for post, verdict in kept if verdict == Verdict.YES),
        frozenset(post for post, verdict in kept if verdict == Verdict.NO),
        sum(verdict == Verdict.UNDECIDED for _, verdict in kept),
        len(labels) - len(kept),
    )


@dataclass(frozen=True)
class Trial:
    """Several searches tried at once: what each finds of the labelled posts, and these posts."""

    labels: Labelled
    tried: dict[Any, Tried]
    seen: Look | None = None


def try_on_labels(monitor: Monitor, queries: Mapping[Any, str], store: Store) -> Trial:
    """What each search finds of the posts labelled for the monitor; one with an error is left out."""
    from tertulia.listen.matcher.engine import Matcher

    trees = {key: tree for key, query in queries.items() if (tree := parse(query).tree) is not None}
    posts = list(Label.objects.filter(monitor=monitor).values_list("post", flat=True))
    if not posts or not trees:
        return Trial(labelled(monitor, store), {})
    matcher = Matcher(dict(enumerate(trees.values())))
    seen = look_at(store, posts, matcher, FIELDS)
    labels = _labelled(monitor, set(seen.posts.column("post").to_pylist()))
    rows = seen.rows(matcher)
    finds = [frozenset(seen.values("post", rows[number])) for number in range(len(trees))]
    tried = {
        key: Tried(labels.yes & found, labels.no & found, len(labels.yes), len(labels.no))
        for key, found in zip(trees, finds, strict=True)
    }
    return Trial(labels, tried, seen)


def refresh(monitor: Monitor, store: Store) -> None:
    """Keep with the monitor how precise the search in force is on its labels."""
    tried = try_on_labels(monitor, {0: monitor.query}, store).tried.get(0)
    found = tried.precision if tried else None
    monitor.precision = found.value if found else None
    monitor.precision_low = found.low if found else None
    monitor.precision_high = found.high if found else None
    monitor.save(update_fields=["precision", "precision_low", "precision_high"])
