"""Bluesky takes posts. See `networks.base.Publisher`.

A post is a record of the account's repository under a key made of ours. It is put there on condition that
nothing stands there: so the same post cannot come to be twice, and is looked up by its address.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Draft, Limits, Media, Published, Reaction, Record, Weighed
from tertulia.networks.bluesky import reacting
from tertulia.networks.bluesky.cards import card_of
from tertulia.networks.bluesky.dimensions import size_of
from tertulia.networks.bluesky.facets import facets, handles
from tertulia.networks.bluesky.keys import record_key
from tertulia.networks.bluesky.names import POST, Uri, post_page, uri_of
from tertulia.networks.bluesky.repository import Repository
from tertulia.networks.bluesky.shapes import only_given
from tertulia.networks.bluesky.subjects import Subjects
from tertulia.networks.bluesky.weighing import LIMITS, text_of, weigh
from tertulia.networks.publishing import bytes_of, not_ours, refuse

TITLE = Text("Bluesky")


class Publishing:
    def limits(self, settings: Mapping[str, str]) -> Limits:
        return LIMITS

    def weigh(self, draft: Draft, settings: Mapping[str, str]) -> Weighed:
        return weigh(draft)

    async def publish(self, draft: Draft, key: str, access: Access) -> Published:
        refuse(weigh(draft).problems)
        ours = await Repository.of(access)
        record = await _record(draft, ours, access)
        uri = await ours.put(POST, record_key(key), record)
        return _published(uri, ours)

    async def look_up(self, draft: Draft, key: str, since: datetime, access: Access) -> Published | None:
        ours = await Repository.of(access)
        found = await ours.find(POST, record_key(key))
        return _published(found.uri, ours) if found else None

    async def withdraw(self, id: str, access: Access) -> None:
        ours = await Repository.of(access)
        uri = uri_of(id)
        if uri is None or uri.did != ours.did:
            raise not_ours(TITLE)
        await ours.delete(uri)

    async def react(self, reaction: Reaction, target: str, access: Access) -> None:
        await reacting.react(reaction, target, await Repository.of(access))


def _published(uri: Uri, ours: Repository) -> Published:
    return Published(str(uri), post_page(ours.handle, uri.key))


async def _record(draft: Draft, ours: Repository, access: Access) -> Record:
    """The post as the network keeps it."""
    text = text_of(draft)
    found = dict(zip(wanted := handles(text), await asyncio.gather(*map(ours.did_of, wanted)), strict=True))
    people = {handle: did for handle, did in found.items() if did}
    subjects = Subjects(ours)
    return {
        "$type": POST,
        "text": text,
        "createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    } | only_given(
        langs=[draft.lang] if draft.lang else [],
        facets=facets(text, people),
        reply=await subjects.reply(draft.reply_to) if draft.reply_to else None,
        embed=await _embed(draft, subjects, ours, access),
    )


async def _embed(draft: Draft, subjects: Subjects, ours: Repository, access: Access) -> Record | None:
    """Images or the card of a link, a quoted post, or both."""
    shown = None
    if draft.media:
        images = [await _image(medium, ours) for medium in draft.media]
        shown = {"$type": "app.bsky.embed.images", "images": images}
    elif draft.link:
        shown = await card_of(draft.link, access.http, ours.xrpc)
    if not draft.quote:
        return shown
    quoted = {"$type": "app.bsky.embed.record", "record": await subjects.quoted(draft.quote)}
    if shown is None:
        return quoted
    return {"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": shown}


async def _image(medium: Media, ours: Repository) -> Record:
    content = await asyncio.to_thread(bytes_of, medium)
    blob = await ours.xrpc.upload(content, medium.kind)
    if not blob:
        cause = Text("Bluesky took the file {name} without saying under which name.", name=medium.path.name)
        raise Problem("bad-answer", cause, Text("Tertulia tries again by itself."), permanent=False)
    size = size_of(content)
    ratio = {"width": size[0], "height": size[1]} if size else None
    return {"image": blob, "alt": medium.alt} | only_given(aspectRatio=ratio)
