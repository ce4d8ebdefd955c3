"""What a person means by what they type: words, a hashtag, or the address of a post."""

from __future__ import annotations

import re
from dataclasses import replace

from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store

_TAG = re.compile(r"[#＃](\w+)")
_ADDRESS = re.compile(r"(?:https?|at)://\S+", re.IGNORECASE)
_STORED = """
SELECT coalesce(thread_key, key) AS thread FROM posts
WHERE rtrim(url, '/') IN (SELECT unnest($names)) OR id IN (SELECT unnest($names))
LIMIT 1
"""
_BY_LAST = """
SELECT coalesce(thread_key, key) AS thread FROM posts
WHERE network = $network AND ends_with(id, $last) LIMIT 1
"""
_BLUESKY = re.compile(r"https://(?:www\.)?bsky\.app/profile/[^/]+/post/(\w+)")


def is_address(words: str) -> bool:
    """Whether it is the address of a post, rather than something to look for."""
    return bool(_ADDRESS.fullmatch(words.strip()))


def selection_for(words: str, selection: Selection, store: Store) -> Selection | None:
    """The posts that are meant; None for an address of which no post is stored."""
    words = words.strip()
    bare = replace(selection, words="", hashtags=(), thread=None)
    if is_address(words):
        thread = _thread_of(words, store)
        return None if thread is None else replace(bare, thread=thread, period="all", since=None, until=None)
    if tag := _TAG.fullmatch(words):
        return replace(bare, hashtags=(tag[1],))
    return replace(bare, words=words)


def _thread_of(address: str, store: Store) -> int | None:
    """The key of the thread that a post's address belongs to."""
    plain = re.sub(r"[?#].*$", "", address).rstrip("/")
    found = store.query(_STORED, {"names": [address, plain]})["thread"].to_pylist()
    named = _BLUESKY.fullmatch(plain)
    if not found and named:  # the page names the account by another of its names than the one stored
        found = store.query(_BY_LAST, {"network": "bluesky", "last": f"/{named[1]}"})["thread"].to_pylist()
    return int(found[0]) if found else None
