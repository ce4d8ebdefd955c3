"""Posts of Bluesky as fields of the posts file, whatever they came with: a search or a thread (postView), an
account's feed (feedViewPost), notifications, an account's records, or a stream (Jetstream's commit events;
the firehose's commits are brought into that form).

`createdAt` is what the author's program says. As on Bluesky itself, a time that is later than the network's
own (`indexedAt`), or none, gives way to the network's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tertulia.networks.base import Record
from tertulia.networks.bluesky.embeds import Carried, carried
from tertulia.networks.bluesky.names import INVALID_HANDLE, NETWORK, POST, Uri, post_page, uri_of
from tertulia.networks.bluesky.rich_text import Marked, marked
from tertulia.networks.bluesky.shapes import number, only_given, table, tables, word, words
from tertulia.posts.formats.values import BadValue, moment, shorten

_COUNTS = {"likes": "likeCount", "reposts": "repostCount", "replies": "replyCount", "quotes": "quoteCount"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9-]+)?")
_AHEAD = timedelta(minutes=1)  # how far clocks may differ before a time is not believed


def map_item(item: Record) -> Record:
    """The fields of the posts file. Raises `BadValue`: "unsupported" for what is no post,
    "unreadable" for a message of a stream that could not be decoded."""
    if "unreadable" in item:
        raise BadValue("unreadable", "a message of the stream that cannot be decoded")
    if item.get("kind") == "commit":
        return _of_event(item)
    if not isinstance(item.get("post"), dict):
        return _of_view(item)
    reason = table(item.get("reason"))
    if str(reason.get("$type", "")).endswith("#reasonRepost"):
        return _of_repost(item["post"], reason)
    return _of_view(item["post"])


def time_of(item: Record) -> datetime | None:
    """The time by which Bluesky sorts an item of a list: that of a repost, else the post's."""
    if repost := _time(table(item.get("reason")).get("indexedAt")):
        return repost
    view = item["post"] if isinstance(item.get("post"), dict) else item
    record = table(view.get("record") or view.get("value"))
    times = (_time(record.get("createdAt")), _time(view.get("indexedAt")))
    return min((when for when in times if when), default=None)


def _of_view(view: Record) -> Record:
    """A post with its author, counters and labels (postView), a notification, or a bare record of a
    repository (`value`), which has none of them."""
    uri = _post_uri(view.get("uri"))
    record = _post_record(view.get("record") or view.get("value"))
    author = table(view.get("author"))
    fields = _fields(uri, record, author, {}, _time(view.get("indexedAt")), view.get("embed"))
    of_author = _labels(author.get("labels"))
    extra = fields["extra"] | only_given(
        labels=_labels(record.get("labels"), view.get("labels")),
        author_labels=of_author,
        bot="bot" in (of_author or ()) or None,  # its declared mark, under the name that all networks give it
    )
    return fields | {"extra": extra} | _counters(view)


def _of_event(event: Record) -> Record:
    """A commit of a stream. `names` is what the reader knew of people: {did: {handle, displayName}}."""
    commit, did = table(event.get("commit")), event.get("did")
    uri = _post_uri(f"at://{did}/{commit.get('collection')}/{commit.get('rkey')}")
    record = _post_record(commit.get("record"))
    names = table(event.get("names"))
    handles = {known: table(name).get("handle") for known, name in names.items()}
    seen = number(event.get("time_us"))
    fields = _fields(uri, record, table(names.get(uri.did)), handles, _from_us(seen), None)
    return fields | {"extra": fields["extra"] | only_given(labels=_labels(record.get("labels")))}


def _of_repost(view: Record, reason: Record) -> Record:
    """A repost of an account's feed: its own id, time and author, the original's words. The counters are the
    original's and stay away."""
    original = _of_view(view)
    by = table(reason.get("by"))
    did = word(by.get("did"))
    when = _time(reason.get("indexedAt"))
    if did is None or when is None:
        raise BadValue("missing_field", "a repost says by whom and when")
    handle = _handle(by) or did
    kept = ("network", "text", "title", "lang", "hashtags", "mentions", "links", "media", "url")
    uri = uri_of(reason.get("uri"))
    return {
        **{name: original.get(name) for name in kept},
        "id": str(uri) if uri else f"{original['id']}#repost-{did}",
        "created_at": when,
        "author": handle,
        "author_name": word(by.get("displayName")),
        "kind": "repost",
        "extra": {"did": did, "repost_of": original["id"], "original_author": original["author"]},
    }


