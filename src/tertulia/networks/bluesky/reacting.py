"""Likes, reposts and follows: records of the account's repository, at most one for each post or account."""

from __future__ import annotations

from datetime import UTC, datetime

from tertulia.networks.base import Reaction, Record
from tertulia.networks.bluesky.accounts import profile_of
from tertulia.networks.bluesky.keys import record_key
from tertulia.networks.bluesky.names import REPOST
from tertulia.networks.bluesky.repository import Repository
from tertulia.networks.bluesky.shapes import table, word
from tertulia.networks.bluesky.subjects import Subjects

_COLLECTIONS = {
    Reaction.LIKE: "app.bsky.feed.like",
    Reaction.REPOST: REPOST,
    Reaction.FOLLOW: "app.bsky.graph.follow",
}
_DONE = {Reaction.LIKE: "like", Reaction.REPOST: "repost", Reaction.FOLLOW: "following"}


async def react(reaction: Reaction, target: str, ours: Repository) -> None:
    """Like or repost a post, follow an account; what was done already, also elsewhere, stays as it is. Raises
    `Problem` ("no-such-post", "no-such-account", those of sending)."""
    subject, viewer = await _subject(reaction, target, ours)
    if word(viewer.get(_DONE[reaction])):
        return
    named = subject if isinstance(subject, str) else str(subject.get("uri"))
    collection = _COLLECTIONS[reaction]
    record = {"$type": collection, "subject": subject, "createdAt": datetime.now(UTC).isoformat()}
    await ours.put(collection, record_key(f"{collection} {named}"), record)


async def _subject(reaction: Reaction, target: str, ours: Repository) -> tuple[Record | str, Record]:
    """What the record speaks of, and what the account has done to it already."""
    if reaction is not Reaction.FOLLOW:
        return await Subjects(ours).liked(target)
    profile = await profile_of(ours.xrpc, target)
    return word(profile.get("did")) or "", table(profile.get("viewer"))
