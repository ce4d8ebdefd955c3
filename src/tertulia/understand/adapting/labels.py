"""The corrections of a workspace as what teaches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tertulia.understand.adapting.keeping import forget, lessons
from tertulia.understand.adapting.lesson import LABELS

if TYPE_CHECKING:
    from tertulia.posts.api import Store

# A correction of the language counts in the post's language already.
_ASKED = """
SELECT p.post, p.text, p.title, p.lang, c.task, c.value
FROM corrections c JOIN posts p USING (post)
WHERE c.task <> 'lang' AND c.value IS NOT NULL
ORDER BY p.post, c.task
"""


def labels_of(store: Store) -> pa.Table:
    """LABELS: all that people have said of the readings of stored posts, confirmed or corrected."""
    return store.query(_ASKED).cast(LABELS)


def forget_missing(folder: Path, store: Store) -> list[int]:
    """`keeping.forget` for all posts that lessons learned from and the store no longer has, whoever took them
    away."""
    taught = {post for lesson in lessons(folder) for post in lesson.held_out["post"].to_pylist()}
    there = (
        store.query("SELECT post FROM posts WHERE list_contains($posts, post)", {"posts": sorted(taught)})[
            "post"
        ].to_pylist()
        if taught
        else []
    )
    return forget(folder, taught - set(there))
