"""Draws the posts whose readings people check: a stratified sample of the workspace's own mentions."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.accuracy.drawing import allotted, chances
from tertulia.listen.accuracy.models import Check, Drawn, Round
from tertulia.listen.accuracy.tasks import Checked
from tertulia.listen.monitors.api import MonitorInfo, monitors
from tertulia.listen.monitors.looking import naive
from tertulia.posts.api import Store
from tertulia.posts.schema import ROLES
from tertulia.team.api import Person, record

SIZE = 60  # checked in about ten minutes
DAYS = 365  # posts of the last days, or of all time where those are fewer than five times the sample
BRAND = 2.0  # times as many of what is said of our own brand
Stratum = tuple[str, str, int]  # language, network, monitor

_MENTIONS = """
SELECT post, $monitors[min(list_position($monitors::BIGINT[], monitor))] AS monitor
FROM mentions WHERE list_contains($monitors::BIGINT[], monitor) GROUP BY post
"""
_FRAME = """
WITH frame AS (
    SELECT post, lang, network, {monitor} AS monitor FROM posts {mentioned}
    WHERE NOT own AND created_at >= $since AND list_contains($languages::VARCHAR[], lang)
        AND trim(text) <> '' AND NOT list_contains($checked::BIGINT[], post)
)
"""
_SIZES = "SELECT lang, network, monitor, count(*) AS posts FROM frame GROUP BY ALL ORDER BY ALL"
_DRAW = """
SELECT post, lang, network, monitor,
    row_number() OVER (PARTITION BY lang, network, monitor ORDER BY hash(post, $seed::BIGINT), post) AS place
FROM frame QUALIFY place <= $most ORDER BY ALL
"""


@dataclass(frozen=True)
class Frame:
    """The posts that a sample is drawn from, as SQL with its values, and how many each stratum has."""

    sql: str
    values: dict[str, Any]
    since: datetime
    sizes: dict[Stratum, int]

    @property
    def posts(self) -> int:
        return sum(self.sizes.values())


def begin(task: Checked, store: Store, by: Person | None, seed: int | None = None, size: int = SIZE) -> Round:
    """Draw a new sample for a task. Posts that were checked before are not drawn again.

    Raises `Problem` (nothing-to-check).
    """
    seed = secrets.randbits(31) if seed is None else seed
    known = monitors()
    frame = _frame(task, store, known, size)
    if not frame.posts:
        cause = Text("There is no mention left that the models read for this and nobody has checked.")
        raise Problem("nothing-to-check", cause, Text("Save a monitor, or wait for posts."))
    brands = {monitor.id for monitor in known if monitor.role == "brand"}
    favour = {stratum: BRAND if stratum[2] in brands else 1.0 for stratum in frame.sizes}
    chance = chances(frame.sizes, min(size, frame.posts), favour)
    return _keep(task, by, seed, frame, chance, _drawn(store, frame, chance, seed))


def _frame(task: Checked, store: Store, known: Sequence[MonitorInfo], size: int) -> Frame:
    """The mentions of the last year, or of all time where they are few; where there is no monitor, all posts
    but our own. A post that several monitors find stands with the first, own brands before others."""
    ordered = [m.id for m in sorted(known, key=lambda m: (ROLES.index(m.role), m.id))]
    values: dict[str, Any] = {"languages": list(task.languages), "checked": _checked(task)}
    pieces = {"monitor": "0::BIGINT", "mentioned": ""}
    if ordered:
        values["monitors"] = ordered
        pieces = {"monitor": "monitor", "mentioned": f"JOIN ({_MENTIONS}) m USING (post)"}
    sql = _FRAME.format(**pieces)
    for since in (datetime.now(UTC) - timedelta(days=DAYS), datetime(1970, 1, 1, tzinfo=UTC)):
        found = store.query(sql + _SIZES, values | {"since": naive(since)}).to_pylist()
        sizes = {(row["lang"], row["network"], row["monitor"]): row["posts"] for row in found}
        if sum(sizes.values()) >= 5 * size:
            break
    return Frame(sql, values | {"since": naive(since)}, since, sizes)


def _checked(task: Checked) -> list[int]:
    return list(
        Check.objects.filter(drawn__round__task=task.name).values_list("drawn__post", flat=True).distinct()
    )


def _drawn(
    store: Store, frame: Frame, chance: Mapping[Stratum, float], seed: int
) -> list[tuple[int, Stratum]]:
    """The posts drawn with their strata, in random order."""
    wanted = allotted(frame.sizes, chance, seed)
    most = max(wanted.values())
    rows = store.query(frame.sql + _DRAW, frame.values | {"seed": seed, "most": most}).to_pylist()
    found = [
        (row["post"], stratum)
        for row in rows
        if row["place"] <= wanted[stratum := (row["lang"], row["network"], row["monitor"])]
    ]
    Random(seed).shuffle(found)  # noqa: S311 (a sample that can be drawn again, not a secret)
    return found


@transaction.atomic
def _keep(
    task: Checked,
    by: Person | None,
    seed: int,
    frame: Frame,
    chance: Mapping[Stratum, float],
    drawn: Sequence[tuple[int, Stratum]],
) -> Round:
    made = Round.objects.create(
        task=task.name, seed=seed, since=frame.since, posts=frame.posts, strata=len(frame.sizes), by=by
    )
    Drawn.objects.bulk_create(
        Drawn(
            round=made,
            turn=turn,
            post=post,
            lang=stratum[0],
            network=stratum[1],
            monitor=stratum[2],
            chance=chance[stratum],
        )
        for turn, (post, stratum) in enumerate(drawn)
    )
    record(by, "accuracy.drawn", task.name, round=made.pk, posts=len(drawn), seed=seed)
    return made
