"""The lists of Bluesky that are read from their newest item back: searches, feeds, notifications."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Ask, Kind, Record
from tertulia.networks.bluesky.cursors import time_in
from tertulia.networks.bluesky.mapping import time_of
from tertulia.networks.bluesky.shapes import table, tables, word
from tertulia.networks.bluesky.xrpc import Xrpc
from tertulia.outbound.api import OutboundProblem

SAID_TO_US = ("mention", "reply", "quote")  # the notifications that are posts
_A_PAGE = 100


@dataclass(frozen=True)
class Listing:
    """A list of the network: `fetch` gives a page of it, newest first, with the token of the next one (None:
    the end); `when` is the time by which the network sorts it."""

    fetch: Callable[[str | None], Awaitable[tuple[list[Record], str | None]]]
    when: Callable[[Record], datetime | None]


@dataclass(frozen=True)
class Span:
    """Bounds of what is asked for, where the list knows such: from `since` on, before `until`."""

    since: datetime | None = None
    until: datetime | None = None


def listing(ask: Ask, xrpc: Xrpc, did: str = "", span: Span = Span()) -> Listing:
    """The list that the question means. `did` is the account that is read."""
    match ask.kind:
        case Kind.SEARCH:
            return _search(ask, xrpc, span, q=ask.target)
        case Kind.HASHTAG:
            tag = ask.target.strip().lstrip("#＃")
            return _search(ask, xrpc, span, q=f"#{tag}", tag=[tag])
        case Kind.ACCOUNT:
            return _account(xrpc, did)
        case Kind.MENTIONS:
            return _notifications(xrpc)
    raise Problem("cannot-read", Text("Bluesky has no “{kind}” to read.", kind=ask.kind))


async def back_to(listed: Listing, bound: datetime | None, most_pages: int) -> tuple[list[Record], bool]:
    """The items of a list from its newest to `bound`, and whether that was reached, or the list's end."""
    items: list[Record] = []
    token: str | None = None
    for _ in range(most_pages):
        page, token = await listed.fetch(token)
        items += page
        if not page or token is None or (bound and _reaches(page, bound, listed.when)):
            return items, True
    return items, False


def id_of(item: Record) -> str:
    """What tells an item from the others of its list."""
    reason = table(item.get("reason"))
    uri = word(item.get("uri")) or word(table(item.get("post")).get("uri")) or repr(item)[:200]
    return f"{uri}#{word(table(reason.get('by')).get('did')) or ''}" if reason else uri


def _reaches(page: list[Record], bound: datetime, when: Callable[[Record], datetime | None]) -> bool:
    times = [moment for item in page if (moment := when(item))]
    return bool(times) and times[-1] < bound


def _search(ask: Ask, xrpc: Xrpc, span: Span, **wanted: str | list[str]) -> Listing:
    languages = ask.options.get("languages", "").replace(",", " ").split()

    async def fetch(token: str | None) -> tuple[list[Record], str | None]:
        try:
            answer = await xrpc.get(
                "app.bsky.feed.searchPosts",
                **wanted,
                sort="latest",
                limit=_A_PAGE,
                lang=languages[0] if len(languages) == 1 else None,
                since=_written(span.since),
                until=_written(span.until),
                cursor=token,
            )
        except OutboundProblem as problem:
            if problem.status in (401, 403) and not xrpc.signed_in:
                raise _closed_search() from problem
            raise
        return tables(answer.get("posts")), word(answer.get("cursor"))

    return Listing(fetch, time_of)


def _account(xrpc: Xrpc, did: str) -> Listing:
    async def fetch(token: str | None) -> tuple[list[Record], str | None]:
        answer = await xrpc.get("app.bsky.feed.getAuthorFeed", actor=did, limit=_A_PAGE, cursor=token)
        return tables(answer.get("feed")), word(answer.get("cursor"))

    return Listing(fetch, time_of)


def _notifications(xrpc: Xrpc) -> Listing:
    async def fetch(token: str | None) -> tuple[list[Record], str | None]:
        answer = await xrpc.get(
            "app.bsky.notification.listNotifications",
            reasons=list(SAID_TO_US),
            limit=_A_PAGE,
            cursor=token,
        )
        told = tables(answer.get("notifications"))
        return [one for one in told if one.get("reason") in SAID_TO_US], word(answer.get("cursor"))

    return Listing(fetch, lambda item: time_in(item.get("indexedAt")))


def _written(when: datetime | None) -> str | None:
    """A time as Bluesky wants it."""
    if when is None:
        return None
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _closed_search() -> Problem:
    return Problem(
        "needs-channel",
        Text("Bluesky lets only accounts search at this address."),
        Text("Connect a channel (an account of yours) and search with it, or listen to the stream."),
    )
