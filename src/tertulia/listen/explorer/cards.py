"""A post as the pages show it: text made safe, times on the person's clock, words for values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe

from tertulia.i18n import Text
from tertulia.listen.explorer import labels

_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}»”]")
COUNTERS = {
    "likes": Text("Likes"),
    "replies": Text("Replies"),
    "reposts": Text("Reposts"),
    "quotes": Text("Quotes"),
    "views": Text("Views"),
}


@dataclass(frozen=True)
class Card:
    """A post ready to be shown; `counters` are only those above zero."""

    number: int
    network: str
    author: str
    name: str
    handle: str
    when: str
    iso: str
    kind: str
    title: str
    text: SafeString
    cut: bool
    own: bool
    sentiment: str
    sentiment_label: str
    emotion: str
    intents: list[str]
    needs_reply: bool
    counters: list[tuple[str, str]]
    initial: str


def card(post: dict[str, Any], zone: str) -> Card:
    """The card of a row of `posts.sql`, `post.sql` or `thread.sql`."""
    handle = post["author"] or ""
    name = post["author_name"] or handle or str(Text("Unknown author"))
    emotion = post["emotion"]
    return Card(
        number=post["post"],
        network=labels.network(post["network"]),
        author=f"{post['network']}:{handle.lower()}" if handle else "",
        name=name,
        handle=f"@{handle}" if handle and handle != name else "",
        when=labels.moment(local(post["created_at"], zone)),
        iso=post["created_at"].isoformat(),
        kind="" if post["kind"] == "post" else labels.label("kinds", post["kind"]),
        title=post["title"] or "",
        text=rich(post["text"]),
        cut=bool(post.get("cut")),
        own=post["own"],
        sentiment=post["sentiment"] or "",
        sentiment_label=labels.label("sentiments", post["sentiment"]) if post["sentiment"] else "",
        emotion=labels.label("emotions", emotion) if emotion and emotion != "none" else "",
        intents=[labels.label("intents", value) for value in post["intents"] or [] if value != "other"],
        needs_reply=bool(post.get("needs_reply")) and not post["own"],
        counters=[(str(text), labels.number(post[key])) for key, text in COUNTERS.items() if post.get(key)],
        initial=name.lstrip("@")[:1].upper(),
    )


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def rich(text: str) -> SafeString:
    """The text escaped, its web addresses made links that lend the linked page no weight and learn
    nothing of us."""
    parts, at = [], 0
    for match in _LINK.finditer(text):
        address = escape(match[0])
        parts.append(escape(text[at : match.start()]))
        parts.append(
            f'<a href="{address}" rel="nofollow ugc noopener noreferrer" target="_blank">'
            f"{_short(match[0])}</a>"
        )
        at = match.end()
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308


def _short(address: str) -> str:
    """An address without its scheme, its middle left out where it is long."""
    words = re.sub(r"^https?://(www\.)?", "", address)
    return escape(words if len(words) <= 48 else f"{words[:36]}…{words[-8:]}")


def is_web(address: str | None) -> bool:
    """Whether an address that came with a post may be a link: http and https only."""
    return bool(address and re.match(r"https?://", address, re.IGNORECASE))
