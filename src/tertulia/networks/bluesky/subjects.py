"""What a post answers or quotes: the address and the hash of its present content."""

from __future__ import annotations

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Record
from tertulia.networks.bluesky.names import POST, uri_of
from tertulia.networks.bluesky.observing import posts_by_id
from tertulia.networks.bluesky.repository import Repository
from tertulia.networks.bluesky.shapes import table, word
from tertulia.networks.publishing import no_such_post

_TITLE = Text("Bluesky")


class Subjects:
    def __init__(self, ours: Repository) -> None:
        self._ours = ours

    async def reply(self, target: str) -> Record:
        """Parent and root of an answer. Raises `Problem` ("no-such-post", "replies-closed")."""
        parent, value, viewer = await self._post(target)
        if viewer.get("replyDisabled"):
            raise Problem(
                "replies-closed",
                Text("Its author lets only some people answer this post."),
                Text("Quote it, or speak to them in a post of your own."),
                "reply_to",
            )
        root = table(table(value.get("reply")).get("root"))
        known = uri_of(root.get("uri")) and word(root.get("cid"))
        return {"root": {"uri": root["uri"], "cid": root["cid"]} if known else parent, "parent": parent}

    async def quoted(self, target: str) -> Record:
        """Raises `Problem` ("no-such-post", "quotes-closed")."""
        post, _value, viewer = await self._post(target)
        if viewer.get("embeddingDisabled"):
            raise Problem(
                "quotes-closed",
                Text("Its author does not let this post be quoted."),
                Text("Link to it, or answer it."),
                "quote",
            )
        return post

    async def liked(self, target: str) -> tuple[Record, Record]:
        """A post, and what the account has done to it already."""
        post, _value, viewer = await self._post(target)
        return post, viewer

    async def _post(self, target: str) -> tuple[Record, Record, Record]:
        """Address and hash, record, and what the account may and did. Our own posts come from our own server:
        the network shows them a moment later."""
        uri = uri_of(target)
        if uri is None or uri.collection != POST:
            raise no_such_post(_TITLE, target)
        if uri.did == self._ours.did:
            if kept := await self._ours.find(POST, uri.key):
                return {"uri": str(kept.uri), "cid": kept.cid}, kept.value, {}
            raise no_such_post(_TITLE, target)
        for view in await posts_by_id(self._ours.xrpc, [target]):
            post = {"uri": view.get("uri"), "cid": view.get("cid")}
            return post, table(view.get("record")), table(view.get("viewer"))
        raise no_such_post(_TITLE, target)
