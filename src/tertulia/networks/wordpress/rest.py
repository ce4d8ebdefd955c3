"""A site's REST interface (https://developer.wordpress.org/rest-api/reference/)."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Record
from tertulia.outbound.api import Answer, Client, OutboundProblem

MOST_BYTES = 32 << 20  # twenty long articles, with all that editors paste into them
TAKEN_BACK = (
    "not-found",
    "gone",
    "unauthorized",
    "forbidden",
)  # what one post answers that is public no more


@dataclass(frozen=True)
class Rest:
    """The interface under `api`, asked with `headers` (empty, or a person's proof)."""

    api: str
    http: Client
    headers: Mapping[str, str]

    async def answer(self, path: str, **query: Any) -> Answer:
        url = address_of(self.api, path, query)
        return await self.http.get(url, headers=self.headers, most_bytes=MOST_BYTES)

    async def listed(self, path: str, **query: Any) -> list[Record]:
        """The items of a list. Raises OutboundProblem, also for an answer that is no list."""
        return (await self.page_of(path, **query))[0]

    async def page_of(self, path: str, *, page: int = 1, **query: Any) -> tuple[list[Record], bool]:
        """A page of a list, and whether there are more; one behind the last is an error of the interface."""
        answer = await self.answer(path, page=page, **query)
        found = answer.json()
        if not isinstance(found, list):
            raise _strange(self.api)
        pages = _count(answer.headers.get("x-wp-totalpages", ""))
        return [item for item in found if isinstance(item, dict)], bool(pages and page < pages)

    async def total(self, path: str, **query: Any) -> int | None:
        """How many items a list has; None where the site does not say."""
        answer = await self.answer(path, per_page=1, _fields="id", **query)
        return _count(answer.headers.get("x-wp-total", ""))

    async def is_public(self, path: str) -> bool:
        """Whether one item can still be read by everybody."""
        try:
            item = (await self.answer(path, _fields="id,status")).json()
        except OutboundProblem as problem:
            if problem.code in TAKEN_BACK:
                return False
            raise
        return isinstance(item, dict) and item.get("status") in ("publish", "approved")


def _count(written: str) -> int | None:
    return int(written) if re.fullmatch(r"[0-9]{1,12}", written) else None


def _strange(api: str) -> OutboundProblem:
    return OutboundProblem(
        "bad-answer",
        Text("The site's interface answered something else than a list."),
        None,
        api,
        permanent=False,
    )


def address_of(api: str, path: str, query: Mapping[str, Any]) -> str:
    """The address of a route; `api` may itself be a query (`/?rest_route=/`)."""
    written = urlencode(query)
    separator = "&" if "?" in api else "?"
    return f"{api}wp/v2/{path}{separator if written else ''}{written}"


def proof(access: Access) -> dict[str, str]:
    """The header that speaks for the channel's person; empty without a channel."""
    name, password = access.settings.get("username", ""), access.secrets.get("application_password", "")
    if not (name and password):
        return {}
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


def same_origin(one: str, other: str) -> bool:
    try:
        a, b = urlsplit(one), urlsplit(other)
        return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)
    except ValueError:
        return False


def refused(api: str) -> Problem:
    return Problem(
        "unauthorized",
        Text("The site does not accept the user name and application password."),
        Text("Make a new application password in the site (Users → Profile) and connect again."),
        api,
    )
