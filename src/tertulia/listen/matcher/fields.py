"""Conditions on a post's columns: what values a post has for each field, one post at a time and for a batch.

A condition that can be looked up is a *key* (`Key`): `author:(ana OR bruno)` has two. What the fields mean
for people stands in `tertulia.listen.query.fields`. A post that lacks the value satisfies no condition on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from tertulia.listen.query.ast import Emoji, Field, Handle, Phrase, Tag, Word
from tertulia.listen.tokens import tokens
from tertulia.posts.folding import fold

Row = Mapping[str, Any]
NUMBERS = ("likes", "reposts", "replies", "quotes", "views", "followers")
READ = ("sentiment", "emotion")
AUTOMATIC = r'"bot":\s*true'  # in `extra`, a JSON object: the network says that the account is automatic
HOST = r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#@]*@)?(?P<host>[^/:?#]+)"


@dataclass(frozen=True)
class Key:
    """One condition: a field and the value it wants, or the range (both ends included; None is open)."""

    name: str
    value: str | None = None
    low: str | None = None
    high: str | None = None


def keys(node: Field) -> tuple[Key, ...]:
    """The conditions of a field, any of which satisfies it; values in the form that posts are compared in."""
    if node.low is not None or node.high is not None:
        return (Key(node.name, None, node.low, node.high),)
    return tuple(dict.fromkeys(_key(node.name, value) for value in node.values))


def _key(name: str, value: str) -> Key:
    if name in NUMBERS or name == "date":
        return Key(name, None, value, value)
    if name in ("author", "url"):
        value = fold(value.removeprefix("@") if name == "author" else value)
    elif name == "site":
        value = value.lower().removeprefix("www.")
    elif name == "reply_to":
        return Key(name, value)
    return Key(name, value.lower())


def title_phrase(value: str) -> Phrase:
    """The words that `title:` looks for, one after the other; they keep their wildcards."""
    star, mark = "\ua840", "\ua841"  # letters that stand for the wildcards while the value is cut
    makers = {"word": Word, "tag": Tag, "handle": Handle, "emoji": Emoji}
    cut = tokens(value.replace("*", star).replace("?", mark))
    return Phrase(tuple(makers[t.kind](t.text.replace(star, "*").replace(mark, "?")) for t in cut))


def holds(key: Key, post: Row, reading: Row) -> bool:
    """Whether one post satisfies the condition."""
    if key.name in NUMBERS:
        number = post.get(key.name)
        return number is not None and _number(key.low, number) <= number <= _number(key.high, number)
    if key.name == "date":
        since, until = days(key)
        at = post.get("created_at")
        return at is not None and since <= at.astimezone(UTC).date() <= until
    if key.name == "url":
        return post.get("url") is not None and str(key.value) in fold(post["url"])
    return key.value in set(VALUES[key.name](post, reading))


def _number(bound: str | None, otherwise: int) -> int:
    return otherwise if bound is None else int(bound)


def days(key: Key) -> tuple[date, date]:
    """The first and last day of a range of dates."""
    since = date.min if key.low is None else date.fromisoformat(key.low)
    return since, date.max if key.high is None else date.fromisoformat(key.high)


def domains(host: str) -> list[str]:
    """A host and every domain it is in: "www.a.b.es" is in a.b.es, b.es and es."""
    labels = host.lower().removeprefix("www.").split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


def _author(post: Row, reading: Row) -> Iterable[str]:
    return (
        fold(post[name].removeprefix("@")) for name in ("author", "author_name") if post.get(name) is not None
    )


def _lang(post: Row, reading: Row) -> Iterable[str]:
    lang = reading.get("lang") if reading.get("lang") is not None else post.get("lang")
    return () if lang is None else (main_language(lang),)


def main_language(code: str) -> str:
    """ "es" of "es-MX"."""
    return re.split("[-_]", code.lower())[0]


def _site(post: Row, reading: Row) -> Iterable[str]:
    found = re.match(HOST, post.get("url") or "")
    return domains(found["host"]) if found else ()


def _is(post: Row, reading: Row) -> Iterable[str]:
    kind = post.get("kind")
    if post.get("own"):
        yield "own"
    if kind in ("reply", "comment") or post.get("reply_to") is not None:
        yield "reply"
    if kind in ("repost", "quote"):
        yield kind
    if reading.get("offensive") not in (None, "none"):
        yield "offensive"
    if reading.get("irony"):
        yield "ironic"
    if reading.get("needs_reply"):
        yield "needs_reply"
    if re.search(AUTOMATIC, post.get("extra") or ""):
        yield "automatic"


def _has(post: Row, reading: Row) -> Iterable[str]:
    for name, column in (
        ("link", "links"),
        ("hashtag", "hashtags"),
        ("mention", "mentions"),
        ("title", "title"),
    ):
        if post.get(column):
            yield name
    yield from media_kinds(post.get("media"))


def media_kinds(media: str | None) -> set[str]:
    """What `has:` finds in a post's media (JSON): "media" and the types in it."""
    try:
        items = json.loads(media) if media else []
    except ValueError:
        return set()
    if not isinstance(items, list):
        return set()
    types = {str(item.get("type")) for item in items if isinstance(item, dict)}
    return {"media"} | types & {"image", "video"} if items else set()


def _plain(name: str) -> Callable[[Row, Row], Iterable[str]]:
    def values(post: Row, reading: Row) -> Iterable[str]:
        value = reading.get(name) if name in READ else post.get(name)
        return () if value is None else (value,)

    return values


VALUES: dict[str, Callable[[Row, Row], Iterable[str]]] = {
    "author": _author,
    "lang": _lang,
    "network": lambda post, reading: () if post.get("network") is None else (post["network"].lower(),),
    "site": _site,
    "kind": lambda post, reading: (post.get("kind") or "post",),
    "is": _is,
    "has": _has,
    "reply_to": _plain("reply_to"),
    "sentiment": _plain("sentiment"),
    "emotion": _plain("emotion"),
    "intent": lambda post, reading: reading.get("intents") or (),
}


def begin(day: date) -> datetime:
    """The first microsecond of a day."""
    return datetime.combine(day, time.min, UTC)


def end(day: date) -> datetime:
    """The last microsecond of a day."""
    return datetime.combine(day, time.max, UTC)
