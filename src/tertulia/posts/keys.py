"""The 64-bit keys of posts and authors: the lower half of the MD5 of `network NUL name`.

A hash that any language computes the same for ever; it finds candidates, and the store always verifies the
network and the id behind it. MD5 guards nothing here.
"""

from __future__ import annotations

import hashlib

from tertulia.posts.folding import fold


def sql_key(network: str, name: str) -> str:
    """The key as a DuckDB expression over two SQL expressions; null where `name` is null."""
    return f"md5_number_lower({network} || chr(0) || {name})"


def key_of(network: str, name: str) -> int:
    """The key of a post (`name` is its native id), as `posts.key`, `reply_key` and `thread_key` hold it."""
    digest = hashlib.md5(f"{network}\0{name}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little")


def author_key(network: str, author: str) -> int:
    """The key of an author, as `posts.author_key` holds it: handles differ neither in case nor by an @."""
    return key_of(network, fold(author.removeprefix("@")))
