"""A site's comments: those after the last that was read, and the newest, which show what was approved late,
edited, or taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from tertulia.networks.base import Page, Record
from tertulia.networks.rss.document import short_hash
from tertulia.networks.wordpress.cursor import EARLIEST, WINDOW, Known, Seen
from tertulia.networks.wordpress.listing import (
    COMMENT_FIELDS,
    COMMENTS,
    EMBED,
    OVERLAP,
    after,
    gone,
    latest,
    recent,
)
from tertulia.networks.wordpress.locating import Place
from tertulia.networks.wordpress.mapping import comment_id
from tertulia.networks.wordpress.rest import Rest
from tertulia.posts.api import Gone


async def read_comments(
    known: Known, place: Place, rest: Rest, since: datetime | None
) -> AsyncIterator[tuple[Page, Known]]:
    """Pages of comments, each with what is known behind it."""
    window = await rest.listed(
        "comments", per_page=WINDOW, orderby="date_gmt", order="desc", _fields=COMMENT_FIELDS, _embed=EMBED
    )
    if known.at and len(window) >= WINDOW and known.at < str(window[-1].get("date_gmt")):
        start = datetime.fromisoformat(known.at).replace(tzinfo=UTC) - OVERLAP
        async for items in after(rest, COMMENTS, start):
            fresh = [item for item in items if not known.has(_seen(item))]
            known = known.learned(map(_seen, items), latest(items, "date_gmt"))
            if fresh:
                yield Page(items_of(fresh, place)), known
    yield await _newest(rest, known, window, since, place)


def items_of(comments: list[Record], place: Place) -> list[Record]:
    """Raw items that stand alone, without the interface's links."""
    return [
        {**{name: value for name, value in comment.items() if name != "_links"}, "what": "comment",
         "site": place.home}
        for comment in comments
    ]  # fmt: skip


def _seen(comment: Record) -> Seen:
    """The mark holds the post's number too, which the comment's id is made of."""
    mark = f"{comment.get('post')}/{short_hash([comment.get('content'), comment.get('author_name')])}"
    return Seen(str(comment.get("id")), str(comment.get("date_gmt")), mark)


async def _newest(
    rest: Rest, known: Known, window: list[Record], since: datetime | None, place: Place
) -> tuple[Page, Known]:
    seen = [_seen(comment) for comment in window]
    fresh = [comment for comment in recent(window, since) if not known.has(_seen(comment))][::-1]
    numbers, left = await gone(rest, "comments", known, seen)
    of_posts = [(known.items[number][1].partition("/")[0], number) for number in numbers]
    taken = [
        Gone("wordpress", comment_id(place.home, int(post), int(number)))
        for post, number in of_posts
        if post.isdigit() and number.isdigit()
    ]
    reached = latest(window, "date_gmt") or EARLIEST
    known = known.learned(seen, reached).within(seen, left, without=numbers)
    return Page(items_of(fresh, place), gone=taken), known
