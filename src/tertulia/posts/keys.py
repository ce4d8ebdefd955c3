"""The 64-bit keys of posts and authors: the lower half of the MD5 of `network NUL name`.

A hash that any language computes the same for ever; it finds candidates, and the store always verifies the
network and the id behind it. MD5 guards nothing here.
"""

from __future__ import annotations

import hashlib
import re

from tertulia.posts.folding import fold

_ROOT = "^[a-z]+://[^/]+/"


def sql_key(network: str, name: str) -> str:
    """The key as a DuckDB expression over two SQL expressions; null where `name` is null."""
    return f"md5_number_lower({network} || chr(0) || {name})"


def sql_local_key(network: str, extra: str) -> str:
    """The key of the name that one server has for a post (`extra.local`); null where there is none."""
    return sql_key(network, f"try(json_extract_string({extra}, '$.local'))")


def sql_root_key(network: str, name: str) -> str:
    """The key of what an id that is an address begins with ("at://did:plc:…/", "https://host/"); null for
    others."""
    return sql_key(network, f"nullif(regexp_extract({name}, '{_ROOT}'), '')")


def key_of(network: str, name: str) -> int:
    """The key of a post (`name` is its native id), as `posts.key`, `reply_key` and `thread_key` hold it."""
    digest = hashlib.md5(f"{network}\0{name}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little")


def root_of(name: str) -> str:
    """What an id that is an address begins with, or "" (see `sql_root_key`)."""
    found = re.match(_ROOT, name)
    return found[0] if found else ""


def author_key(network: str, author: str) -> int:
    """The key of an author, as `posts.author_key` holds it: handles differ neither in case nor by an @."""
    return key_of(network, fold(author.removeprefix("@")))
