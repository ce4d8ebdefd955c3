"""The posts of a selection that came in since a moment, in order of arrival.

A moment is the number of the newest post that was known then: the store numbers posts as they come in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any

from tertulia.listen.explorer.asked import today
from tertulia.listen.explorer.conditions import relation
from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.explorer.measures.subjects import subject
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.posts import last_number
from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store

FIRST_DAY = date(1970, 1, 1)
_COLUMNS = """
post, network, created_at, author, author_name, kind::VARCHAR AS kind, title, left(text, 600) AS text,
length(text) > 600 AS cut, own, followers, likes, reposts, replies, quotes, views,
lang, found.sentiment::VARCHAR AS sentiment, emotion::VARCHAR AS emotion, intents, needs_reply
"""
_COUNT = "SELECT count(*) AS posts FROM selected WHERE post > $after AND post <= $upto"
_POSTS = f"""
SELECT {_COLUMNS} FROM posts JOIN (
    SELECT post, sentiment FROM selected WHERE post > $after AND post <= $upto ORDER BY post DESC LIMIT $most
) found USING (post) ORDER BY post
"""  # noqa: S608
Record = dict[str, Any]


@dataclass(frozen=True)
class News:
    """What came in up to post number `upto`: how many posts, and the newest of them, oldest first."""

    upto: int
    count: int
    posts: list[Record]


def news(selection: Selection, store: Store, after: int, most: int) -> News:
    """What came in after post number `after`, with at most `most` posts of it (0: only counted)."""
    upto = last_number(store)
    if upto <= after:
        return News(upto, 0, [])
    count = int(_asked(selection, store, _COUNT, after=after, upto=upto)[0]["posts"])
    return News(upto, count, latest(selection, store, after, upto, most) if count and most else [])


def latest(selection: Selection, store: Store, after: int, upto: int, most: int) -> list[Record]:
    """The newest of the posts numbered above `after`, up to `upto`, oldest first; each with its monitors."""
    found = _asked(selection, store, _POSTS, after=after, upto=upto, most=most)
    monitors = _monitors(store, [row["post"] for row in found])
    return [
        row | {"created_at": row["created_at"].replace(tzinfo=UTC), "monitors": monitors[row["post"]]}
        for row in found
    ]


def _asked(selection: Selection, store: Store, sql: str, **values: int) -> list[Record]:
    with_selected, known = relation(selection, days_of(selection), said=subject(selection, store))
    return rows(store, f"{with_selected}\n{sql}", known | values)


def days_of(selection: Selection) -> Days:
    """The days asked for, by the calendar of now: a page that stays open over midnight goes on."""
    present = replace(selection, today=today(selection.zone))
    return present.days or Days(FIRST_DAY, present.today)


def _monitors(store: Store, posts: Iterable[int]) -> dict[int, list[int]]:
    """Which monitors find each of the posts."""
    found: dict[int, list[int]] = defaultdict(list)
    numbers = ", ".join(map(str, posts))
    if numbers:
        sql = f"SELECT DISTINCT post, monitor FROM mentions WHERE post IN ({numbers}) ORDER BY monitor"  # noqa: S608
        for row in rows(store, sql, {}):
            found[row["post"]].append(row["monitor"])
    return found
