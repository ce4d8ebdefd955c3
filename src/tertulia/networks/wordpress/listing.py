"""Lists of the interface: what came after a time, and what of the known is public no more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tertulia.networks.base import Record
from tertulia.networks.wordpress.cursor import Known, Seen
from tertulia.networks.wordpress.rest import Rest

OVERLAP = timedelta(minutes=2)  # what is saved at a time may show a little later
_SECOND = timedelta(seconds=1)  # the interface lists what is later than a time, and knows no smaller one
_AT_ONCE = 20  # whole items in an answer
_CONFIRMED = 20  # vanished items that are asked for by themselves at a reading


@dataclass(frozen=True)
class List:
    """A list of the interface: `order`, `after`, `before` are parameters; `field` is what they compare."""

    path: str
    fields: str
    order: str
    after: str
    before: str
    field: str


POST_FIELDS = "id,date_gmt,modified_gmt,link,title,content,author,featured_media,_links,_embedded"
COMMENT_FIELDS = "id,post,parent,author,author_name,date_gmt,content,link,type,_links,_embedded"
CHANGED_POSTS = List("posts", POST_FIELDS, "modified", "modified_after", "modified_before", "modified_gmt")
POSTS = List("posts", POST_FIELDS, "date", "after", "before", "date_gmt")
COMMENTS = List("comments", COMMENT_FIELDS, "date_gmt", "after", "before", "date_gmt")
EMBED = "author,wp:term,wp:featuredmedia"


async def after(
    rest: Rest, wanted: List, start: datetime, until: datetime | None = None
) -> AsyncIterator[list[Record]]:
    """Items from a time on, oldest first, a page after the other; some may come twice. A page begins with the
    last second of the one before, not at a number: what is edited meanwhile pushes others out of sight.

    The interface compares the site's local times; after a change of its zone, older ones come in for hours.
    """
    start -= _SECOND
    while True:
        items, more = await _page(rest, wanted, start, until, order="asc", orderby=wanted.order)
        last = moment(items[-1], wanted.field) if items else None
        if last is None or last < start:
            return  # none, or a WordPress before 5.7, which does not know the question and lists all
        yield items
        if not more:
            return
        if last - _SECOND > start:
            start = last - _SECOND
            continue
        async for ones in _within(rest, wanted, start):
            yield ones
        start += _SECOND


async def _within(rest: Rest, wanted: List, start: datetime) -> AsyncIterator[list[Record]]:
    """All items of the second after `start`, by their numbers: equal times come in any order, so that pages
    of them would repeat some and leave out others."""
    page, more = 1, True
    while more:
        items, more = await _page(
            rest, wanted, start, start + 2 * _SECOND, page=page, order="asc", orderby="id"
        )
        yield items
        page += 1


async def _page(
    rest: Rest, wanted: List, start: datetime, until: datetime | None, **more: Any
) -> tuple[list[Record], bool]:
    bounds: dict[str, Any] = {wanted.after: utc(start), **({wanted.before: utc(until)} if until else {})}
    return await rest.page_of(
        wanted.path, per_page=_AT_ONCE, _fields=wanted.fields, _embed=EMBED, **bounds, **more
    )


async def gone(rest: Rest, path: str, known: Known, window: Sequence[Seen]) -> tuple[list[str], list[str]]:
    """Numbers of what was public and is no more, each asked for by itself, since a list may come short; and
    numbers that are left for the next reading."""
    suspects = known.vanished(window)
    asked, left = suspects[:_CONFIRMED], suspects[_CONFIRMED:]
    return [number for number in asked if not await rest.is_public(f"{path}/{number}")], left


def moment(item: Record, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(item.get(name, "")).replace(tzinfo=UTC)
    except (ValueError, TypeError):
        return None


def latest(items: Sequence[Record], name: str) -> str:
    return max((item[name] for item in items if moment(item, name)), default="")


def utc(time: datetime) -> str:
    """A time as the interface takes it, whatever the site's zone."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def recent(items: Sequence[Record], since: datetime | None) -> list[Record]:
    """Those published since, of all that say when."""
    return [item for item in items if (date := moment(item, "date_gmt")) and (since is None or date >= since)]
