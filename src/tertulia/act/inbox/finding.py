"""Which posts of the store are spoken to us, or by us to someone, and in which thread. Asks the store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tertulia.act.inbox.models import Reason
from tertulia.listen.explorer.measures.asking import rows
from tertulia.posts.api import Store
from tertulia.posts.keys import key_of

_FOLDER = Path(__file__).parent
_DEEPEST = 60  # answers above an answer that are climbed to find where a thread began
Record = dict[str, Any]


@dataclass(frozen=True)
class Spoken:
    """A post of a conversation: `person` is the key of who speaks to us, or whom we speak to ("": unknown);
    `handles` are those of ours that it concerns, lower case."""

    post: int
    network: str
    root: str
    person: str
    ours: bool
    at: datetime
    reason: Reason
    sentiment: str
    intents: tuple[str, ...]
    needs_reply: bool
    handles: tuple[str, ...]


@dataclass(frozen=True)
class Us:
    """By what we are known: `handles` as "network:handle", lower case; the numbers of the monitors of our own
    name, whose reviews are ours."""

    handles: frozenset[str]
    monitors: tuple[int, ...] = ()


@cache
def sql(name: str) -> str:
    """The text of a file beside this one."""
    return (_FOLDER / f"{name}.sql").read_text()


def own_handles(store: Store) -> set[str]:
    """The handles under which posts of ours are stored, as "network:handle"."""
    asked = "SELECT DISTINCT network, lower(author) AS handle FROM posts WHERE own AND author IS NOT NULL"
    return {f"{row['network']}:{row['handle']}" for row in rows(store, asked, {})}


def spoken(store: Store, us: Us, after: int, upto: int) -> list[Spoken]:
    """What arrived between two post numbers (the first left out) and concerns us, by time."""
    found = rows(store, sql("touched"), {"after": after, "upto": upto})
    quoting, reviews = _quoting(store, found), _reviews(store, us, found)
    kept = [
        (row, reason)
        for row in found
        if (reason := _reason(row, us, row["post"] in quoting, reviews)) is not None
    ]
    roots = _roots(store, [row for row, _reason in kept])
    told = [_spoken(row, reason, roots[row["post"]], us) for row, reason in kept]
    themselves = {one.post for one in told}
    answered = [_answered(row, one) for (row, _reason), one in zip(kept, told, strict=True) if one.ours]
    told += {one.post: one for one in answered if one.post not in themselves}.values()
    return sorted(told, key=lambda one: (one.at, one.post))


def _answered(row: Record, ours: Spoken) -> Spoken:
    """What we answered, as a post of the same conversation."""
    return replace(
        ours,
        post=row["parent_post"],
        ours=False,
        at=row["parent_at"].replace(tzinfo=UTC),
        sentiment=row["parent_sentiment"] or "",
        intents=_telling(row["parent_intents"]),
        needs_reply=bool(row["parent_needs_reply"]),
    )


def _telling(intents: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(intent for intent in intents or () if intent != "other")


def _reason(row: Record, us: Us, quotes: bool, reviews: set[int]) -> Reason | None:
    if row["own"]:
        return Reason.JOINED if row["parent"] is not None and not row["parent_own"] else None
    if row["kind"] == "message":
        return Reason.MESSAGE
    if row["parent_own"]:
        return Reason.REPLY
    if quotes:
        return Reason.QUOTE
    if row["notified"] or not us.handles.isdisjoint(row["named"]):
        return Reason.MENTION
    if row["post"] in reviews:
        return Reason.REVIEW
    return Reason.COMMENT if row["root_own"] else None


def _quoting(store: Store, found: Sequence[Record]) -> set[int]:
    """Those of the posts that quote one of ours."""
    quoted: dict[int, list[int]] = {}
    for row in found:
        if row["kind"] == "quote" and not row["own"] and (name := _quoted(row["extra"])):
            quoted.setdefault(key_of(row["network"], name), []).append(row["post"])
    if not quoted:
        return set()
    asked = "SELECT key FROM posts WHERE own AND key IN (SELECT unnest(string_split($keys, ',')::UBIGINT[]))"
    ours = rows(store, asked, {"keys": joined(quoted)})
    return {post for row in ours for post in quoted[row["key"]]}


def _quoted(extra: str | None) -> str:
    told = json.loads(extra) if extra else {}
    name = told.get("quoted") if isinstance(told, dict) else None
    return name if isinstance(name, str) else ""


def _reviews(store: Store, us: Us, found: Sequence[Record]) -> set[int]:
    """The reviews among the posts that a monitor of our own name matches."""
    reviews = [row["post"] for row in found if row["kind"] == "review" and not row["own"]]
    if not reviews or not us.monitors:
        return set()
    asked = """SELECT DISTINCT post FROM mentions
    WHERE post IN (SELECT unnest(string_split($posts, ',')::BIGINT[]))
    AND monitor IN (SELECT unnest(string_split($monitors, ',')::BIGINT[]))"""
    matched = rows(store, asked, {"posts": joined(reviews), "monitors": joined(us.monitors)})
    return {row["post"] for row in matched}


def joined(numbers: Iterable[object]) -> str:
    """Numbers as one parameter: a list of them is slow to hand over."""
    return ",".join(map(str, numbers))


def _roots(store: Store, kept: Sequence[Record]) -> dict[int, int]:
    """For each post the key of its thread's first, as far up as the store knows."""
    tops = {row["post"]: _top(row) for row in kept}
    climbing = {row["post"] for row in kept if row["thread_key"] is None and row["reply_key"] is not None}
    for _step in range(_DEEPEST):
        above = _above(store, {tops[post] for post in climbing})
        climbing = {post for post in climbing if tops[post] in above}
        if not climbing:
            break
        tops |= {post: above[tops[post]] for post in climbing}
    return tops


def _top(row: Record) -> int:
    top: int = (
        row["thread_key"] or row["parent_thread"] or row["parent_reply"] or row["reply_key"] or row["key"]
    )
    return top


def _above(store: Store, keys: set[int]) -> Mapping[int, int]:
    """What stands above these posts: the thread's first, else the post answered. Those on top are missing."""
    if not keys:
        return {}
    asked = """SELECT key, coalesce(thread_key, reply_key) AS above FROM posts
    WHERE key IN (SELECT unnest(string_split($keys, ',')::UBIGINT[]))
    AND coalesce(thread_key, reply_key, key) <> key"""
    return {row["key"]: row["above"] for row in rows(store, asked, {"keys": joined(keys)})}


def _spoken(row: Record, reason: Reason, root: int, us: Us) -> Spoken:
    person = row["parent_author"] if row["own"] else row["author_key"]
    ours = (
        row["parent_handle"] if row["parent_own"] else None,
        row["root_handle"] if row["root_own"] else None,
    )
    named = (name.partition(":")[2] for name in row["named"] if name in us.handles)
    return Spoken(
        post=row["post"],
        network=row["network"],
        root=str(root),
        person="" if person is None else str(person),
        ours=row["own"],
        at=row["created_at"].replace(tzinfo=UTC),
        reason=reason,
        sentiment=row["sentiment"] or "",
        intents=_telling(row["intents"]),
        needs_reply=bool(row["needs_reply"]),
        handles=tuple(handle for handle in (*ours, *named) if handle),
    )
