"""The channel's own site, written to and looked through in the channel's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Draft, Record
from tertulia.networks.html_text import html_text
from tertulia.networks.publishing import WITHIN_S, needs_channel, same_words, with_link
from tertulia.networks.wordpress.ids import named
from tertulia.networks.wordpress.listing import utc
from tertulia.networks.wordpress.locating import locate, rest_of
from tertulia.networks.wordpress.rest import Rest, address_of
from tertulia.outbound.api import OutboundProblem, Sends

_TITLE = Text("WordPress")
_STATES = "publish,future,draft,pending,private"
_CLOCKS = timedelta(minutes=2)  # how far they may differ
_LISTED = 100


@dataclass(frozen=True)
class OwnSite:
    """`home` begins the ids of all that is the site's own; `me` is the channel's person there."""

    rest: Rest
    home: str
    me: int

    @classmethod
    async def of(cls, access: Access) -> OwnSite:
        """Raises `Problem` ("needs-channel", "not-wordpress", "unauthorized")."""
        if not access.settings.get("address"):
            raise needs_channel(_TITLE)
        place = await locate(access.settings["address"], access)
        rest = rest_of(place.api, access)
        if not place.api or not rest.headers:
            raise needs_channel(_TITLE)
        return cls(rest, place.home, await _number_of_person(rest))

    async def send(
        self,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] = {},
        query: Mapping[str, str] = {},
        method: Sends = "POST",
    ) -> Record:
        """What the site says to something that is sent. Raises `Problem` ("may-not-publish")."""
        try:
            answer = await self.rest.http.post(
                address_of(self.rest.api, path, query),
                json=json,
                content=content,
                headers={**self.rest.headers, **headers},
                within_s=WITHIN_S,
                method=method,
            )
        except OutboundProblem as problem:
            raise _explained(problem) from problem
        said = answer.json()
        return said if isinstance(said, dict) else {}

    async def post_of(self, kind: str, slug: str) -> Record | None:
        """The post or page of a slug, in whatever state it is."""
        try:
            found = await self.rest.listed(kind, slug=slug, status=_STATES, _fields="id,link")
        except OutboundProblem as problem:
            if problem.status != 400:
                raise
            return None  # who may not look for drafts may not publish either, as the site will say
        return found[0] if found else None

    async def file_of(self, name: str) -> Record | None:
        """The file in the site's library that was sent under that name."""
        found = await self.rest.listed("media", slug=name, _fields="id,source_url")
        return found[0] if found else None

    async def comment_since(self, draft: Draft, since: datetime) -> Record | None:
        """Our comment since then that says the same in the same place."""
        return await self._comment(draft, after=utc(since - _CLOCKS))

    async def same_comment(self, draft: Draft) -> Record | None:
        """The like of a comment that the site refuses to take again."""
        return await self._comment(draft)

    async def _comment(self, draft: Draft, **bounds: str) -> Record | None:
        target = named(draft.reply_to)
        if target is None:
            return None
        said = same_words(with_link(draft.text, draft.link))
        for state in ("approve", "hold"):
            for found in await self._comments(target.post, state, bounds):
                words = html_text(str((found.get("content") or {}).get("rendered", "")))
                if (found.get("parent") or None) == target.comment and same_words(words) == said:
                    return found
        return None

    async def _comments(self, post: int, state: str, bounds: Mapping[str, str]) -> list[Record]:
        """The newest of ours on a post; those that wait only where the channel may see them."""
        try:
            return await self.rest.listed(
                "comments", post=post, author=self.me, status=state, per_page=_LISTED, orderby="date_gmt",
                order="desc", _fields="id,post,parent,link,content", **bounds,
            )  # fmt: skip
        except OutboundProblem as problem:
            if problem.status in (401, 403):
                return []
            raise


async def _number_of_person(rest: Rest) -> int:
    """Whose application password it is. Raises `Problem` ("unauthorized")."""
    try:
        person = (await rest.answer("users/me", _fields="id")).json()
    except OutboundProblem as problem:
        raise _explained(problem) from problem
    number = person.get("id") if isinstance(person, dict) else None
    if isinstance(number, int):
        return number
    cause = Text("The site does not say whose application password it is.")
    raise Problem("bad-answer", cause, Text("Tertulia tries again by itself."), permanent=False)


def _explained(problem: OutboundProblem) -> OutboundProblem:
    """What a refusal means to whoever publishes."""
    for said, (code, cause, remedy) in _SAID.items():
        if said in problem.body:
            return _telling(problem, code, cause, remedy)
    if problem.status in _MEANS:
        return _telling(problem, *_MEANS[problem.status])
    return problem


_NOT_THERE = ("no-such-post", Text("There is no such post on the site any more."), Text("Look at the site."))
_SAID = {
    "rest_comment_closed": (
        "replies-closed",
        Text("The post takes no comments any more."),
        Text("Write to its author another way."),
    ),
    "rest_comment_invalid_post_id": _NOT_THERE,
    "rest_comment_draft_post": _NOT_THERE,
    "rest_comment_trash_post": _NOT_THERE,
}
_MEANS = {
    401: (
        "unauthorized",
        Text("The site does not accept the user name and application password."),
        Text("Make a new application password in the site (Users → Profile) and connect again."),
    ),
    403: (
        "may-not-publish",
        Text("The channel's person may not do this on the site."),
        Text("Give them the role of an author or editor there, or connect another person's account."),
    ),
    413: ("media-too-large", Text("The file is larger than the site takes."), Text("Make it smaller.")),
}


def _telling(problem: OutboundProblem, code: str, cause: Text, remedy: Text) -> OutboundProblem:
    return OutboundProblem(code, cause, remedy, problem.place, status=problem.status, body=problem.body)
