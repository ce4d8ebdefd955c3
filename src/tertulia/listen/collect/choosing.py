"""What a person means by a few words, an address or a handle, on a network."""

from __future__ import annotations

import re

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Ask, Kind, Manifest

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_SITE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_HANDLE = re.compile(r"@[\w.-]+(?:@[\w.-]+)?|[\w.-]+@[\w.-]+\.\w+")
_POST = re.compile(r"at://[^/]+/[\w.]+/\S+|https?://[^?#]*/(?:post/\w+|\d{6,})/?")


def asked(manifest: Manifest, words: str, server: str = "") -> Ask:
    """What to read for what was typed: #tag, @handle, an address, or words. Raises `Problem` ("no-way")."""
    words = words.strip()
    options = {"server": server} if server else {}
    for kind in _kinds(words):
        way = manifest.readable(kind)
        if way and not way.channel and not way.live:
            return Ask(kind, _tag(words) if kind == Kind.HASHTAG else words, options)
    raise Problem(
        "no-way",
        Text("{network} cannot be searched like that without an account.", network=manifest.title),
        Text("Try a hashtag (#feria), an account (@name) or an address."),
        "query",
    )


def _kinds(words: str) -> tuple[Kind, ...]:
    """The kinds that it may mean, the likeliest first."""
    pages = (Kind.SITE, Kind.FEED)
    if _POST.fullmatch(words):
        return (Kind.THREAD, *pages)
    if _ADDRESS.fullmatch(words):
        return (*pages, Kind.ACCOUNT, Kind.SEARCH)
    if words.startswith(("#", "＃")):
        return (Kind.HASHTAG, Kind.SEARCH)
    if _HANDLE.fullmatch(words):
        return (Kind.ACCOUNT, Kind.SEARCH)
    if _SITE.fullmatch(words):
        return (*pages, Kind.ACCOUNT, Kind.SEARCH)
    return (Kind.SEARCH, Kind.HASHTAG)


def _tag(words: str) -> str:
    """Words as the hashtag that people would make of them: written together."""
    if words.startswith(("#", "＃")):
        return words
    return "#" + "".join(re.findall(r"\w+", words))
