"""The monitors of companies, and what stored posts that name several of them say of each."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from django.db.models import QuerySet

from tertulia.listen.monitors.lists import spelled_out
from tertulia.listen.monitors.models import SUBJECTS, Monitor
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import Node
from tertulia.posts.api import Store
from tertulia.posts.schema import READINGS, SENTIMENTS

ROWS = 8_192
_LABELS = ", ".join(f"r.{label}_p" for label in SENTIMENTS)
# Posts after a number that two or more of the monitors match, with their newest reading.
_PAGE = f"""
WITH named AS (
    SELECT post, list(DISTINCT monitor ORDER BY monitor) AS monitors
    FROM mentions
    WHERE list_contains($subjects, monitor) AND post > $after
        AND ($posts IS NULL OR list_contains($posts, post))
    GROUP BY post
    HAVING count(DISTINCT monitor) > 1 AND ($monitor IS NULL OR list_contains(monitors, $monitor))
    ORDER BY post LIMIT {ROWS}
)
SELECT post, title, text, p.lang, monitors, {_LABELS}
FROM named JOIN posts p USING (post) LEFT JOIN (
    SELECT post, {", ".join(f"arg_max({label}_p, read_at) AS {label}_p" for label in SENTIMENTS)}
    FROM readings WHERE post IN (SELECT post FROM named) GROUP BY post
) r USING (post)
ORDER BY post
"""  # noqa: S608  (names of ours)


def subjects() -> frozenset[int]:
    """The monitors of our brand and of competitors that are active."""
    return frozenset(_companies().values_list("pk", flat=True))


def tell_apart(store: Store, posts: Sequence[int] | None = None, monitor: int | None = None) -> int:
    """Read what the stored posts that name several companies say of each, and keep it; returns how many posts
    they are. Only these `posts` (numbers), or those that this `monitor` finds, if one is given."""
    trees = _trees()
    if len(trees) < 2:
        return 0
    done, asked = 0, {"subjects": list(trees), "posts": posts, "monitor": monitor, "after": -1}
    while len(page := store.query(_PAGE, asked)):
        store.set_said(_said(page, trees))
        done, asked = done + len(page), asked | {"after": page["post"][-1].as_py()}
    return done


def _companies() -> QuerySet[Monitor]:
    return Monitor.objects.filter(deleted_at=None, active=True, role__in=SUBJECTS)


def _trees() -> dict[int, Node]:
    """The searches of the companies; one that no longer parses finds nothing."""
    texts = {monitor.pk: spelled_out(monitor.query) for monitor in _companies()}
    return {number: tree for number, text in texts.items() if (tree := parse(text).tree) is not None}


def _said(page: pa.Table, trees: dict[int, Node]) -> pa.Table:
    from tertulia.listen.subjects import said_of

    named = page["monitors"].to_pylist()
    said = said_of(
        page, page.select([name for name in READINGS.names if name in page.column_names]), named, trees
    )
    return said.set_column(0, "post", page["post"].take(said["row"]))
