"""The repository of a channel's account: records put, found and deleted under keys of our own.

`swapRecord` null means that nothing may stand there yet.
https://docs.bsky.app/docs/api/com-atproto-repo-put-record
"""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.networks.base import Access, Record
from tertulia.networks.bluesky.names import Uri, uri_of
from tertulia.networks.bluesky.shapes import table, word
from tertulia.networks.bluesky.xrpc import Xrpc, error_of, is_unknown, message_of
from tertulia.networks.publishing import failed_sending, needs_channel, outcome_unknown
from tertulia.outbound.api import OutboundProblem

_TITLE = Text("Bluesky")


@dataclass(frozen=True)
class Kept:
    """A record with its address and the hash of its content."""

    uri: Uri
    cid: str
    value: Record


@dataclass(frozen=True)
class Repository:
    """`did` and `handle` are the account's own, as its server says."""

    xrpc: Xrpc
    did: str
    handle: str

    @classmethod
    async def of(cls, access: Access) -> Repository:
        """The channel's. Raises `Problem` ("needs-channel", those of signing in)."""
        xrpc = Xrpc(access, {})
        if not xrpc.signed_in or not xrpc.handle:
            raise needs_channel(_TITLE)
        session = await xrpc.get("com.atproto.server.getSession")
        return cls(xrpc, word(session.get("did")) or "", word(session.get("handle")) or xrpc.handle)

    async def put(self, collection: str, key: str, record: Record) -> Uri:
        """Put a record where none stands; one that stands there is what was wanted. Raises `Problem`
        ("outcome-unknown", "refused")."""
        place = {"repo": self.did, "collection": collection, "rkey": key}
        try:
            answer = await self.xrpc.call(
                "com.atproto.repo.putRecord", {**place, "record": record, "swapRecord": None}
            )
        except OutboundProblem as problem:
            if error_of(problem) == "InvalidSwap":
                return Uri(self.did, collection, key)
            raise failed_sending(problem, _TITLE, message_of(problem)) from problem
        uri = uri_of(answer.get("uri"))
        if uri is None:
            raise outcome_unknown(_TITLE)
        return uri

    async def find(self, collection: str, key: str, did: str = "") -> Kept | None:
        """The record of a key, None where there is none; of another account as far as the server gives it."""
        place = {"repo": did or self.did, "collection": collection, "rkey": key}
        try:
            answer = await self.xrpc.get("com.atproto.repo.getRecord", **place)
        except OutboundProblem as problem:
            if is_unknown(problem) or "could not locate" in message_of(problem).casefold():
                return None
            raise
        uri, cid = uri_of(answer.get("uri")), word(answer.get("cid"))
        return Kept(uri, cid or "", table(answer.get("value"))) if uri else None

    async def delete(self, uri: Uri) -> None:
        """Delete a record; one that is gone already is no error."""
        place = {"repo": self.did, "collection": uri.collection, "rkey": uri.key}
        await self.xrpc.call("com.atproto.repo.deleteRecord", place)

    async def did_of(self, handle: str) -> str:
        """The account of a handle, "" where nobody answers for it."""
        try:
            answer = await self.xrpc.get("com.atproto.identity.resolveHandle", handle=handle)
        except OutboundProblem as problem:
            if problem.permanent:
                return ""
            raise
        return word(answer.get("did")) or ""
