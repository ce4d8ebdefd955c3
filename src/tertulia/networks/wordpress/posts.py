"""A site's posts: those changed since, then the newest, which show scheduled ones and deletions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from tertulia.networks.base import Page, Record
from tertulia.networks.rss.document import short_hash
from tertulia.networks.wordpress.cursor import EARLIEST, WINDOW, Known, Seen
from tertulia.networks.wordpress.listing import (
    CHANGED_POSTS,
    EMBED,
    OVERLAP,
    POST_FIELDS,
    after,
    gone,
    latest,
    recent,
)
from tertulia.networks.wordpress.locating import Place
from tertulia.networks.wordpress.mapping import post_id
from tertulia.networks.wordpress.rest import Rest
from tertulia.posts.api import Gone

_AT_ONCE = 20


async def read_posts(
    known: Known, place: Place, rest: Rest, since: datetime | None
) -> AsyncIterator[tuple[Page, Known]]:
    """Pages of posts, each with what is known behind it."""
    if known.at:
        start = datetime.fromisoformat(known.at).replace(tzinfo=UTC) - OVERLAP
        async for items in after(rest, CHANGED_POSTS, start):
            fresh = [item for item in items if not known.has(_seen(item))]
            known = known.learned(map(_seen, items), latest(items, "modified_gmt"))
            if fresh:
                yield Page(items_of(fresh, place)), known
    window = await rest.listed(
        "posts", per_page=WINDOW, orderby="date", order="desc", _fields="id,date_gmt,modified_gmt"
    )
    wanted = recent(window, since)
    known = known.learned(_seen(post) for post in window if post not in wanted)
    async for items in _lacking(rest, known, wanted):
        known = known.learned(map(_seen, items), latest(items, "modified_gmt"))
        yield Page(items_of(items, place)), known
    known = known.learned((), known.at or latest(window, "modified_gmt") or EARLIEST)
    yield await _taken_back(rest, known, window, place)


def items_of(posts: list[Record], place: Place) -> list[Record]:
    """Raw items that stand alone, without the interface's links."""
    return [
        {**{name: value for name, value in post.items() if name != "_links"}, "what": "post",
         "site": place.home, "lang": place.lang}
        for post in posts
    ]  # fmt: skip


def _seen(post: Record) -> Seen:
    """The mark holds the content too, where it is there: a second edit may be of the same second."""
    said = short_hash([post["content"], post.get("title")]) if "content" in post else ""
    return Seen(str(post.get("id")), str(post.get("date_gmt")), f"{post.get('modified_gmt')}/{said}")


async def _lacking(rest: Rest, known: Known, wanted: list[Record]) -> AsyncIterator[list[Record]]:
    """Those of the newest posts that are not known as they are, whole, oldest first."""
    numbers = [post.get("id") for post in wanted if not known.has(_seen(post))][::-1]
    for start in range(0, len(numbers), _AT_ONCE):
        asked = numbers[start : start + _AT_ONCE]
        yield await rest.listed(
            "posts", include=",".join(map(str, asked)), per_page=_AT_ONCE, orderby="date", order="asc",
            _fields=POST_FIELDS, _embed=EMBED,
        )  # fmt: skip


async def _taken_back(rest: Rest, known: Known, window: list[Record], place: Place) -> tuple[Page, Known]:
    seen = [_seen(post) for post in window]
    numbers, left = await gone(rest, "posts", known, seen)
    ids = [post_id(place.home, int(number)) for number in numbers if number.isdigit()]
    taken = [one for id in ids for one in (Gone("wordpress", id=id), Gone("wordpress", prefix=f"{id}#"))]
    return Page(gone=taken), known.within(seen, [*left, *_just_changed(known)], without=numbers)


def _just_changed(known: Known) -> list[str]:
    """Old posts that the next look at what changed meets again, because it goes back a little."""
    if not known.at:
        return []
    start = datetime.fromisoformat(known.at) - OVERLAP * 2
    return [number for number, (_, changed) in known.items.items() if changed >= start.isoformat()]