def _fields(
    uri: Uri, record: Record, author: Record, handles: Record, seen: datetime | None, view: Any
) -> Record:
    """What a record says, with what is known of its author."""
    parts, marks = carried(record.get("embed"), view, uri.did), marked(record, handles)
    parent, root = _reply(record)
    handle = _handle(author) or uri.did
    languages = [lang for lang in words(record.get("langs")) if _LANGUAGE.fullmatch(lang)]
    return {
        "id": str(uri),
        "network": NETWORK,
        "created_at": _created(record.get("createdAt"), seen),
        "text": record["text"],
        "title": parts.title,
        "author": handle,
        "author_name": word(author.get("displayName")),
        "kind": "reply" if parent else "quote" if parts.quoted else "post",
        "lang": languages[0] if languages else None,
        "url": post_page(handle, uri.key),
        "reply_to": parent,
        "thread": root,
        "hashtags": marks.hashtags,
        "mentions": marks.handles,
        "links": list(dict.fromkeys([*marks.links, *([parts.link] if parts.link else [])])),
        "media": parts.media,
        "extra": _extra(uri, record, parts, marks, languages),
    }


def _extra(uri: Uri, record: Record, parts: Carried, marks: Marked, languages: list[str]) -> Record:
    return only_given(
        did=uri.did,
        quoted=parts.quoted,
        shown=parts.shown,
        link_about=parts.about,
        mentioned=marks.people,
        languages=languages[1:] and languages,
        via=word(record.get("via")),
    )


def _post_uri(value: Any) -> Uri:
    uri = uri_of(value)
    if uri is None:
        raise BadValue("missing_field", f"{shorten(value)} is not the at:// address of a post")
    if uri.collection != POST:
        raise BadValue("unsupported", f"{uri.collection} is not a post")
    return uri


def _post_record(value: Any) -> Record:
    if not isinstance(value, dict):
        raise BadValue("missing_field", "the record of the post is not there")
    kind = value.get("$type", POST)
    if kind != POST:
        raise BadValue("unsupported", f"{shorten(kind)} is not a post")
    if not isinstance(value.get("text"), str):
        raise BadValue("missing_field", "a post has a text")
    return value


def _created(declared: Any, seen: datetime | None) -> datetime:
    when = _time(declared)
    if when is not None and (seen is None or when <= seen + _AHEAD):
        return when
    if seen is None:
        moment(declared)  # says what is wrong with it
        raise BadValue("missing_field", "created_at is required and is not there")
    return seen


def _time(value: Any) -> datetime | None:
    """A time, None where it is not given or cannot be read (without a zone it cannot)."""
    try:
        return moment(value)
    except BadValue:
        return None


def _from_us(value: int | None) -> datetime | None:
    try:
        return _time(datetime.fromtimestamp(value / 1_000_000, UTC)) if value else None
    except (ValueError, OverflowError, OSError):
        return None


def _reply(record: Record) -> tuple[str | None, str | None]:
    """The post answered, and the first of the thread."""
    reply = table(record.get("reply"))
    parent, root = (uri_of(table(reply.get(name)).get("uri")) for name in ("parent", "root"))
    return (str(parent) if parent else None), (str(root or parent) if parent else None)


def _handle(author: Record) -> str | None:
    handle = word(author.get("handle"))
    return None if handle is None or handle == INVALID_HANDLE else handle


def _counters(view: Record) -> Record:
    counts = {name: number(view.get(given)) for name, given in _COUNTS.items()}
    return {name: count for name, count in counts.items() if count is not None}


def _labels(*given: Any) -> list[str]:
    """The labels that are set, of the author's own ({"values": […]}) and of labelling services."""
    found = [label for labels in given for label in tables(labels) + tables(table(labels).get("values"))]
    return sorted({name for label in found if not label.get("neg") and (name := word(label.get("val")))})
