"""A feed's entry as a post: articles, and comments where the feed is one of comments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from tertulia.networks.base import Record
from tertulia.networks.html_text import Plain, plain
from tertulia.networks.rss.document import entry_key
from tertulia.posts.formats.values import BadValue, shorten

_OF_THE_WHOLE_WORLD = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S")  # https:, urn:, tag: …; no number or slug
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9_-]+)?")
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # before there were pages to have a feed of
_AHEAD = timedelta(days=2)  # clocks and zones go wrong by a day; an agenda is no post


def map_entry(entry: Record) -> Record:
    """The fields of the posts file. Raises BadValue: "missing_field" for an entry that says nothing, "stale"
    or "bad_date" for one of a time that cannot be."""
    feed = _feed(entry)
    said = _said(entry)
    title = _text(entry, "title")
    comment = bool(feed.get("comments") or entry.get("reply_to"))
    if not (title or said.text or said.images or entry.get("media")):
        raise BadValue("missing_field", "an entry has a title or a text")
    created_at, seen = _created(entry)
    site = _host(feed.get("site")) or _host(feed.get("url"))
    return {
        "id": world_id(entry, site),
        "network": "rss",
        "created_at": created_at,
        "title": None if comment else title or None,
        "text": said.text,
        "author": _text(entry, "author") or None,
        "author_name": _text(entry, "author") or None,
        "kind": "comment" if comment else "article",
        "lang": _language(entry.get("lang")) or _language(feed.get("lang")),
        "url": _text(entry, "url") or None,
        "reply_to": _text(entry, "reply_to") or None,
        "replies": entry.get("replies"),
        "links": said.links or None,
        "media": _media(entry, said) or None,
        "site": site or None,
        "feed": feed.get("url"),
        "feed_title": feed.get("title"),
        "on": title if comment else None,  # "Comment on … by …": no words of the person's
        "categories": entry.get("categories"),
        "updated": entry.get("updated") if entry.get("published") else None,
        "dated": "seen" if seen else None,
    }


def world_id(entry: Record, site: str) -> str:
    """The entry's id where it is one of the whole world, else with its site before it."""
    named = _text(entry, "id") or _text(entry, "url") or entry_key(entry)
    return named if _OF_THE_WHOLE_WORLD.match(named) else f"{site}/{named}"


def _said(entry: Record) -> Plain:
    if "html" in entry:
        return plain(_text(entry, "html"), _text(entry, "base"))
    return Plain(_text(entry, "text"))


def _created(entry: Record) -> tuple[datetime, bool]:
    """When it was published (else changed), and whether only the time at which it was seen is known."""
    seen_at = _moment(entry.get("seen_at"))
    for name in ("published", "updated"):
        if given := _moment(entry.get(name)):
            return _checked(given, seen_at or datetime.now(UTC)), False
    if seen_at is None:
        raise BadValue("missing_field", "the entry has no date that can be read")
    return seen_at, True


def _checked(given: datetime, seen_at: datetime) -> datetime:
    if given < _OLDEST:
        raise BadValue("stale", f"{given.isoformat()} is before there were feeds")
    if given > seen_at + _AHEAD:
        raise BadValue("bad_date", f"{given.isoformat()} was still to come when the entry was read")
    return given


def _moment(written: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
        return found.astimezone(UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _feed(entry: Record) -> Record:
    feed = entry.get("feed")
    if not isinstance(feed, dict):
        raise BadValue("missing_field", "the entry does not say of which feed it is")
    return feed


def _text(entry: Record, name: str) -> str:
    value = entry.get(name, "")
    if not isinstance(value, str):
        raise BadValue("bad_value", f"{name}: {shorten(value)} is not a text")
    return value


def _language(written: Any) -> str | None:
    """A language code; what people write for one ("Spanish", "es_ES.UTF-8") is left out."""
    return written if isinstance(written, str) and _LANGUAGE.fullmatch(written) else None


def _host(address: Any) -> str:
    try:
        return (urlsplit(address).hostname or "") if isinstance(address, str) else ""
    except ValueError:
        return ""


def _media(entry: Record, said: Plain) -> list[Record]:
    given = entry.get("media") or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise BadValue("bad_value", "media is not a list of media")
    known = {one.get("url") for one in given}
    shown = [{"type": "image", "url": url, "alt": alt} for url, alt in said.images if url not in known]
    return [*given, *shown]
