"""A site takes posts, pages and comments. See `networks.base.Publisher`.

WordPress has no key against doubles. A post bears a mark of ours in its slug and is looked for by it before
it is sent; a comment that says the same again in the same place the site itself refuses.
https://developer.wordpress.org/rest-api/reference/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Draft, Limits, Media, Published, Reaction, Record, Weighed
from tertulia.networks.publishing import (
    bytes_of,
    cannot_react,
    failed_sending,
    first_word,
    no_such_post,
    not_ours,
    outcome_unknown,
    refuse,
)
from tertulia.networks.wordpress.content import Picture, blocks, comment, mark_of, slug_of
from tertulia.networks.wordpress.ids import named
from tertulia.networks.wordpress.mapping import comment_id, post_id
from tertulia.networks.wordpress.own_site import OwnSite
from tertulia.networks.wordpress.weighing import FORMATS, LIMITS, weigh
from tertulia.outbound.api import OutboundProblem

TITLE = Text("WordPress")
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
_GONE = (404, 410)


class Publishing:
    def limits(self, settings: Mapping[str, str]) -> Limits:
        return LIMITS

    def weigh(self, draft: Draft, settings: Mapping[str, str]) -> Weighed:
        return weigh(draft)

    async def publish(self, draft: Draft, key: str, access: Access) -> Published:
        refuse(weigh(draft).problems)
        site = await OwnSite.of(access)
        if draft.reply_to:
            return await _comment(draft, site)
        if known := await site.post_of(_kind(draft), slug_of(draft, key)):
            return _post_at(known, site)
        return _post_at(await _send(_kind(draft), await _post(draft, key, site), site), site)

    async def look_up(self, draft: Draft, key: str, since: datetime, access: Access) -> Published | None:
        site = await OwnSite.of(access)
        if draft.reply_to:
            found = await site.comment_since(draft, since)
            return _comment_at(found, site) if found else None
        found = await site.post_of(_kind(draft), slug_of(draft, key))
        return _post_at(found, site) if found else None

    async def withdraw(self, id: str, access: Access) -> None:
        site, what = await OwnSite.of(access), named(id)
        if what is None or what.home != site.home:
            raise not_ours(TITLE)
        paths = [f"comments/{what.comment}"] if what.comment else [f"posts/{what.post}", f"pages/{what.post}"]
        for path in paths:
            if await _deleted(path, site):
                return

    async def react(self, reaction: Reaction, target: str, access: Access) -> None:
        raise cannot_react(TITLE, reaction)


def _kind(draft: Draft) -> str:
    return "pages" if draft.format == "page" else "posts"


async def _post(draft: Draft, key: str, site: OwnSite) -> Record:
    """A post or page as the interface takes it."""
    numbered = enumerate(draft.media)
    pictures = [await _picture(medium, f"tertulia-{mark_of(key)}-{n}", site) for n, medium in numbered]
    return {
        "status": "publish",
        "title": draft.title,
        "content": blocks(draft, pictures),
        "slug": slug_of(draft, key),
        **({"format": draft.format} if draft.format in FORMATS else {}),
    }


async def _picture(medium: Media, name: str, site: OwnSite) -> Picture:
    """The image in the site's library, where it is sent only once."""
    found = await site.file_of(name)
    if found is None:
        content = bytes_of(medium)
        told = {
            "Content-Type": medium.kind,
            "Content-Disposition": f'attachment; filename="{name}.{_SUFFIXES[medium.kind]}"',
        }
        found = await site.send("media", content=content, headers=told, query={"alt_text": medium.alt})
    number, address = found.get("id"), first_word(found.get("source_url"))
    if not isinstance(number, int) or not address:
        raise Problem(
            "bad-answer",
            Text("The site took the file {name} without saying where it is.", name=medium.path.name),
            Text("Look at the site's media library."),
        )
    return Picture(number, address, medium.alt)


async def _comment(draft: Draft, site: OwnSite) -> Published:
    target = named(draft.reply_to)
    if target is None or target.home != site.home:
        raise no_such_post(TITLE, draft.reply_to)
    told = {"post": target.post, "parent": target.comment or 0, "content": comment(draft)}
    try:
        return _comment_at(await _send("comments", told, site), site)
    except OutboundProblem as problem:
        if "comment_duplicate" not in problem.body:
            raise
        known = await site.same_comment(draft)
        if known is None:
            raise
        return _comment_at(known, site)


async def _send(path: str, told: Record, site: OwnSite) -> Record:
    try:
        return await site.send(path, json=told)
    except OutboundProblem as problem:
        raise failed_sending(problem, TITLE, _said(problem)) from problem


def _said(problem: OutboundProblem) -> str:
    """What the site says is wrong: {"code": …, "message": …}."""
    try:
        told = json.loads(problem.body)
    except ValueError:
        return ""
    return first_word(told.get("message")) if isinstance(told, dict) else ""


def _post_at(post: Record, site: OwnSite) -> Published:
    number = post.get("id")
    if not isinstance(number, int):
        raise outcome_unknown(TITLE)
    return Published(post_id(site.home, number), first_word(post.get("link")))


def _comment_at(found: Record, site: OwnSite) -> Published:
    number, post = found.get("id"), found.get("post")
    if not isinstance(number, int) or not isinstance(post, int):
        raise outcome_unknown(TITLE)
    return Published(comment_id(site.home, post, number), first_word(found.get("link")))


async def _deleted(path: str, site: OwnSite) -> bool:
    """Whether it lay there and is in the trash now."""
    try:
        await site.send(path, method="DELETE")
    except OutboundProblem as problem:
        if problem.status in _GONE:
            return problem.status == 410
        raise
    return True
