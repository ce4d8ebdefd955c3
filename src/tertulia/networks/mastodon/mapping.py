"""Statuses of the Mastodon interface as fields of the posts file, whatever brought them: a timeline, a
search, a notification, a conversation, a stream.

The id is the `uri`, the same on every server that has the post. What a reader knows besides travels in the
item (see `carried`): the server asked, the domain of its people's handles, which post a parent's local id is.
Counters are what that server knows: of posts from elsewhere it often knows only a part.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from tertulia.networks.base import Record
from tertulia.networks.mastodon.text import text_of
from tertulia.posts.formats.values import BadValue, shorten

NETWORK = "mastodon"
_COUNTS = {
    "likes": "favourites_count",
    "reposts": "reblogs_count",
    "replies": "replies_count",
    "quotes": "quotes_count",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9_-]+)?")
_TAG = re.compile(r"[#＃](\w+)")


def carried(
    status: Any, host: str, domain: str, *, reply_to: str | None = None, thread: str | None = None
) -> Record:
    """A raw item: the status as it came, with what only the reader of the server knows."""
    known = {"host": host, "domain": domain, "reply_to": reply_to, "thread": thread}
    return {"status": status, **{name: value for name, value in known.items() if value is not None}}


def status_of(item: Record) -> Record:
    """The status in a raw item, a notification or a conversation, or the item itself. Raises BadValue."""
    name = next((name for name in ("status", "last_status") if name in item), None)
    if name is None and ("uri" in item or "type" not in item):
        return item
    if name is None or item[name] is None:
        raise BadValue("unsupported", f"{shorten(item.get('type', name))} brings no post")
    return _object(item[name], name)


def map_item(item: Record) -> Record:
    """The fields of the posts file. Raises BadValue: "unsupported" for what holds no post."""
    status = status_of(item)
    account = _object(status.get("account"), "account")
    host = _text(item.get("host")) or _host_of(account)
    domain = _text(item.get("domain")) or host
    shown = _object(status.get("reblog") or status, "reblog")
    quote = _object(shown.get("quote") or {}, "quote")
    fields = {
        "id": _required(status, "uri"),
        "network": NETWORK,
        "created_at": _required(status, "created_at"),
        "title": _text(shown.get("spoiler_text")),
        "author": _handle(account, domain),
        "author_name": _text(account.get("display_name")),
        "followers": _count(account.get("followers_count")),
        "kind": _kind(status, quote),
        "lang": _language(shown.get("language")),
        "url": _web(shown.get("url")) or _web(shown.get("uri")),
        "reply_to": _text(item.get("reply_to")),
        "thread": _text(item.get("thread")),
        "extra": _extra(item, status, shown, quote, host, domain),
    }
    return {**fields, **_content(shown, domain, quoted=bool(quote)), **_counters(status)}


def _content(shown: Record, domain: str, *, quoted: bool) -> Record:
    """What is said: the text and what is in it."""
    if not isinstance(shown.get("content"), str):
        raise BadValue("missing_field", "content is required and is not there")
    written = text_of(shown["content"], quotes=quoted)
    return {
        "text": written.text,
        "hashtags": _tags(shown, written.text),
        "mentions": [handle for person in _objects(shown, "mentions") if (handle := _handle(person, domain))],
        "links": list(written.links),
        "media": [_medium(each) for each in _objects(shown, "media_attachments")],
    }


def _counters(status: Record) -> Record:
    """Those that are given. A repost has none of its own: servers repeat the original's."""
    if status.get("reblog"):
        return {}
    counts = {name: _count(status.get(given)) for name, given in _COUNTS.items()}
    return {name: count for name, count in counts.items() if count is not None}


def _kind(status: Record, quote: Record) -> str:
    if status.get("visibility") == "direct":
        return "message"
    if status.get("reblog"):
        return "repost"
    if status.get("in_reply_to_id"):
        return "reply"
    return "quote" if quote else "post"


def _extra(item: Record, status: Record, shown: Record, quote: Record, host: str, domain: str) -> Record:
    account = _object(status.get("account"), "account")
    parent = status.get("in_reply_to_id") if not item.get("reply_to") else None
    visibility = _text(status.get("visibility"))
    extra = {
        "local": local_name(host, status.get("id")),
        "in_reply_to_local": local_name(host, parent),
        "visibility": None if visibility == "public" else visibility,
        "sensitive": status.get("sensitive") is True or None,
        "edited_at": _text(shown.get("edited_at")),
        "bot": account.get("bot") is True or None,
        "account_url": _web(account.get("url")),
        "via": _text(_object(status.get("application") or {}, "application").get("name")),
        "poll": _poll(shown),
        "card": _card(shown),
        **_quoted(quote, host),
        **(_original(shown, domain) if status.get("reblog") else {}),
    }
    return {name: value for name, value in extra.items() if value is not None}


