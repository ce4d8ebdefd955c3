"""Which of a server's lists answer what is asked: a hashtag's, an account's, a timeline, notifications."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Kind, Record
from tertulia.networks.mastodon.client import Server, base_of, server_of
from tertulia.networks.mastodon.mapping import same_tag
from tertulia.networks.mastodon.memory import Memory
from tertulia.outbound.api import OutboundProblem

MENTIONING = ("mention", "quote")  # notifications that bring a post which speaks to us
_TAG = re.compile(r"\w+")
_HANDLE = re.compile(r"@?([\w.-]+)(?:@([^\s@/]+))?")
_JRD = ("application/jrd+json", "application/json")
_DOES_NOT_SPEAK = ("needs-channel", "forbidden", "not-found", "gone", "wrong-content", "bad-answer")


@dataclass(frozen=True)
class Track:
    """A list that a reading follows. `name` stands in the cursor. `wanted` says which of its items are meant,
    `filter` tells the server the same, as far as it can; `of_posts`: its ids are those of posts, so that late
    ones lie before those already read."""

    name: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    filter: Mapping[str, Any] = field(default_factory=dict)
    wanted: Callable[[Record], bool] = lambda item: True
    of_posts: bool = True


async def tracks_of(ask: Ask, server: Server, memory: Memory) -> list[Track]:
    """The lists that answer a question. Raises `Problem`: bad-target, no-such-account, cannot-read, and those
    of the wire."""
    match ask.kind:
        case Kind.HASHTAG:
            return hashtags(ask)
        case Kind.ACCOUNT:
            return [await _account(ask, server, memory)]
        case Kind.TIMELINE:
            return [timeline(ask.target or "local")]
        case Kind.MENTIONS:
            return [mentions()]
        case Kind.MESSAGES:
            return [Track("messages", "/api/v1/conversations", of_posts=False)]
    raise Problem("cannot-read", Text("Mastodon has no “{kind}” to read.", kind=ask.kind))


def hashtags(ask: Ask) -> list[Track]:
    """A list a tag: posts with any of them. The options `any`, `all` and `none` name further tags; not every
    server heeds the last two, so they are looked at here as well."""
    tags = tags_in(ask.target) + tags_in(ask.options.get("any", ""))
    required, refused = tags_in(ask.options.get("all", "")), tags_in(ask.options.get("none", ""))
    if not tags:
        raise bad_target(Text("Type one or more hashtags: #museum"))
    narrowed = {name: each for name, each in (("all[]", required), ("none[]", refused)) if each}
    wanted = _having(required, refused)
    return [
        Track(tag, f"/api/v1/timelines/tag/{quote(tag)}", filter=narrowed, wanted=wanted)
        for tag in dict.fromkeys(tags)
    ]


def tags_in(written: str) -> list[str]:
    """#one, two → ["one", "two"]. Raises Problem ("bad-target") for what is no hashtag."""
    tags = [word.lstrip("#＃") for word in re.split(r"[\s,;]+", written.strip()) if word]
    if any(not _TAG.fullmatch(tag) for tag in tags):
        raise bad_target(Text("A hashtag has letters, digits and underscores: #museum_day"))
    return tags


def _having(required: Sequence[str], refused: Sequence[str]) -> Callable[[Record], bool]:
    needs, shuns = {same_tag(tag) for tag in required}, {same_tag(tag) for tag in refused}

    def wanted(status: Record) -> bool:
        tags = {same_tag(tag["name"]) for tag in _tags(status) if isinstance(tag.get("name"), str)}
        return needs <= tags and not shuns & tags

    return wanted if needs or shuns else lambda status: True


