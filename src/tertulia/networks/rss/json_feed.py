"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Record
from tertulia.networks.html_text import web_address
from tertulia.networks.rss.document import Document


def is_json(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def parse_json(body: bytes, url: str) -> Document:
    """The feed in `body`. Raises Problem ("not-a-feed")."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        feed = None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise Problem(
            "not-a-feed",
            Text("What is at this address is JSON, but no JSON Feed."),
            Text("Give the address of a feed (RSS, Atom, JSON Feed), or of a page that names one."),
            url,
            permanent=False,
        )
    site = web_address(_text(feed, "home_page_url"), url)
    return Document(
        title=_text(feed, "title"),
        site=site,
        own=web_address(_text(feed, "feed_url"), url),
        lang=_text(feed, "language"),
        hubs=tuple(hub for item in _dicts(feed, "hubs") if (hub := web_address(_text(item, "url"), url))),
        entries=[_entry(item, feed, site or url) for item in _dicts(feed, "items")],
    )


def _entry(item: Record, feed: Record, base: str) -> Record:
    html = _text(item, "content_html")
    made = {
        "id": _text(item, "id"),
        "title": _text(item, "title"),
        "html": html,
        "text": "" if html else _text(item, "content_text") or _text(item, "summary"),
        "base": base,
        "url": web_address(_text(item, "url") or _text(item, "external_url"), base),
        "author": _author(item) or _author(feed),
        "published": _time(item, "date_published"),
        "updated": _time(item, "date_modified"),
        "lang": _text(item, "language"),
        "categories": [tag for tag in _list(item, "tags") if isinstance(tag, str)],
        "media": _media(item, base),
    }
    return {name: value for name, value in made.items() if value not in ("", None, [])}


def _text(holder: Record, name: str) -> str:
    """A text; a number, which some write for an id, as its digits."""
    value = holder.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _list(holder: Record, name: str) -> list[Any]:
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _dicts(holder: Record, name: str) -> list[Record]:
    return [item for item in _list(holder, name) if isinstance(item, dict)]


def _author(holder: Record) -> str:
    old = holder.get("author")  # of version 1
    offered = [*_dicts(holder, "authors"), *([old] if isinstance(old, dict) else [])]
    return next((name for author in offered if (name := _text(author, "name"))), "")


def _time(item: Record, name: str) -> str:
    written = _text(item, name)
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return written


def _media(item: Record, base: str) -> list[Record]:
    offered = [(_text(one, "url"), _text(one, "mime_type")) for one in _dicts(item, "attachments")]
    offered += [(_text(item, name), "image/*") for name in ("image", "banner_image")]
    made: dict[str, Record] = {}
    for written, mime in offered:
        kind = mime.partition("/")[0]
        if url := web_address(written, base):
            made.setdefault(
                url, {"type": kind if kind in ("image", "video", "audio") else "file", "url": url}
            )
    return list(made.values())
