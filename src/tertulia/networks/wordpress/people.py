"""Who a channel speaks for, and sites by their address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Found, Identity, Kind
from tertulia.networks.rss.finding import is_address
from tertulia.networks.wordpress.locating import locate, rest_of
from tertulia.networks.wordpress.rest import refused
from tertulia.outbound.api import OutboundProblem

_FIELDS = "id,name,slug,link,capabilities"


async def find(words: str, access: Access) -> Sequence[Found]:
    """The site at an address, if it is WordPress; what is no address finds nothing."""
    if not is_address(words):
        return []
    try:
        place = await locate(words, access)
    except Problem as problem:
        if problem.code == "not-wordpress":
            return []
        raise
    return [Found(Ask(Kind.SITE, place.home), place.name, urlsplit(place.home).netloc, place.home, 0.95)]


async def identify(access: Access) -> Identity:
    """The person whose application password it is. Raises Problem ("unauthorized",
    "no-application-passwords", "not-wordpress") and the client's."""
    place = await locate(access.settings.get("address", ""), access)
    rest = rest_of(place.api, access)
    if not (place.api and place.signs_in):
        raise _no_passwords(place.home)
    if not rest.headers:
        raise refused(place.home)
    try:
        person: Any = (await rest.answer("users/me", context="edit", _fields=_FIELDS)).json()
    except OutboundProblem as problem:
        if problem.status in (401, 403):
            raise refused(place.home) from problem
        raise
    given = person if isinstance(person, dict) else {}
    rights = given.get("capabilities")
    return Identity(
        f"{given.get('slug', '')}@{urlsplit(place.home).netloc}",
        str(given.get("name") or ""),
        place.home,
        posts=await rest.total("posts"),
        may=tuple(_may(rights if isinstance(rights, dict) else {})),
    )


def _may(rights: dict[str, Any]) -> Iterator[Text]:
    yield Text("read posts and comments")
    if rights.get("moderate_comments"):
        yield Text("moderate comments")
    if rights.get("publish_posts"):
        yield Text("publish posts")


def _no_passwords(home: str) -> Problem:
    return Problem(
        "no-application-passwords",
        Text("The site takes no application passwords."),
        Text("It must use https and WordPress 5.6 or newer, and no plugin may have switched them off."),
        home,
    )
