"""Lists of the interface: what came after a time, and what of the known is public no more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tertulia.networks.base import Record
from tertulia.networks.wordpress.cursor import Known, Seen
from tertulia.networks.wordpress.rest import Rest

OVERLAP = timedelta(minutes=2)  # what is saved at a time may show a little later
_SECOND = timedelta(seconds=1)  # the interface lists what is later than a time, and knows no smaller one
_AT_ONCE = 20  # whole items in an answer
_CONFIRMED = 20  # vanished items that are asked for by themselves at a reading


@dataclass(frozen=True)
class List:
    """A list of the interface. `order` and `after` are its parameters, `field` what they compare, in UTC."""

    path: str
    fields: str
    order: str
    after: str
    field: str


POST_FIELDS = "id,date_gmt,modified_gmt,link,title,content,author,featured_media,_links,_embedded"
COMMENT_FIELDS = "id,post,parent,author,author_name,date_gmt,content,link,type,_links,_embedded"
CHANGED_POSTS = List("posts", POST_FIELDS, "modified", "modified_after", "modified_gmt")
POSTS = List("posts", POST_FIELDS, "date", "after", "date_gmt")
COMMENTS = List("comments", COMMENT_FIELDS, "date_gmt", "after", "date_gmt")
EMBED = "author,wp:term,wp:featuredmedia"


async def after(
    rest: Rest, wanted: List, start: datetime, until: datetime | None = None
) -> AsyncIterator[list[Record]]:
    """Items from a time on, oldest first, a page after the other; some may come twice. A page begins behind
    the last item of the one before, not at a number: what is edited meanwhile pushes others out of sight."""
    start, page = start - _SECOND, 1
    bounds = {"before": utc(until)} if until else {}
    while True:
        items, more = await rest.page_of(
            wanted.path, page=page, per_page=_AT_ONCE, order="asc", orderby=wanted.order,
            _fields=wanted.fields, _embed=EMBED, **{wanted.after: utc(start)}, **bounds,
        )  # fmt: skip
        if not items or (first := moment(items[0], wanted.field)) is None or first < start:
            return  # none, or a WordPress before 5.7, which does not know the question and lists all
        yield items
        last = moment(items[-1], wanted.field) or start
        if not more:
            return
        start, page = (last - _SECOND, 1) if last - _SECOND > start else (start, page + 1)


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
