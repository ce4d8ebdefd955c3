"""Reads stored posts again with the present models, a page at a time. People's corrections still win."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from tertulia.posts.api import Store

ROWS = 32_768
Reader = Callable[[pa.Table], pa.Table]
_ALL = "SELECT count(*) AS posts FROM posts"
# Stale: whose newest reading is not by the model named. After going back to an earlier model its old readings
# are there still, but those that count are the later ones.
_STALE = """
SELECT count(*) AS posts
FROM posts
LEFT JOIN (SELECT post, arg_max(model, read_at) AS model FROM readings GROUP BY post) r USING (post)
WHERE r.model IS DISTINCT FROM $model
"""
_PAGE = """
WITH page AS (
    SELECT post, title, text, declared_lang AS lang FROM posts WHERE post > $after ORDER BY post LIMIT $rows
)
SELECT page.*, $model IS NULL OR r.model IS DISTINCT FROM $model AS waits
FROM page LEFT JOIN (
    SELECT post, arg_max(model, read_at) AS model FROM readings
    WHERE post > $after AND post <= (SELECT max(post) FROM page) GROUP BY post
) r USING (post)
ORDER BY post
"""


def waiting(store: Store, model: str | None) -> int:
    """How many posts a re-reading would read: those that other models read last, or none; all of them where
    no model is named."""
    found = store.query(_ALL) if model is None else store.query(_STALE, {"model": model})
    return int(found["posts"][0].as_py())


def reread(store: Store, read: Reader, model: str | None, rows: int = ROWS) -> Iterator[int]:
    """Read them, and say after each page how many were. An interrupted re-reading by a model that is named is
    taken up by beginning anew."""
    after = -1
    while True:
        # Page by page, not one long scan: each page is written before the next is read.
        page = store.query(_PAGE, {"after": after, "model": model, "rows": rows})
        if not len(page):
            return
        after = page["post"][-1].as_py()
        stale = page.filter(page["waits"])
        if len(stale):
            store.set_readings(stale["post"].combine_chunks(), read(stale.select(["title", "text", "lang"])))
            yield len(stale)
