"""From the bytes of a feed to its document. Runs apart, under a budget of time: feeds are written by anyone.

A document type is refused: all that it adds to a feed are entities, which cost a few bytes to write and
gigabytes to read.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser
from feedparser.encodings import convert_to_utf8

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Record
from tertulia.networks.html_text import html_text, web_address
from tertulia.networks.rss.document import Document
from tertulia.networks.rss.json_feed import is_json, parse_json

MOST_BYTES = 5 << 20
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?<!DOCTYPE\s+html\b", re.IGNORECASE
)  # of the web; may name a feed
_COMMENTS_TITLE = re.compile(
    r"\s*(?:comments? (?:on|for|to)\b|comentari\w* (?:en|de|a|sobre|para)\b|commentaires? (?:sur|pour)\b"
    r"|kommentare? (?:zu|für)\b|comments?:)",
    re.IGNORECASE,
)
_COMMENTS_ADDRESS = re.compile(r"/comments/feed\b|comments-(?:rss2|atom)|/comments/default\b", re.IGNORECASE)


def parse(body: bytes, content_type: str, url: str) -> Document:
    """The feed in `body`, which came from `url`. Raises Problem: "too-large", "feed-dtd", "not-a-feed"."""
    if len(body) > MOST_BYTES:
        raise Problem(
            "too-large", Text("The feed is larger than {most} MB.", most=MOST_BYTES >> 20), place=url
        )
    document = parse_json(body, url) if is_json(body) else _parse_xml(body, content_type, url)
    about = {"url": url, "title": document.title, "site": document.site, "lang": document.lang}
    for entry in document.entries:
        entry["feed"] = {**about, "comments": document.comments}
    return document


def not_a_feed(url: str) -> Problem:
    return Problem(
        "not-a-feed",
        Text("There is no feed at this address."),
        Text("Give the address of a feed (RSS, Atom, JSON Feed), or of a page that names one."),
        url,
        permanent=False,
    )


def _parse_xml(body: bytes, content_type: str, url: str) -> Document:
    written = _in_utf8(body, content_type, url)
    try:
        found = feedparser.parse(
            io.BytesIO(written),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # whatever a library of this age may meet in bytes of anyone
        raise _broken(url) from error
    if not found.get("version") and not found.entries:
        raise not_a_feed(url)
    return _document(found, url)


def _in_utf8(body: bytes, content_type: str, url: str) -> bytes:
    """The document in UTF-8, whatever it is written in, so that no encoding hides a document type."""
    headers = {"content-type": content_type} if content_type else {}
    try:
        written = bytes(convert_to_utf8(headers, body, {}))
    except Exception as error:  # an encoding's name that is none; codecs raise what they like
        raise _broken(url) from error
    if _PAGE.match(written):
        raise not_a_feed(url)
    if _DECLARATION.search(written.replace(b"\0", b"")) and _declares(written.replace(b"\0", b"")):
        raise Problem(
            "feed-dtd",
            Text("The feed brings a document type (DTD), which is refused: it can be used to do harm."),
            Text("Ask the site for a feed without one."),
            url,
        )
    return written


def _declares(written: bytes) -> bool:
    """Whether a document type stands outside of comments and quoted passages, where it would be only text."""
    at = 0
    while found := re.compile(rb"<!(?:--|\[CDATA\[|\s*DOCTYPE|\s*ENTITY)", re.IGNORECASE).search(written, at):
        closing = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}.get(found[0].upper())
        if closing is None:
            return True
        if (end := written.find(closing, found.end())) < 0:
            return bool(_DECLARATION.search(written, found.end()))
        at = end + len(closing)
    return False


def _broken(url: str) -> Problem:
    return Problem(
        "broken-feed",
        Text("The feed is so broken that it cannot be read."),
        Text("Open it in a feed validator and tell the site's owner."),
        url,
        permanent=False,
    )


def _document(found: Any, url: str) -> Document:
    feed = found.feed
    site = web_address(_get(feed, "link"), url)
    links = _dicts(feed, "links")
    entries = [_entry(entry, feed, site or url) for entry in found.entries]
    return Document(
        title=" ".join(html_text(_get(feed, "title")).split()),
        site=site,
        own=next((web_address(_get(link, "href"), url) for link in links if link.get("rel") == "self"), ""),
        lang=_get(feed, "language"),
        hubs=tuple(web_address(_get(link, "href"), url) for link in links if link.get("rel") == "hub"),
        pause_s=_pause(feed),
        comments=_holds_comments(_get(feed, "title"), url, entries),
        entries=entries,
    )


def _entry(entry: Any, feed: Any, base: str) -> Record:
    content, kind = _content(entry)
    base = web_address(_get(content, "base"), base) or base
    made = {
        "id": _get(entry, "id"),
        "title": _title(entry),
        "html" if kind != "text/plain" else "text": _get(content, "value"),
        "base": base,
        "url": web_address(_get(entry, "link"), base),
        "author": _author(entry) or _author(feed),
        "published": _time(entry, "published") or _time(entry, "created"),
        "updated": _time(entry, "updated"),
        "lang": _get(content, "language") or _get(entry, "language"),
        "categories": [
            tag for item in _dicts(entry, "tags") if (tag := _get(item, "label") or _get(item, "term"))
        ],
        "media": _media(entry, base),
        "replies": _replies(entry),
        "reply_to": _get(_dict(entry, "thr_in-reply-to"), "ref"),
    }
    return {name: value for name, value in made.items() if value not in ("", None, [])}


def _get(holder: Any, name: str) -> str:
    """A text of what feedparser made, by exactly this name; "" where it is absent."""
    value = dict.get(holder, name) if isinstance(holder, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _dict(holder: Any, name: str) -> Any:
    value = dict.get(holder, name)
    return value if isinstance(value, dict) else {}


def _dicts(holder: Any, name: str) -> list[Any]:
    value = dict.get(holder, name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _content(entry: Any) -> tuple[Any, str]:
    """The fullest of what an entry says (its summary where that is all), and its kind of text."""
    for offered in (_dicts(entry, "content"), [_dict(entry, "summary_detail")]):
        readable = [one for one in offered if re.search(r"^text/|html", _get(one, "type"))]
        fullest: Any = max(readable, key=lambda one: len(_get(one, "value")), default={})
        if _get(fullest, "value"):
            return fullest, _get(fullest, "type")
    return {}, ""


def _title(entry: Any) -> str:
    detail = _dict(entry, "title_detail")
    written = _get(detail, "value") or _get(entry, "title")
    return " ".join((html_text(written) if "html" in _get(detail, "type") else written).split())


def _author(holder: Any) -> str:
    """A person's name; of an address alone only what stands before its @."""
    detail = _dict(holder, "author_detail")
    name = _get(detail, "name") or _get(holder, "author") or _get(detail, "email")
    return name if " " in name else name.partition("@")[0]


