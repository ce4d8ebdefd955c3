"""Reading a feed: fetch, parse apart, hand over what is new or changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Page
from tertulia.networks.rss.cursor import Cursor, News, date_of, news, opened
from tertulia.networks.rss.document import Document
from tertulia.networks.rss.fetching import fetch, pause
from tertulia.networks.rss.parsing import parse
from tertulia.networks.rss.site import as_address, site_of
from tertulia.networks.rss.websub import hub_of
from tertulia.outbound.api import Answer
from tertulia.posts.api import Gap


async def read(ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
    """One page: what the feed holds beyond the last reading. A page that names a feed will do, too."""
    before = opened(cursor, as_address(ask.target))
    answer, at = await fetch(before, access.http)
    now = datetime.now(UTC)
    if answer.status == 304 or (before.entries and at.body == before.body):
        yield Page(cursor=at.written() if at != before else None, every_s=pause(answer.headers, None, now))
        return
    document, answer, at = await _document(answer, before, at, access)
    found = news(document.entries, before, now)
    newest = max(filter(None, (before.newest, found.newest.isoformat() if found.newest else "")), default="")
    hub, topic = hub_of(answer.headers, document, answer.url) or ("", "")
    at = replace(at, entries=found.known, newest=newest, hub=hub, topic=topic)
    wanted = [entry for entry in found.entries if ask.since is None or (date_of(entry) or now) >= ask.since]
    yield Page(
        wanted,
        at.written(),
        missed=_missed(found, before),
        every_s=pause(answer.headers, document.pause_s, now),
    )


async def _document(
    answer: Answer, before: Cursor, at: Cursor, access: Access
) -> tuple[Document, Answer, Cursor]:
    """The document; on a first reading that of the feed which the page at this address names."""
    try:
        return await _parsed(answer, access), answer, at
    except Problem as problem:
        feeds = site_of(answer).feeds if problem.code == "not-a-feed" and not before.entries else ()
        if not feeds:
            raise
    answer, at = await fetch(Cursor(feeds[0].url), access.http)
    return await _parsed(answer, access), answer, at


async def _parsed(answer: Answer, access: Access) -> Document:
    kind = answer.headers.get("content-type", "")
    document: Document = await access.isolated(parse, answer.body, kind, answer.url)
    return document


def _missed(found: News, before: Cursor) -> Gap | None:
    """A feed all of whose entries are new let some fall out between: as far as their dates say so."""
    if not (found.all_new and found.oldest and before.newest):
        return None
    last = datetime.fromisoformat(before.newest)
    return Gap(last, found.oldest, "overflow", "rss") if found.oldest > last else None