def _tags(status: Record) -> Iterable[Record]:
    tags = status.get("tags")
    return [tag for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []


def timeline(target: str) -> Track:
    """The server's own posts ("local"), all that it knows ("public"), or what a channel follows ("home")."""
    known = {
        "local": ("/api/v1/timelines/public", {"local": "true"}),
        "public": ("/api/v1/timelines/public", {}),
        "home": ("/api/v1/timelines/home", {}),
    }
    name = target.strip().lower()
    if name not in known:
        raise bad_target(Text("Type local, public or home."))
    path, params = known[name]
    return Track(name, path, params)


def mentions() -> Track:
    def wanted(notification: Record) -> bool:
        return notification.get("type") in MENTIONING and notification.get("status") is not None

    types = {"types[]": list(MENTIONING)}
    return Track("mentions", "/api/v1/notifications", filter=types, wanted=wanted, of_posts=False)


async def _account(ask: Ask, server: Server, memory: Memory) -> Track:
    number = await account_id(handle_in(ask.target), server, memory)
    return Track("account", f"/api/v1/accounts/{quote(number)}/statuses")


async def account_id(handle: str, server: Server, memory: Memory) -> str:
    """The local id of an account. Raises `Problem`: no-such-account, and those of the wire."""
    if known := memory.accounts.get(handle):
        return known
    account = await look_up(handle, server, memory)
    number = account.get("id")
    if not isinstance(number, str) or not number:
        raise Problem(
            "no-such-account",
            Text("{server} knows no account {handle}.", server=server.host, handle=f"@{handle}"),
            Text("Write it as @name@server; with a channel, Tertulia has its server look for it."),
            "target",
        )
    memory.accounts.put(handle, number)
    return number


async def look_up(handle: str, server: Server, memory: Memory) -> Record:
    """The account of a handle as the server knows it, {} if it does not. With a token it looks elsewhere."""
    name, _, host = handle.partition("@")
    domain = (await memory.instance(server)).domain
    local = name if host in ("", domain, server.host) else handle
    try:
        return await server.record("/api/v1/accounts/lookup", {"acct": local})
    except OutboundProblem as problem:
        if problem.code not in ("not-found", "gone"):
            raise
    if not server.token:
        return {}
    query = {"q": f"@{handle}", "type": "accounts", "resolve": "true", "limit": 5}
    accounts = (await server.record("/api/v2/search", query)).get("accounts") or []
    same = [a for a in accounts if isinstance(a, dict) and str(a.get("acct")).lower() in (local, handle)]
    return same[0] if same else {}


async def server_for(ask: Ask, access: Access) -> Server:
    """Where a question is asked. An account without server or channel is read where it lives, and where
    that server does not show its posts to everyone, as the default server knows it."""
    chosen = ask.options.get("server", "")
    if ask.kind is not Kind.ACCOUNT or chosen or access.settings.get("server"):
        return server_of(access, chosen)
    handle = handle_in(ask.target)
    if "@" not in handle:
        return server_of(access)
    home = Server(access.http, await home_of(handle, access))
    try:
        name = handle.partition("@")[0]
        await home.record("/api/v1/accounts/lookup", {"acct": name})
        return home
    except OutboundProblem as problem:
        if problem.code not in _DOES_NOT_SPEAK:
            raise
        return server_of(access)


async def home_of(handle: str, access: Access) -> str:
    """The server that an account lives on: WebFinger (RFC 7033) says, where it is not that of the handle."""
    host = handle.partition("@")[2]
    base = base_of(host)
    address = f"{base}/.well-known/webfinger?resource=acct:{quote(handle, safe='@')}"
    try:
        said = (await access.http.get(address, accept=_JRD)).json()
    except OutboundProblem as problem:
        if not problem.permanent:
            raise
        return base
    links = said.get("links") if isinstance(said, dict) else None
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self" and isinstance(link.get("href"), str):
            return base_of(link["href"])
    return base


def handle_in(written: str) -> str:
    """@ana@museum.example, ana@museum.example, https://museum.example/@ana → ana@museum.example; @ana → ana.
    Raises Problem ("bad-target")."""
    text = written.strip()
    if "://" in text:
        parts = urlsplit(text)
        name = unquote(parts.path).strip("/").split("/")[-1]
        text = name if name.count("@") == 2 else f"{name.lstrip('@')}@{parts.netloc}"
    found = _HANDLE.fullmatch(text)
    if not found:
        raise bad_target(Text("Write an account as @name@server, or paste the address of its profile."))
    return f"{found[1]}@{found[2]}".lower() if found[2] else found[1].lower()


def bad_target(remedy: Text) -> Problem:
    return Problem("bad-target", Text("It is not clear what to read."), remedy, "target")
