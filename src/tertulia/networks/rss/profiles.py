"""Accounts on social networks that a page links to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_HANDLE = r"@?([A-Za-z0-9_][A-Za-z0-9_.\-]{0,80})"
_PLACES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (network, re.compile(hosts), path)
    for network, hosts, path in (
        ("bluesky", r"(?:www\.)?bsky\.app", rf"/profile/{_HANDLE}"),
        ("x", r"(?:www\.|mobile\.)?(?:twitter|x)\.com", rf"/{_HANDLE}"),
        ("facebook", r"(?:[a-z\-]+\.)?facebook\.com", rf"/{_HANDLE}"),
        ("instagram", r"(?:www\.)?instagram\.com", rf"/{_HANDLE}"),
        ("linkedin", r"(?:[a-z]+\.)?linkedin\.com", rf"/(?:company|in|school|showcase)/{_HANDLE}"),
        ("youtube", r"(?:www\.|m\.)?youtube\.com", rf"/(?:@|c/|user/|channel/){_HANDLE}"),
        ("pinterest", r"(?:[a-z]+\.)?pinterest\.[a-z.]+", rf"/{_HANDLE}"),
        ("tiktok", r"(?:www\.)?tiktok\.com", r"/@([A-Za-z0-9_.]{1,80})"),
        ("threads", r"(?:www\.)?threads\.(?:net|com)", r"/@([A-Za-z0-9_.]{1,80})"),
        ("telegram", r"(?:www\.)?(?:t|telegram)\.me", rf"/{_HANDLE}"),
    )
)
_NO_PEOPLE = frozenset(
    (
        *(
            "share",
            "sharer",
            "sharer.php",
            "intent",
            "home",
            "search",
            "hashtag",
            "dialog",
            "p",
            "reel",
            "explore",
        ),
        *(
            "pin",
            "watch",
            "login",
            "signup",
            "i",
            "groups",
            "events",
            "pages",
            "profile.php",
            "plugins",
            "embed",
        ),
    )
)
_FEDIVERSE_PATH = re.compile(r"/@([A-Za-z0-9_][A-Za-z0-9_.\-]{0,60})/?")
_FEDIVERSE_NAME = re.compile(r"@?([A-Za-z0-9_.\-]+)@([A-Za-z0-9.\-]+\.[A-Za-z]{2,})")
_NO_FEDIVERSE = re.compile(
    r"(?:.*\.)?(?:youtube|tiktok|threads|medium|substack|t|telegram|flipboard)\.[a-z]+"
)


@dataclass(frozen=True)
class Profile:
    """An account on a network. `declared`: the page says that it is its own (rel=me, fediverse:creator)."""

    network: str
    handle: str
    url: str
    declared: bool = False


def profile_at(url: str, declared: bool = False) -> Profile | None:
    """The account whose page this address is, if it is one."""
    try:
        parts = urlsplit(url)
        host, path = (parts.hostname or "").lower(), unquote(parts.path)
    except ValueError:
        return None
    for network, hosts, pattern in _PLACES:
        if hosts.fullmatch(host):
            found = re.fullmatch(rf"{pattern}/?", path)
            person = found and found[1].lower() not in _NO_PEOPLE
            return Profile(network, found[1].rstrip("."), url, declared) if found and person else None
    fediverse = None if _NO_FEDIVERSE.fullmatch(host) else _FEDIVERSE_PATH.fullmatch(path)
    return Profile("mastodon", f"{fediverse[1]}@{host}", url, declared) if fediverse else None


def profile_named(name: str) -> Profile | None:
    """The account of `@user@host`, as `fediverse:creator` has it."""
    found = _FEDIVERSE_NAME.fullmatch(name.strip())
    return (
        Profile("mastodon", f"{found[1]}@{found[2]}", f"https://{found[2]}/@{found[1]}", True)
        if found
        else None
    )


def distinct(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """Each account once, declared ones first."""
    found: dict[tuple[str, str], Profile] = {}
    for profile in sorted(profiles, key=lambda one: not one.declared):
        found.setdefault((profile.network, profile.handle.lower()), profile)
    return tuple(found.values())