def _time(entry: Any, name: str) -> str:
    """RFC 3339 in UTC, or as written where feedparser knows no such form."""
    parsed = dict.get(entry, f"{name}_parsed")
    try:
        return (
            datetime(*parsed[:6], tzinfo=UTC).isoformat()
            if isinstance(parsed, struct_time)
            else _get(entry, name)
        )
    except ValueError:
        return _get(entry, name)


def _media(entry: Any, base: str) -> list[Record]:
    enclosures = [link for link in _dicts(entry, "links") if link.get("rel") == "enclosure"]
    offered = [*enclosures, *_dicts(entry, "media_content"), *_dicts(entry, "media_thumbnail")]
    made: dict[str, Record] = {}
    for one in offered:
        url = web_address(_get(one, "href") or _get(one, "url"), base)
        thumbnail = "width" in one and not _get(one, "type") and not _get(one, "medium")
        kind = _get(one, "medium") or _get(one, "type").partition("/")[0] or ("image" if thumbnail else "")
        if url:
            made.setdefault(url, {"type": media_type(kind), "url": url})
    return list(made.values())


def media_type(kind: str) -> str:
    return kind.lower() if kind.lower() in ("image", "video", "audio") else "file"


def _replies(entry: Any) -> int | None:
    counted = (_get(link, "thr:count") for link in _dicts(entry, "links") if link.get("rel") == "replies")
    for written in (_get(entry, "slash_comments"), _get(entry, "thr_total"), *counted):
        if re.fullmatch(r"[0-9]{1,9}", written):
            return int(written)
    return None


def _pause(feed: Any) -> float | None:
    """Seconds between two looks that the feed asks for: `ttl` (minutes) or `sy:updatePeriod`."""
    asked = []
    if re.fullmatch(r"[0-9]{1,6}", _get(feed, "ttl")):
        asked.append(int(_get(feed, "ttl")) * 60.0)
    if period := _PERIODS.get(_get(feed, "sy_updateperiod").lower()):
        often = _get(feed, "sy_updatefrequency")
        asked.append(period / (int(often) if re.fullmatch(r"[1-9][0-9]{0,4}", often) else 1))
    return max(asked, default=None)


def _holds_comments(title: str, url: str, entries: list[Record]) -> bool:
    """By its title, its address, or because every entry answers another."""
    answers = bool(entries) and all(
        "reply_to" in entry or "#comment-" in f"{entry.get('id')}{entry.get('url')}" for entry in entries
    )
    return answers or bool(_COMMENTS_TITLE.match(title) or _COMMENTS_ADDRESS.search(url))
