"""Names of Bluesky: at:// addresses, DIDs, handles, and the addresses of its web pages.

https://atproto.com/specs/at-uri-scheme, https://atproto.com/specs/did, https://atproto.com/specs/handle
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

NETWORK = "bluesky"
POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
WEB = "https://bsky.app"
INVALID_HANDLE = "handle.invalid"  # what the network says where a handle no longer points back
DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,2000}(?<![:%])")
HANDLE = re.compile(
    r"(?=.{3,253}\Z)([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
)
_COLLECTION = r"[a-zA-Z][a-zA-Z0-9-]*(?:\.[a-zA-Z0-9-]+)+\.[a-zA-Z][a-zA-Z0-9]*"
_KEY = r"(?!\.{1,2}\Z)[A-Za-z0-9._:~-]{1,512}"
_URI = re.compile(rf"at://(?P<did>{DID.pattern})/(?P<collection>{_COLLECTION})/(?P<key>{_KEY})")
_HOSTS = ("bsky.app", "www.bsky.app", "main.bsky.dev", "staging.bsky.app")


@dataclass(frozen=True)
class Uri:
    """The address of a record: whose, of what kind, under which key."""

    did: str
    collection: str
    key: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.key}"


def uri_of(written: object) -> Uri | None:
    """The parts of an at:// address of a record, None for anything else."""
    found = _URI.fullmatch(written) if isinstance(written, str) else None
    return Uri(found["did"], found["collection"], found["key"]) if found else None


def is_post(written: object) -> bool:
    uri = uri_of(written)
    return uri is not None and uri.collection == POST


def of_account(did: str) -> str:
    """What the ids of all posts of an account begin with."""
    return f"at://{did}/"


def post_page(account: str, key: str) -> str:
    """The address of a post's page."""
    return f"{WEB}/profile/{quote(account, safe=':')}/post/{key}"


def account_page(account: str) -> str:
    return f"{WEB}/profile/{quote(account, safe=':')}"


def image_address(did: str, cid: str) -> str:
    """Where Bluesky's own servers show an image of a record."""
    return f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}"


def video_address(did: str, cid: str) -> str:
    return f"https://video.bsky.app/watch/{quote(did, safe='')}/{cid}/playlist.m3u8"


def account_in(written: str) -> str | None:
    """The handle or DID that a person means by a handle (with @ or without), a DID, an at:// address or the
    address of a profile's page; None where it is no such thing."""
    match page_parts(written):
        case ["profile", account, *_]:
            pass
        case _:
            account = written.strip().removeprefix("at://").partition("/")[0].lstrip("@")
    if DID.fullmatch(account):
        return account
    return account.lower() if HANDLE.fullmatch(account) else None


def page_parts(address: str) -> list[str] | None:
    """The path of an address of Bluesky's web pages in its parts; None for any other address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or (parts.hostname or "") not in _HOSTS:
        return None
    return [unquote(part) for part in parts.path.split("/") if part]


def thread_in(written: str) -> tuple[str, str] | None:
    """The account and key of the post that an at:// address or the address of its page names."""
    if uri := re.fullmatch(rf"at://([^/]+)/{re.escape(POST)}/([A-Za-z0-9._:~-]+)/?", written.strip()):
        return uri[1], uri[2]
    match page_parts(written):
        case ["profile", account, "post", key, *_]:
            return account, key
    return None
