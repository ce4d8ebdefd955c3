"""What the models say of posts, and what people said before: asked of the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertulia.posts.api import Store

_VALUES = {
    "intents": "array_to_string(list_sort(intents), ',')",
    "needs_reply": "needs_reply::VARCHAR",
}
_SAID = """
SELECT p.post, p.network, coalesce(p.lang, 'und') AS lang, r.value, coalesce(r.model, '') AS model
FROM posts p LEFT JOIN (
    SELECT post, model, {value} AS value FROM readings WHERE post IN (SELECT unnest($posts::BIGINT[]))
    QUALIFY row_number() OVER (PARTITION BY post ORDER BY read_at DESC) = 1
) r USING (post)
WHERE p.post IN (SELECT unnest($posts::BIGINT[]))
"""
_MENTIONED = "SELECT DISTINCT post, monitor FROM mentions WHERE post IN (SELECT unnest($posts::BIGINT[]))"
_CORRECTED = "SELECT value, by_person FROM corrections WHERE post = $post AND task = $task"
_ALIKE = """
SELECT post FROM posts WHERE post IN (SELECT unnest($posts::BIGINT[]))
    AND folded = (SELECT folded FROM posts WHERE post = $post)
"""


@dataclass(frozen=True)
class Said:
    """The newest reading of a post for a task: `value` "" where the model was not sure (of intents: none)."""

    network: str
    lang: str
    value: str
    version: str


def said(store: Store, posts: Sequence[int], task: str) -> dict[int, Said]:
    """What the models read in these posts; those that are gone are absent."""
    value = _VALUES.get(task, f"{task}::VARCHAR")
    found = store.query(_SAID.format(value=value), {"posts": list(posts)}).to_pylist()
    return {row["post"]: Said(row["network"], row["lang"], row["value"] or "", row["model"]) for row in found}


def mentioned(store: Store, posts: Sequence[int]) -> dict[int, frozenset[int]]:
    """The monitors that find each of these posts."""
    found: dict[int, set[int]] = {}
    for row in store.query(_MENTIONED, {"posts": list(posts)}).to_pylist():
        found.setdefault(row["post"], set()).add(row["monitor"])
    return {post: frozenset(monitors) for post, monitors in found.items()}


def corrected(store: Store, post: int, task: str) -> tuple[str | None, str]:
    """The correction of a post as it stands, and whose it is; (None, "") where there is none."""
    found = store.query(_CORRECTED, {"post": post, "task": task}).to_pylist()
    return (found[0]["value"], found[0]["by_person"]) if found else (None, "")


def alike(store: Store, post: int, among: Sequence[int]) -> list[int]:
    """Those of the posts that say the same as one, case and accents aside; itself among them."""
    found: list[int] = store.query(_ALIKE, {"post": post, "posts": list(among)})["post"].to_pylist()
    return found
