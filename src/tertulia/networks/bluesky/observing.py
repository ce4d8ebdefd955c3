"""The present counters of posts."""

from __future__ import annotations

from collections.abc import Sequence

from tertulia.networks.base import GONE, Record
from tertulia.networks.bluesky.names import is_post
from tertulia.networks.bluesky.shapes import tables
from tertulia.networks.bluesky.xrpc import Xrpc

_AT_ONCE = 25  # what getPosts takes


async def posts_by_id(xrpc: Xrpc, ids: Sequence[str]) -> list[Record]:
    """The posts of these ids that are still there. Reposts have no counters and are left out."""
    wanted = [id_ for id_ in dict.fromkeys(ids) if is_post(id_)]
    found: list[Record] = []
    for start in range(0, len(wanted), _AT_ONCE):
        answer = await xrpc.get("app.bsky.feed.getPosts", uris=wanted[start : start + _AT_ONCE])
        found += tables(answer.get("posts"))
    return found


async def observe(xrpc: Xrpc, ids: Sequence[str]) -> list[Record]:
    """The posts as they are now; those that the network leaves out are gone."""
    found = await posts_by_id(xrpc, ids)
    there = {post.get("uri") for post in found}
    return [*found, *({GONE: id_} for id_ in dict.fromkeys(ids) if is_post(id_) and id_ not in there)]
