"""Mastodon, and what answers like it, takes posts. See `networks.base.Publisher`.

Each attempt at a post carries the same Idempotency-Key: for an hour the server answers a second one with the
first. https://docs.joinmastodon.org/methods/statuses/#create
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from tertulia.i18n import Text
from tertulia.networks.base import Access, Draft, Limits, Published, Reaction, Record, Weighed
from tertulia.networks.mastodon import weighing
from tertulia.networks.mastodon.client import Server, id_of, server_of
from tertulia.networks.mastodon.memory import Memories
from tertulia.networks.mastodon.own_posts import find_own
from tertulia.networks.mastodon.tracks import account_id, handle_in
from tertulia.networks.mastodon.uploading import upload
from tertulia.networks.mastodon.whereabouts import local_id, status_at
from tertulia.networks.publishing import (
    failed_sending,
    first_word,
    needs_channel,
    no_such_post,
    outcome_unknown,
    refuse,
)
from tertulia.outbound.api import OutboundProblem

TITLE = Text("Mastodon")
_VISIBILITY = {"followers": "private"}
_ACTS = {Reaction.LIKE: "favourite", Reaction.REPOST: "reblog"}


class Publishing:
    def __init__(self, memories: Memories) -> None:
        self._memories = memories

    def limits(self, settings: Mapping[str, str]) -> Limits:
        return weighing.limits(settings)

    def weigh(self, draft: Draft, settings: Mapping[str, str]) -> Weighed:
        return weighing.weigh(draft, settings)

    async def publish(self, draft: Draft, key: str, access: Access) -> Published:
        server = _ours(access)
        taken = (await self._memories.of(server).instance(server)).takes
        refuse(weighing.weigh(draft, {**access.settings, **taken}).problems)
        told = await _status(draft, server)
        headers = {"Idempotency-Key": hashlib.sha256(key.encode()).hexdigest()}
        try:
            status = (await server.send("/api/v1/statuses", json=told, headers=headers)).json()
        except OutboundProblem as problem:
            raise failed_sending(problem, TITLE, error_in(problem)) from problem
        return published(status)

    async def look_up(self, draft: Draft, key: str, since: datetime, access: Access) -> Published | None:
        status = await find_own(draft, since, _ours(access))
        return published(status) if status else None

    async def withdraw(self, id: str, access: Access) -> None:
        server = _ours(access)
        number = await local_id(id, server)
        if number is None:
            return
        try:
            await server.send(f"/api/v1/statuses/{quote(number, safe='')}", method="DELETE")
        except OutboundProblem as problem:
            if problem.code not in ("not-found", "gone"):
                raise

    async def react(self, reaction: Reaction, target: str, access: Access) -> None:
        server = _ours(access)
        if reaction is Reaction.FOLLOW:
            number = await account_id(handle_in(target), server, self._memories.of(server))
            await server.send(f"/api/v1/accounts/{quote(number, safe='')}/follow")
        else:
            number = quote(id_of(await _known(target, server)) or "", safe="")
            await server.send(f"/api/v1/statuses/{number}/{_ACTS[reaction]}")


def published(status: Any) -> Published:
    """Raises `Problem` ("outcome-unknown") for an answer that is no post."""
    given = status if isinstance(status, dict) else {}
    if uri := first_word(given.get("uri")):
        return Published(uri, first_word(given.get("url"), uri))
    raise outcome_unknown(TITLE)


def error_in(problem: OutboundProblem) -> str:
    """What the server says is wrong: {"error": "…"}."""
    try:
        said = json.loads(problem.body)
    except ValueError:
        return ""
    return first_word(said.get("error")) if isinstance(said, dict) else ""


def _ours(access: Access) -> Server:
    """The channel's server, in the channel's name. Raises `Problem` ("needs-channel")."""
    server = server_of(access)
    if not server.token:
        raise needs_channel(TITLE)
    return server


async def _known(target: str, server: Server) -> Record:
    """A post that is answered, quoted or reacted to. Raises `Problem` ("no-such-post")."""
    status = await status_at(target, server)
    if status is None or id_of(status) is None:
        raise no_such_post(TITLE, target)
    return status


def _narrow(parent: Record) -> str:
    """The visibility of a post that is not for everybody, "" for any other."""
    seen = first_word(parent.get("visibility"))
    return seen if seen in ("unlisted", "private", "direct") else ""


async def _status(draft: Draft, server: Server) -> Record:
    """The post as the interface takes it. What answers something private is as private, unless the draft says
    otherwise."""
    parent = await _known(draft.reply_to, server) if draft.reply_to else {}
    quoted = await _known(draft.quote, server) if draft.quote else {}
    given = {
        "status": weighing.text_of(draft),
        "in_reply_to_id": id_of(parent),
        "quoted_status_id": id_of(quoted),
        "media_ids": [await upload(medium, server) for medium in draft.media],
        "spoiler_text": draft.warning,
        "sensitive": bool(draft.warning and draft.media) or None,
        "visibility": _VISIBILITY.get(draft.visibility, draft.visibility) or _narrow(parent),
        "language": draft.lang.partition("-")[0],
    }
    return {name: value for name, value in given.items() if value not in (None, "", [])} | {
        "status": given["status"]
    }
