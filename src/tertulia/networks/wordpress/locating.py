"""Where a site's REST interface is, and what the site calls itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access
from tertulia.networks.rss.site import Site, as_address, look_at, page_at
from tertulia.networks.wordpress.rest import Rest, proof, refused, same_origin
from tertulia.outbound.api import Client, OutboundProblem

_CLOSED = ("unauthorized", "forbidden", "not-found", "gone", "bad-request", "wrong-content", "bad-answer")


@dataclass(frozen=True)
class Place:
    """A site. `home` (without a last slash) begins the ids of all that is its own; `api` is the root of its
    REST interface, "" where that is closed and `feeds` (of posts, of comments) are read instead."""

    home: str
    api: str = ""
    title: str = ""
    lang: str = ""
    feeds: tuple[str, ...] = ()
    signs_in: bool = False  # takes application passwords

    @property
    def name(self) -> str:
        return self.title or urlsplit(self.home).netloc


async def locate(address: str, access: Access) -> Place:
    """The place of a site by the address of any of its pages. Raises Problem ("not-wordpress",
    "unauthorized") and the client's."""
    site = await page_at(address, access.http)
    for api in dict.fromkeys((site.api, urljoin(site.url, "/wp-json/"), _below(site.url))):
        if api and (place := await _open_place(api, site, access)):
            return place
    if site.wordpress and not site.feeds:
        site = await look_at(address, access.http)
    if not (site.wordpress and site.feeds):
        raise Problem(
            "not-wordpress",
            Text("There is no WordPress at this address, or it lets nobody read what it publishes."),
            Text("Check the address. If it is another kind of site, follow its feed instead."),
            address,
        )
    posts = [feed.url for feed in site.feeds if not feed.comments][:1]
    comments = [feed.url for feed in site.feeds if feed.comments][:1]
    return Place(_plain(site.url), "", site.title, site.language, (*posts, *comments))


def rest_of(api: str, access: Access) -> Rest:
    """The interface as the channel's person, where it is the channel's own site; else as a visitor."""
    ours = same_origin(api, as_address(access.settings.get("address", "")))
    return Rest(api, access.http, proof(access) if ours else {})


async def _open_place(api: str, site: Site, access: Access) -> Place | None:
    """The place whose interface this is; None where there is none or it is closed to us."""
    rest = rest_of(api, access)
    root = await _root(api, access.http, rest.headers)
    if root is None:
        return None
    signs_in = "application-passwords" in (root.get("authentication") or {})
    reader = rest if signs_in or api.startswith("https:") else Rest(api, access.http, {})
    try:
        await reader.listed("posts", per_page=1, _fields="id")
    except OutboundProblem as problem:
        if problem.status == 401 and reader.headers:
            raise refused(api) from problem
        if problem.code in _CLOSED:
            return None
        raise
    return Place(_home(root, site), api, str(root.get("name") or site.title), site.language, (), signs_in)


async def _root(api: str, http: Client, headers: Mapping[str, str]) -> dict[str, Any] | None:
    """What the interface says of itself; asked with the proof only where a visitor is refused."""
    for given in ({}, headers) if headers and api.startswith("https:") else ({},):
        try:
            root = (await http.get(api, headers=given)).json()
        except OutboundProblem as problem:
            if problem.code in _CLOSED:
                continue
            raise
        if isinstance(root, dict) and "wp/v2" in (root.get("namespaces") or ()):
            return root
    return None


def _below(url: str) -> str:
    """The interface of a site in a folder: that of https://example.org/blog is …/blog/wp-json/."""
    return urljoin(url if url.endswith("/") else f"{url}/", "wp-json/")


def _home(root: dict[str, Any], site: Site) -> str:
    """What the site calls itself, unless that is the name of another: nobody speaks for a site but itself."""
    named = root.get("home") or root.get("url")
    own = urlsplit(site.url).netloc.removeprefix("www.")
    if isinstance(named, str) and urlsplit(named).netloc.removeprefix("www.") == own:
        return named.rstrip("/")
    return _plain(site.url)


def _plain(url: str) -> str:
    return url.partition("?")[0].partition("#")[0].rstrip("/")
