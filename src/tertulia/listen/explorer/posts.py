"""The posts behind a selection, a page at a time; and one post with all that is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.measures.asking import Question, rows, sql
from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store

PAGE = 20
THREAD = 500
# order → what posts are ranked by, the largest first; a missing counter ranks below 0
_RANKS = {
    "newest": "epoch_us(created_at)",
    "oldest": "-epoch_us(created_at)",
    "likes": "coalesce(likes, -1)",
    "replies": "coalesce(replies, -1)",
    "reposts": "coalesce(reposts, -1)",
    "views": "coalesce(views, -1)",
}
# the same order over the bare column, which lets DuckDB pass over what cannot be on the page
_ORDERS = {
    "newest": "created_at DESC",
    "oldest": "created_at",
    "likes": "likes DESC NULLS LAST",
    "replies": "replies DESC NULLS LAST",
    "reposts": "reposts DESC NULLS LAST",
    "views": "views DESC NULLS LAST",
}
Record = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Some posts in the order asked for, and the mark that asks for those after them ("" at the end)."""

    posts: list[Record]
    following: str


def page(selection: Selection, store: Store, after: str = "", limit: int = PAGE) -> Page:
    """The posts after a mark. Raises `Problem` for a mark that no page gave."""
    rank = _RANKS[selection.sort]
    values: Record = {"limit": limit + 1}
    condition = "true"
    if after:
        condition = f"({rank} < $rank OR ({rank} = $rank AND post < $last))"
        values |= _mark(after)
    formats = {"rank": rank, "order": _ORDERS[selection.sort], "after": condition}
    found = [_aware(row) for row in Question(selection, store).ask("posts", formats=formats, **values)]
    more = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], f"{more['rank']}.{more['post']}" if more else "")


def _mark(after: str) -> Record:
    match = re.fullmatch(r"(-?[0-9]{1,18})\.([0-9]{1,18})", after, re.ASCII)
    if not match:
        raise Problem(
            "bad-mark",
            Text("The page of posts asked for does not exist."),
            Text("Begin again at the first one."),
            place="after",
        )
    return {"rank": int(match[1]), "last": int(match[2])}


def _aware(row: Record) -> Record:
    return row | {"created_at": row["created_at"].replace(tzinfo=UTC)}


@dataclass(frozen=True)
class Branch:
    """A post of a thread and how deep it stands below the first."""

    post: Record
    depth: int


@dataclass(frozen=True)
class PostFile:
    """All that is kept of a post: its counters over time, its earlier texts, its readings (newest first), the
    corrections people made (newest first), the numbers of the monitors that find it, and what it says of the
    subjects of those of them that were read apart."""

    post: Record
    observations: list[Record]
    earlier: list[Record]
    readings: list[Record]
    corrections: list[Record]
    monitors: list[int]
    said: list[Record]


def post_file(number: int, store: Store) -> PostFile:
    """The post with that number. Raises `Problem` (code no-such-post) where there is none."""
    asked = {"post": number}
    found = rows(store, sql("post"), asked)
    if not found:
        raise Problem(
            "no-such-post",
            Text("There is no post {number}.", number=number),
            Text("It may have been erased."),
        )
    mentions = rows(store, sql("mentions"), asked)
    return PostFile(
        _aware(found[0]),
        rows(store, "SELECT * FROM observations WHERE post = $post ORDER BY observed_at", asked),
        rows(store, "SELECT * FROM earlier_texts WHERE post = $post ORDER BY until DESC", asked),
        rows(store, sql("readings"), asked),
        rows(store, "SELECT * FROM corrections WHERE post = $post ORDER BY corrected_at DESC", asked),
        [row["monitor"] for row in mentions],
        [row for row in mentions if row["negative_p"] is not None],
    )


def thread(post: Record, store: Store) -> list[Branch]:
    """The thread that a post stands in, each reply under what it answers; only the post where it stands
    alone."""
    key = post["thread_key"] or post["reply_key"] or post["key"]
    asked = {"network": post["network"], "thread": key, "limit": THREAD}
    found = [_aware(row) for row in rows(store, sql("thread"), asked)]
    if not any(row["post"] == post["post"] for row in found):
        found.append(post)
    return list(_branches(found))


def _branches(posts: list[Record]) -> Iterator[Branch]:
    """Depth first, in order of time; a reply whose parent is not stored stands at the top."""
    keys = {post["key"] for post in posts}
    below: dict[int | None, list[Record]] = {}
    for post in posts:
        parent = post["reply_key"] if post["reply_key"] in keys and post["reply_key"] != post["key"] else None
        below.setdefault(parent, []).append(post)
    waiting = [(post, 0) for post in reversed(below.get(None, []))]
    seen: set[int] = set()
    while waiting:
        post, depth = waiting.pop()
        if post["post"] in seen:
            continue
        seen.add(post["post"])
        yield Branch(post, depth)
        waiting += [(reply, depth + 1) for reply in reversed(below.get(post["key"], []))]
    yield from (Branch(post, 0) for post in posts if post["post"] not in seen)


def last_number(store: Store) -> int:
    """The number of the post that came in last; 0 where there are none."""
    return int(rows(store, "SELECT coalesce(max(post), 0) AS last FROM posts", {})[0]["last"])


def newest(store: Store) -> datetime | None:
    """When the newest post was published (UTC); None where there are no posts."""
    last = rows(store, sql("span"), {})[0]["last"]
    return last.replace(tzinfo=UTC) if last else None
