"""Draws the posts that a person labels: of those that a monitor finds, and of those that it may miss."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.measuring.drawing import draw
from tertulia.listen.measuring.models import Measurement, Part, Sampled
from tertulia.listen.measuring.relaxing import relax
from tertulia.listen.monitors.looking import Look, look, naive
from tertulia.listen.monitors.models import Backfill, Monitor
from tertulia.listen.query.api import parse, to_text
from tertulia.listen.query.ast import Node
from tertulia.posts.api import Store
from tertulia.team.api import Person, record

HITS = 30  # labelled in about two minutes
MISSES = 20
DAYS = 90  # posts of the last days, or of all time where the monitor found fewer than twice the sample
_RARITY = 5_000  # posts in which it is counted how common a part of the search is
_FOUND = """
SELECT post, network, coalesce(lang, 'und') AS lang FROM mentions JOIN posts USING (post)
WHERE monitor = $monitor AND created_at >= $since ORDER BY post
"""
_FIRST = "SELECT min(created_at) AS first FROM posts"


@dataclass(frozen=True)
class _Missed:
    """What the relaxed form finds and the search does not: posts with their strata, an estimate of how many
    there are, and how many posts were looked at."""

    relaxed: str
    posts: list[int]
    strata: list[tuple[str, str]]
    estimate: int
    total: int
    read: int


def begin(monitor: Monitor, store: Store, by: Person | None, seed: int | None = None) -> Measurement:
    """Draw a new sample for the search in force. Labels given before count again where it meets them.

    Raises `Problem` (still-searching, nothing-found, bad-query).
    """
    tree = parse(monitor.query).tree
    if tree is None:
        raise Problem("bad-query", Text("The search has an error."), Text("Mend it and save the monitor."))
    if monitor.backfill in (Backfill.WAITING, Backfill.RUNNING):
        cause = Text("The monitor is still searching the stored posts.")
        raise Problem("still-searching", cause, Text("Try again in a moment."), permanent=False)
    seed = secrets.randbits(31) if seed is None else seed
    since, found = _found(monitor, store)
    if not found:
        cause = Text("The monitor finds no stored post: there is nothing to measure.")
        raise Problem("nothing-found", cause, Text("Write a wider search, or wait for posts."))
    missed = _missed(tree, store, since)
    return _keep(monitor, by, seed, since, found, missed)


def _found(monitor: Monitor, store: Store) -> tuple[datetime, list[dict[str, Any]]]:
    """The monitor's mentions and the moment from which on they are."""
    since = datetime.now(UTC) - timedelta(days=DAYS)
    found = store.query(_FOUND, {"monitor": monitor.pk, "since": naive(since)}).to_pylist()
    if len(found) >= 2 * HITS:
        return since, found
    first = store.query(_FIRST).column("first")[0].as_py()
    since = first.replace(tzinfo=UTC) if first else since
    return since, store.query(_FOUND, {"monitor": monitor.pk, "since": naive(since)}).to_pylist()


def _missed(tree: Node, store: Store, since: datetime) -> _Missed:
    from tertulia.listen.matcher.engine import Matcher

    matcher = Matcher({0: tree})
    seen = look(store, matcher, since, datetime.now(UTC))
    relaxed = relax(tree, _shares_in(seen))
    if relaxed is None or not len(seen.posts):
        return _Missed("", [], [], 0, seen.total, len(seen.posts))
    both = Matcher({0: tree, 1: relaxed})
    rows = seen.rows(both)
    only = sorted(set(rows[1]) - set(rows[0]))
    estimate = round(len(only) * seen.total / len(seen.posts))
    numbers = seen.values("post", only)
    return _Missed(to_text(relaxed), numbers, seen.strata(only), estimate, seen.total, len(seen.posts))


def _shares_in(seen: Look) -> Callable[[Sequence[Node]], list[float]]:
    """How common searches of words are, by an even share of the posts read."""
    from tertulia.listen.matcher.engine import Matcher

    texts = seen.posts.select(["title", "text"])
    texts = texts.take(list(range(0, len(texts), max(1, len(texts) // _RARITY))))

    def shares(nodes: Sequence[Node]) -> list[float]:
        pairs = Matcher(dict(enumerate(nodes))).match(texts)
        numbers = pairs["monitor"].to_pylist()
        return [numbers.count(number) / max(1, len(texts)) for number in range(len(nodes))]

    return shares


def _keep(
    monitor: Monitor,
    by: Person | None,
    seed: int,
    since: datetime,
    found: list[dict[str, Any]],
    missed: _Missed,
) -> Measurement:
    hits = draw([(row["network"], row["lang"]) for row in found], HITS, seed)
    misses = draw(missed.strata, MISSES, seed)
    chosen = [(found[place]["post"], Part.HIT) for place in hits]
    chosen += [(missed.posts[place], Part.MISS) for place in misses]
    with transaction.atomic():
        made = Measurement.objects.create(
            monitor=monitor,
            query=monitor.query,
            relaxed=missed.relaxed,
            seed=seed,
            since=since,
            hits=len(found),
            missed=missed.estimate,
            posts=missed.total,
            read=missed.read,
            by=by,
        )
        Sampled.objects.bulk_create(
            Sampled(measurement=made, turn=turn, post=post, part=part)
            for turn, (post, part) in enumerate(chosen)
        )
        record(by, "monitor.measured", monitor.name, monitor=monitor.pk, measurement=made.pk, seed=seed)
    return made
