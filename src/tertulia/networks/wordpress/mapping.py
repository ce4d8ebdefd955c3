"""Posts and comments of a site as posts. A raw item is what the REST interface gave, with `site` (its place's
home), `lang` and `what` ("post" or "comment"); or an entry of the site's feed under `entry`.

Nothing of a commenter but the name is taken: no address, whatever the interface shows to the site's people.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tertulia.networks.base import Record
from tertulia.networks.html_text import Plain, html_text, plain
from tertulia.networks.rss.mapping import map_entry
from tertulia.posts.formats.values import BadValue, shorten

_NATIVE = re.compile(r"\?p=(\d+)(?:#comment-(\d+))?$")


def post_id(home: str, number: int) -> str:
    return f"{home}/?p={number}"


def comment_id(home: str, post: int, number: int) -> str:
    return f"{home}/?p={post}#comment-{number}"


def map_item(item: Record) -> Record:
    """The fields of the posts file. Raises BadValue."""
    home = _text(item, "site")
    if not home:
        raise BadValue("missing_field", "the item does not say of which site it is")
    if isinstance(item.get("entry"), dict):
        return _of_feed(item["entry"], home)
    make = {"post": _post, "comment": _comment}.get(_text(item, "what"))
    if make is None:
        raise BadValue("unsupported", f"{shorten(item.get('what'))} is neither a post nor a comment")
    return {**make(item, home), "site": home, "network": "wordpress"}


def _post(item: Record, home: str) -> Record:
    said = _rendered(item, "content")
    author = _first(item, "author")
    changed = item.get("modified_gmt")
    return {
        "id": post_id(home, _number(item, "id")),
        "kind": "article",
        "created_at": _moment(item.get("date_gmt")),
        "title": " ".join(html_text(_text(_dict(item, "title"), "rendered")).split()) or None,
        "text": said.text,
        "author": _text(author, "slug") or None,
        "author_name": _text(author, "name") or None,
        "lang": _text(item, "lang") or None,
        "url": _text(item, "link") or None,
        "replies": item.get("replies"),
        "links": said.links or None,
        "media": _media(item, said) or None,
        "categories": _terms(item, "category") or None,
        "tags": _terms(item, "post_tag") or None,
        "updated": changed if changed != item.get("date_gmt") else None,
    }


def _comment(item: Record, home: str) -> Record:
    kind = item.get("type", "comment")
    if kind != "comment":
        raise BadValue("unsupported", f"a comment of type {shorten(kind)} is no person's word")
    said = _rendered(item, "content")
    post, parent = _number(item, "post"), _number(item, "parent", 0)
    author = _first(item, "author")
    name = _text(item, "author_name") or _text(author, "name") or None
    return {
        "id": comment_id(home, post, _number(item, "id")),
        "kind": "comment",
        "created_at": _moment(item.get("date_gmt")),
        "text": said.text,
        "author": _text(author, "slug") or name,
        "author_name": name,
        "url": _text(item, "link") or None,
        "reply_to": comment_id(home, post, parent) if parent else post_id(home, post),
        "thread": post_id(home, post),
        "links": said.links or None,
        "media": _media({}, said) or None,
    }


def _of_feed(entry: Record, home: str) -> Record:
    """An entry of the site's feed, under the id that the interface would give it where the feed tells it."""
    made = map_entry(entry)
    native = _NATIVE.search(made["id"])
    if native and made["id"].startswith(home):
        post, comment = int(native[1]), native[2]
        made["id"] = comment_id(home, post, int(comment)) if comment else post_id(home, post)
        made["thread"] = post_id(home, post) if comment else None
    return {**made, "network": "wordpress", "site": home}


def _text(holder: Record, name: str) -> str:
    value = holder.get(name) or ""
    if not isinstance(value, str):
        raise BadValue("bad_value", f"{name}: {shorten(value)} is not a text")
    return value


def _dict(holder: Record, name: str) -> Record:
    value = holder.get(name) or {}
    if not isinstance(value, dict):
        raise BadValue("bad_value", f"{name}: {shorten(value)} is not an object")
    return value


def _number(item: Record, name: str, default: int | None = None) -> int:
    value = item.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(
            "missing_field" if value is None else "bad_value", f"{name}: {shorten(value)} is no number"
        )
    return value


def _rendered(item: Record, name: str) -> Plain:
    return plain(_text(_dict(item, name), "rendered"), _text(item, "link"))


def _moment(written: Any) -> datetime:
    try:
        found = datetime.fromisoformat(written)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadValue("bad_date", f"date_gmt: {shorten(written)} is not a time") from error


def _embedded(item: Record, name: str) -> list[Any]:
    value = _dict(item, "_embedded").get(name)
    return value if isinstance(value, list) else []


def _first(item: Record, name: str) -> Record:
    """What is embedded; where the site hides its people an error stands there, without the fields."""
    found = _embedded(item, name)
    return found[0] if found and isinstance(found[0], dict) else {}


def _terms(item: Record, taxonomy: str) -> list[str]:
    groups = [group for group in _embedded(item, "wp:term") if isinstance(group, list)]
    terms = [term for group in groups for term in group if isinstance(term, dict)]
    return [html_text(_text(term, "name")) for term in terms if term.get("taxonomy") == taxonomy]


def _media(item: Record, said: Plain) -> list[Record]:
    featured = _first(item, "wp:featuredmedia")
    shown = [(_text(featured, "source_url"), _text(featured, "alt_text")), *said.images]
    return [{"type": "image", "url": url, "alt": alt} for url, alt in dict(shown).items() if url]
