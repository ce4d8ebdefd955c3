"""What a name, a handle or an address may mean on Mastodon, and who a channel is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Found, Identity, Kind, Record
from tertulia.networks.mastodon.client import Server, base_of, server_of
from tertulia.networks.mastodon.mapping import same_tag
from tertulia.networks.mastodon.memory import Memories
from tertulia.networks.mastodon.text import text_of
from tertulia.networks.mastodon.tracks import handle_in, home_of, look_up

_PROFILE = re.compile(r"https?://[^/\s]+/(?:@|users/)[^/\s]+/?")
_FULL_HANDLE = re.compile(r"@?[\w.-]+@[^\s@/]+\.[^\s@/]+|@[\w.-]+@[^\s@/]+")
_ADDRESS = re.compile(r"(?:https?://)?[^\s/@]+\.[^\s/@]+(?:/.*)?|https?://\S+")
_SHORT = 300
SCOPES = {
    "read": Text("read everything that the account may see"),
    "read:statuses": Text("read posts and timelines"),
    "read:notifications": Text("read mentions and replies"),
    "read:search": Text("search posts by words"),
    "read:accounts": Text("read the account and its figures"),
    "profile": Text("know whose account it is"),
    "write": Text("publish, answer and delete, favourite, boost and follow"),
    "write:statuses": Text("publish, answer, boost and delete"),
    "write:media": Text("send images"),
    "write:favourites": Text("favourite posts"),
    "write:follows": Text("follow accounts"),
}


async def find(words: str, access: Access, memories: Memories) -> Sequence[Found]:
    """An account for a handle or a profile's address, a server for an address, else accounts and hashtags by
    name; nothing for an address that is no server of this kind."""
    asked = words.strip()
    try:
        if _FULL_HANDLE.fullmatch(asked) or _PROFILE.fullmatch(asked):
            return await _account(handle_in(asked), access, memories)
        if _ADDRESS.fullmatch(asked):
            return await _server(asked, access, memories)
        return await _by_name(asked, access, memories) if asked else []
    except Problem as problem:
        if problem.permanent:
            return []
        raise


async def _account(handle: str, access: Access, memories: Memories) -> Sequence[Found]:
    server = server_of(access)
    if not access.settings.get("server"):
        server = Server(access.http, await home_of(handle, access))
    account = await look_up(handle, server, memories.of(server))
    return [_found_account(account, handle.partition("@")[2], {}, 1.0)] if account else []


async def _server(address: str, access: Access, memories: Memories) -> Sequence[Found]:
    server = server_of(access, base_of(address))
    said = await server.record("/api/v1/instance")
    about = await memories.of(server).instance(server)
    if not isinstance(said.get("version"), str):
        return []
    ask = Ask(Kind.TIMELINE, "local", {"server": server.base})
    return [Found(ask, about.title or server.host, _short(about.about), server.base, 0.9)]


async def _by_name(words: str, access: Access, memories: Memories) -> Sequence[Found]:
    """Accounts and hashtags that the channel's server, else the default one, knows by that name."""
    server = server_of(access)
    options = {"server": server.base} if access.settings.get("server") else {}
    domain = (await memories.of(server).instance(server)).domain
    said = await server.record("/api/v2/search", {"q": words, "limit": 10})
    accounts = [
        _found_account(account, domain, options, _likeness(words, account))
        for account in _records(said, "accounts")
        if isinstance(account.get("acct"), str)
    ]
    wanted = same_tag(words.replace(" ", ""))
    tags = [
        Found(Ask(Kind.HASHTAG, name, options), f"#{name}", url=_word(tag.get("url")), sure=0.5)
        for tag in _records(said, "hashtags")
        if (name := _word(tag.get("name"))) and same_tag(name) == wanted
    ]
    return sorted([*accounts, *tags], key=lambda found: -found.sure)


def _found_account(account: Record, domain: str, options: dict[str, str], sure: float) -> Found:
    acct = _word(account.get("acct")) or _word(account.get("username"))
    handle = acct if "@" in acct or not domain else f"{acct}@{domain}"
    title = _word(account.get("display_name")) or handle
    about = _short(text_of(_word(account.get("note"))).text)
    return Found(Ask(Kind.ACCOUNT, handle, options), title, about, _web(account.get("url")), sure)


def _likeness(words: str, account: Record) -> float:
    """How well an account's names are what was typed."""
    asked = same_tag(words.replace(" ", ""))
    names = [
        same_tag(_word(account.get(name)).replace(" ", "")) for name in ("display_name", "username") if asked
    ]
    if asked in names:
        return 0.85
    return 0.6 if any(asked and asked in name for name in names) else 0.3


async def identify(access: Access, memories: Memories) -> Identity:
    """Whose token it is. Raises `Problem`: needs-channel, bad-token, needs-permission, bad-server."""
    server = server_of(access)
    instance = await memories.of(server).instance(server)
    account = await server.record("/api/v1/accounts/verify_credentials")
    acct = _word(account.get("acct")) or _word(account.get("username"))
    return Identity(
        f"{acct}@{instance.domain}",
        _word(account.get("display_name")),
        _web(account.get("url")),
        _count(account.get("followers_count")),
        _count(account.get("following_count")),
        _count(account.get("statuses_count")),
        await _permissions(server),
        instance.takes,
    )


async def _permissions(server: Server) -> tuple[Text, ...]:
    """What the token allows, where the server tells (Mastodon 4.3)."""
    try:
        said = await server.record("/api/v1/apps/verify_credentials")
    except Problem as problem:
        if problem.permanent:
            return ()
        raise
    scopes = said.get("scopes")
    return tuple(SCOPES[scope] for scope in scopes if scope in SCOPES) if isinstance(scopes, list) else ()


def _records(said: Record, name: str) -> list[Record]:
    found = said.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _word(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _web(value: Any) -> str:
    address = _word(value)
    return address if urlsplit(address).scheme in ("http", "https") else ""


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
