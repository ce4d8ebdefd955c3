"""What a site says of itself on a page: its name, language, feeds, accounts; whether it is WordPress."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from tertulia.networks.html_text import Tag, decode, tokens, web_address
from tertulia.networks.rss.json_feed import is_json
from tertulia.networks.rss.parsing import MOST_BYTES
from tertulia.networks.rss.profiles import Profile, distinct, profile_at, profile_named
from tertulia.outbound.api import Answer, Client, OutboundProblem

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
KNOWN_PATHS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json", "/rss", "/rss/")
_KINDS = ("application/", "text/")
_FEED = re.compile(rb"<(?:[a-zA-Z]+:)?(?:rss|feed|RDF)[\s>]")
_JSON_FEED = re.compile(rb"jsonfeed\.org")
_COMMENTS = re.compile(r"\bcomment(?:s|ari|aire|are)?\w*\b|/comments?/", re.IGNORECASE)
_WORDPRESS_API = re.compile(r"<([^<>]+)>\s*;[^,]*\brel=\"?https://api\.w\.org/")


@dataclass(frozen=True)
class Feed:
    """A feed that a page names. `comments`: of comments, not of what the site publishes."""

    url: str
    title: str = ""
    comments: bool = False


@dataclass(frozen=True)
class Site:
    """A site as its page shows it. `api` is the root of its REST interface where it is an open WordPress."""

    url: str
    title: str = ""
    feeds: tuple[Feed, ...] = ()
    profiles: tuple[Profile, ...] = ()
    wordpress: bool = False
    language: str = ""
    api: str = ""


def as_address(written: str) -> str:
    """What a person types for a site as an address: https unless they say otherwise."""
    address = re.sub(r"^feed:(?://)?(?=https?:)", "", written.strip())
    address = re.sub(r"^feed://", "https://", address)
    return (
        address if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*://", address) or not address else f"https://{address}"
    )


async def page_at(url: str, http: Client) -> Site:
    """What the page at an address says of its site. Raises the client's problems."""
    return site_of(await http.get(as_address(url), accept=_KINDS, most_bytes=MOST_BYTES))


async def look_at(url: str, http: Client) -> Site:
    """The site at an address; where its page names no feed, the usual places are tried. Raises the client's
    problems with the page itself."""
    site = await page_at(url, http)
    if site.feeds:
        return site
    tried = await asyncio.gather(*(_feed_at(urljoin(site.url, path), http) for path in KNOWN_PATHS))
    found = {feed.url: feed for feed in tried if feed}
    return replace(site, feeds=tuple(list(found.values())[:1]))


async def _feed_at(url: str, http: Client) -> Feed | None:
    try:
        answer = await http.get(url, accept=_KINDS, most_bytes=MOST_BYTES, within_s=10.0)
    except OutboundProblem:  # a guess that came to nothing is no fault
        return None
    return Feed(answer.url) if is_feed(answer.body) else None


def is_feed(body: bytes) -> bool:
    """Whether a document begins as a feed does."""
    start = body[:4096].replace(b"\0", b"")
    return bool(_JSON_FEED.search(start)) if is_json(start) else bool(_FEED.search(start))


def site_of(answer: Answer) -> Site:
    """What a page says of its site; a feed's own address names just itself."""
    if is_feed(answer.body):
        return Site(answer.url, feeds=(Feed(answer.url),))
    seen = _Seen(answer.url)
    seen.read(answer.text)
    link = _WORDPRESS_API.search(answer.headers.get("link", ""))
    api = web_address(link[1], answer.url) if link else seen.api
    return Site(
        answer.url,
        " ".join((seen.name or seen.title).split()),
        tuple(sorted(seen.feeds.values(), key=lambda feed: feed.comments)),
        distinct(seen.profiles),
        bool(api) or seen.wordpress,
        seen.language,
        api,
    )


@dataclass
class _Seen:
    """A page's tags, gathered in one pass."""

    base: str
    title: str = ""
    name: str = ""
    language: str = ""
    api: str = ""
    wordpress: bool = False
    feeds: dict[str, Feed] = field(default_factory=dict)
    profiles: list[Profile] = field(default_factory=list)

    def read(self, html: str) -> None:
        in_title = False
        for token in tokens(html):
            if isinstance(token, str):
                self.title += decode(token) if in_title and len(self.title) < 300 else ""
            elif token.name == "title":
                in_title = not token.closes and not self.title
            elif not token.closes and token.name in ("html", "link", "meta", "a", "base"):
                self._take(token)

    def _take(self, tag: Tag) -> None:
        given = tag.attributes()
        if tag.name == "html":
            self.language = self.language or given.get("lang", "")
        elif tag.name == "base":
            self.base = web_address(given.get("href", ""), self.base) or self.base
        elif tag.name == "meta":
            self._meta((given.get("name") or given.get("property", "")).lower(), given.get("content", ""))
        elif address := web_address(given.get("href", ""), self.base):
            self._link(address, given.get("rel", "").lower().split(), given, tag.name)

    def _meta(self, name: str, content: str) -> None:
        if name == "og:site_name":
            self.name = self.name or content
        elif name == "generator":
            self.wordpress = self.wordpress or content.lower().startswith("wordpress")
        elif name == "fediverse:creator" and (profile := profile_named(content)):
            self.profiles.append(profile)

    def _link(self, address: str, rel: list[str], given: dict[str, str], name: str) -> None:
        if "https://api.w.org/" in rel:
            self.api = address
        elif name == "link" and "alternate" in rel and given.get("type", "").lower() in FEED_TYPES:
            title = given.get("title", "")
            comments = bool(_COMMENTS.search(title) or _COMMENTS.search(urlsplit(address).path))
            self.feeds.setdefault(address, Feed(address, title, comments))
        elif (name == "a" or "me" in rel) and (profile := profile_at(address, "me" in rel)):
            self.profiles.append(profile)
