"""What a feed is once it is read, whatever its form: the document and its entries, as plain data.

An entry is a dictionary of strings and lists that stands alone, since it is kept as it is when it cannot be
mapped: `id, title, html` or `text`, `base, url, author, published, updated` (RFC 3339 in UTC, or as written
where no date is recognised), `lang, categories, media` (type, url, alt), `replies, reply_to`, and under
`feed` what it needs of its document.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from tertulia.networks.base import Record


@dataclass(frozen=True)
class Document:
    """A feed. `site` is the address of what it is the feed of, `own` its own address as it gives it; `hubs`
    tell what is new (WebSub); `pause_s`: how long it asks to be left alone; `comments`: its entries are
    comments."""

    title: str = ""
    site: str = ""
    own: str = ""
    lang: str = ""
    hubs: tuple[str, ...] = ()
    pause_s: float | None = None
    comments: bool = False
    entries: list[Record] = field(default_factory=list)


def entry_key(entry: Record) -> str:
    """What tells an entry from the others of its feed: its id, else its address, else what it says."""
    named = entry.get("id") or entry.get("url")
    return short_hash(named or [entry.get(name) for name in ("title", "html", "text")])


def entry_hash(entry: Record) -> str:
    """Changes whenever anything of the entry does; not because its feed moved."""
    return short_hash({name: value for name, value in entry.items() if name not in ("feed", "base")})


def short_hash(value: Any) -> str:
    """Twelve hexadecimal digits of a value that JSON can write."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=True).encode()
    return blake2b(written, digest_size=6).hexdigest()


def body_hash(body: bytes) -> str:
    return blake2b(body, digest_size=12).hexdigest()