def local_name(host: str, number: Any) -> str | None:
    """The name under which one server knows a post: its host and its own id."""
    return f"{host}/{number}" if host and number and isinstance(number, (str, int)) else None


def _original(shown: Record, domain: str) -> Record:
    author = _handle(_object(shown.get("account"), "account"), domain)
    return {"repost_of": _required(shown, "uri"), "original_author": author}


def _quoted(quote: Record, host: str) -> Record:
    """The post that is quoted: whole, by its local id, or (other software) in the quote's own place."""
    status = quote if "uri" in quote else _object(quote.get("quoted_status") or {}, "quoted_status")
    state = _text(quote.get("state"))
    return {
        "quoted": _text(status.get("uri")),
        "quoted_local": local_name(host, quote.get("quoted_status_id")),
        "quote_state": None if state == "accepted" else state,
    }


def _poll(shown: Record) -> Record | None:
    poll = _object(shown.get("poll") or {}, "poll")
    if not poll:
        return None
    options = [
        {"title": _text(option.get("title")), "votes": _count(option.get("votes_count"))}
        for option in _objects(poll, "options")
    ]
    kept = {
        "options": options,
        "votes": _count(poll.get("votes_count")),
        "voters": _count(poll.get("voters_count")),
        "ends_at": _text(poll.get("expires_at")),
        "multiple": poll.get("multiple") is True,
    }
    return {name: value for name, value in kept.items() if value is not None}


def _card(shown: Record) -> Record | None:
    card = _object(shown.get("card") or {}, "card")
    kept = {"url": _web(card.get("url")), "title": _text(card.get("title"))}
    return {name: value for name, value in kept.items() if value} or None


def _medium(attachment: Record) -> Record:
    """Films without sound (gifv) are films; what the server could not fetch has its address elsewhere."""
    kind = _text(attachment.get("type")) or "unknown"
    address = _web(attachment.get("url")) or _web(attachment.get("remote_url"))
    made = {
        "type": "video" if kind == "gifv" else kind,
        "url": address,
        "alt": _text(attachment.get("description")),
    }
    return {name: value for name, value in made.items() if value is not None}


def _tags(shown: Record, text: str) -> list[str]:
    """Hashtags as their author wrote them: servers give them in their own spelling."""
    written = {same_tag(tag): tag for tag in reversed(_TAG.findall(text))}
    names = [name for tag in _objects(shown, "tags") if (name := _text(tag.get("name")))]
    return [written.get(same_tag(name), name) for name in names]


def same_tag(name: str) -> str:
    """What makes two hashtags one on the servers: neither case nor accents count."""
    bare = unicodedata.normalize("NFKD", name.lstrip("#＃").casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))


def _handle(account: Record, domain: str) -> str | None:
    """user@host; the server's own people come without host."""
    name = _text(account.get("acct")) or _text(account.get("username"))
    if name is None:
        raise BadValue("missing_field", "acct is required and is not there")
    return name if "@" in name or not domain else f"{name}@{domain}"


def _host_of(account: Record) -> str:
    """The server that showed a status, which only its own people's addresses tell; "" for others."""
    if "@" in (_text(account.get("acct")) or ""):
        return ""
    try:
        return urlsplit(_text(account.get("url")) or "").netloc
    except ValueError:  # "http://[": no address
        return ""


def _web(value: Any) -> str | None:
    """An address of the web, None for anything else."""
    address = _text(value)
    return address if address and address.lower().startswith(("http://", "https://")) else None


def _language(value: Any) -> str | None:
    """A language that is none costs nobody their post."""
    name = _text(value)
    return name if name and _LANGUAGE.fullmatch(name) else None


def _count(value: Any) -> int | None:
    """A count that is told: some servers say -1 for one that is kept back."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def _required(status: Record, name: str) -> str:
    found = _text(status.get(name))
    if found is None:
        raise BadValue("missing_field", f"{name} is required and is not there")
    return found


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _object(value: Any, name: str) -> Record:
    if not isinstance(value, dict):
        raise BadValue("missing_field" if value is None else "bad_value", f"{name} is no object")
    return value


def _objects(record: Record, name: str) -> list[Record]:
    value = record.get(name) or []
    if not isinstance(value, list):
        raise BadValue("bad_value", f"{name} is no list")
    return [_object(each, name) for each in value]
