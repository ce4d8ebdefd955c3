"""A thread: the post, what it answers, and all answers, each time anew."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Page, Record
from tertulia.networks.bluesky.accounts import did_of
from tertulia.networks.bluesky.cursors import decoded, encoded
from tertulia.networks.bluesky.mapping import time_of
from tertulia.networks.bluesky.names import NETWORK, POST, thread_in
from tertulia.networks.bluesky.observing import posts_by_id
from tertulia.networks.bluesky.shapes import table, tables, word, words
from tertulia.networks.bluesky.xrpc import Xrpc, is_unknown
from tertulia.outbound.api import OutboundProblem
from tertulia.posts.api import Gone

_DEEP = 100
_KEPT = 1000  # ids whose disappearance is noticed


async def read_thread(ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
    """The thread as one page; posts that were there and are not any more are gone.

    Raises `Problem`: "no-such-post".
    """
    xrpc = Xrpc.of(ask, access)
    uri = await _address(ask, xrpc)
    known = words(decoded(cursor).get("ids"))
    try:
        answer = await xrpc.get("app.bsky.feed.getPostThread", uri=uri, depth=_DEEP, parentHeight=_DEEP)
    except OutboundProblem as problem:
        if not is_unknown(problem):
            raise
        if uri in known:
            yield Page(gone=[Gone(NETWORK, id=uri)])
        raise no_such_post(ask.target) from problem
    posts = sorted(_posts(table(answer.get("thread"))), key=_time)
    ids = [id_ for post in posts if (id_ := word(post.get("uri")))]
    gone = [Gone(NETWORK, id=id_) for id_ in await _vanished(xrpc, set(known) - set(ids))]
    yield Page([{"post": post} for post in posts], encoded({"ids": ids[-_KEPT:]}), gone)


async def _address(ask: Ask, xrpc: Xrpc) -> str:
    named = thread_in(ask.target)
    if named is None:
        raise no_such_post(ask.target)
    return f"at://{await did_of(xrpc, named[0])}/{POST}/{named[1]}"


def _posts(node: Record) -> Iterator[Record]:
    """The posts of a thread's tree; places of blocked and absent ones are empty."""
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at.get("post"), dict):
            yield at["post"]
        waiting += [table(at.get("parent")), *tables(at.get("replies"))] if at else []


def _time(post: Record) -> datetime:
    return time_of(post) or datetime.fromtimestamp(0, UTC)


async def _vanished(xrpc: Xrpc, ids: set[str]) -> list[str]:
    """Those that the network has no more; a thread also leaves out what lies too deep."""
    return sorted(ids - {str(post.get("uri")) for post in await posts_by_id(xrpc, sorted(ids))})


def no_such_post(target: str) -> Problem:
    return Problem(
        "no-such-post",
        Text("Bluesky knows no post {target}.", target=target),
        Text("Copy the address of the post from its page; it may have been deleted."),
        "target",
    )
