"""What the inbox shows: rows of the list, a conversation with its thread, the person who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tertulia.act.inbox.asked import heads
from tertulia.act.inbox.finding import joined, sql
from tertulia.act.inbox.models import (
    Conversation,
    ConversationEvent,
    ConversationPost,
    ConversationSeen,
    Priority,
    State,
)
from tertulia.act.publishing.api import Publication
from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.cards import Card, card, is_web, local
from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.explorer.measures.asking import sql as measure
from tertulia.listen.explorer.posts import thread
from tertulia.posts.api import Store
from tertulia.team.api import Person

STATES = {"open": "accent", "waiting": "", "snoozed": "", "resolved": "good"}
PRIORITIES = {Priority.HIGH: "warn", Priority.URGENT: "bad"}
SHOWN = 25  # posts of a thread; of a longer one only those of the conversation and what they answer
THEIRS = 5


@dataclass(frozen=True)
class Row:
    """A conversation in the list."""

    number: int
    name: str
    when: str
    iso: str
    text: str
    network: str
    reason: str
    state: str
    state_label: str
    badge: str
    priority: str
    priority_badge: str
    sentiment: str
    sentiment_label: str
    needs_reply: bool
    assignee: str
    initials: str
    unread: bool
    tags: list[str]


def listed(found: Sequence[Conversation], by: Person, store: Store, zone: str) -> list[Row]:
    """The rows of these conversations; one whose newest post is gone says so."""
    told = heads(store, [each.last_post for each in found])
    looks = ConversationSeen.objects.filter(person=by, conversation__in=[each.pk for each in found])
    seen = dict(looks.values_list("conversation", "at"))
    return [_row(each, told.get(each.last_post, {}), seen.get(each.pk), zone) for each in found]


def _row(each: Conversation, head: dict[str, Any], seen: datetime | None, zone: str) -> Row:
    assignee = each.assignee
    return Row(
        number=each.pk,
        name=head.get("author_name") or head.get("author") or str(Text("Unknown author")),
        when=labels.moment(local(each.last_at, zone)),
        iso=each.last_at.isoformat(),
        text=head.get("text") or head.get("title") or _("This post is gone."),
        network=labels.network(each.network),
        reason=each.get_reason_display(),
        state=each.state,
        state_label=each.get_state_display(),
        badge=STATES[each.state],
        priority=each.get_priority_display() if each.priority in PRIORITIES else "",
        priority_badge=PRIORITIES.get(Priority(each.priority), ""),
        sentiment=each.sentiment,
        sentiment_label=labels.label("sentiments", each.sentiment) if each.sentiment else "",
        needs_reply=each.needs_reply,
        assignee=assignee.shown_name if assignee else "",
        initials=assignee.initials if assignee else "",
        unread=seen is None or seen < each.last_at,
        tags=each.tag_list,
    )


@dataclass(frozen=True)
class Spoken:
    """A post of the thread; `part`: it belongs to the conversation."""

    card: Card
    part: bool
    depth: int


def thread_of(each: Conversation, store: Store, zone: str, *, whole: bool) -> tuple[list[Spoken], int]:
    """The posts of the thread in order, and how many are left out of a long one."""
    parts = set(ConversationPost.objects.filter(conversation=each).values_list("post", flat=True))
    newest = rows(store, measure("post"), {"post": each.last_post})
    if not newest:
        return [], 0
    found = thread(newest[0] | {"created_at": newest[0]["created_at"].replace(tzinfo=UTC)}, store)
    shown = found
    if not whole and len(found) > SHOWN:
        kept = [branch.post for branch in found if branch.post["post"] in parts]
        near = {post["reply_key"] for post in kept} | {int(each.root)}
        shown = [b for b in found if b.post["post"] in parts or b.post["key"] in near]
    spoken = [Spoken(card(b.post, zone), b.post["post"] in parts, min(b.depth, 3)) for b in shown]
    return spoken, len(found) - len(shown)


@dataclass(frozen=True)
class Speaker:
    """Who speaks, as their posts show them; texts for people."""

    name: str
    handle: str
    followers: str
    author: str
    posts: str
    since: str
    conversations: int
    initial: str


def speaker(each: Conversation, store: Store, zone: str) -> Speaker | None:
    """The person of a conversation; None where nobody knows who wrote."""
    if not each.person:
        return None
    asked = {"person": each.person, "network": each.network}
    told = rows(store, sql("person"), asked)[0]
    if not told["posts"]:
        return None
    handle = told["author"] or ""
    with_us = Conversation.objects.filter(network=each.network, person=each.person).count()
    name = told["name"] or handle or str(Text("Unknown author"))
    return Speaker(
        name=name,
        handle=f"@{handle}" if handle else "",
        followers=labels.number(told["followers"]) if told["followers"] is not None else "",
        author=f"{each.network}:{handle.lower()}" if handle else "",
        posts=labels.posts(told["posts"]),
        since=labels.day(local(told["first"].replace(tzinfo=UTC), zone).date()),
        conversations=with_us,
        initial=name.lstrip("@")[:1].upper(),
    )


def their_posts(each: Conversation, store: Store, zone: str) -> list[dict[str, Any]]:
    """Their newest posts elsewhere."""
    if not each.person:
        return []
    parts = each.posts.values_list("post", flat=True)
    asked = {"person": each.person, "network": each.network, "posts": joined(parts), "most": THEIRS}
    return [
        row | {"when": labels.day(local(row["created_at"].replace(tzinfo=UTC), zone).date())}
        for row in rows(store, sql("theirs"), asked)
    ]


def other_conversations(each: Conversation, by: Person, store: Store, zone: str) -> list[Row]:
    """Their newest other conversations with us."""
    if not each.person:
        return []
    same = Conversation.objects.filter(network=each.network, person=each.person).exclude(pk=each.pk)
    return listed(list(same.select_related("assignee")[:THEIRS]), by, store, zone)


def address_of(head: dict[str, Any]) -> str:
    """Where a post stands on the network; "" where that is unknown."""
    url = head.get("url")
    return url if url and is_web(url) else ""


@dataclass(frozen=True)
class Told:
    """A line of the history, or a note."""

    text: str
    when: str
    iso: str
    name: str
    note: bool


def history(each: Conversation, zone: str) -> list[Told]:
    """Notes and what happened, the newest first."""
    notes = [(note.at, note.text, note.by, True) for note in each.notes.select_related("by")]
    events = [
        (event.at, _happened(event, zone), event.by, False) for event in each.events.select_related("by")
    ]
    found = sorted([*notes, *events], key=lambda one: one[0], reverse=True)
    return [
        Told(text, labels.moment(local(at, zone)), at.isoformat(), by.shown_name if by else "", note)
        for at, text, by, note in found
    ]


def _happened(event: ConversationEvent, zone: str) -> str:
    what, told = ConversationEvent.What, event.details
    if event.what == what.STATE and told.get("to") in State.values:
        if told["to"] == State.SNOOZED and told.get("until"):
            when = labels.moment(local(datetime.fromisoformat(told["until"]), zone))
            return _("snoozed until %(when)s") % {"when": when}
        if told.get("outcome"):
            return _("opened again: the reply was not published")
        return _("set to: %(state)s") % {"state": State(told["to"]).label}
    if event.what == what.ASSIGNED:
        name = told.get("name", "")
        return _("assigned to %(name)s") % {"name": name} if name else _("assigned to nobody")
    if event.what == what.PRIORITY:
        return str(Priority(told["to"]).label).lower()
    if event.what == what.TAGGED:
        return _("tags: %(tags)s") % {"tags": ", ".join(told.get("to", [])) or "–"}
    return str(event.get_what_display())


@dataclass(frozen=True)
class Pending:
    """An answer that was ordered and is not on the network yet, or failed."""

    number: int
    text: str
    state: str
    name: str
    problem: dict[str, Any]
    live: bool


PENDING = {
    "waiting": Text("On its way"),
    "sending": Text("Being sent"),
    "unknown": Text("Nobody knows yet whether it was published"),
    "by_hand": Text("Waits to be published by hand"),
    "failed": Text("Not published"),
    "expired": Text("Missed its time"),
    "published": Text("Published"),
}


def pending(found: Sequence[Publication], stored: set[int]) -> list[Pending]:
    """The answers that the thread does not show yet."""
    names = {each.pk: each.shown_name for each in Person.objects.filter(pk__in={one.by for one in found})}
    return [
        Pending(
            one.number,
            one.draft.text,
            str(PENDING[one.state]),
            names.get(one.by, ""),
            dict(one.problem),
            one.state in ("waiting", "by_hand"),
        )
        for one in found
        if one.state in PENDING and (one.state != "published" or one.post not in stored)
    ]


SNOOZES = {
    "3h": Text("In three hours"),
    "tomorrow": Text("Tomorrow at nine"),
    "monday": Text("On Monday at nine"),
    "week": Text("In a week"),
}


def snooze_time(choice: str, now: datetime, zone: str) -> datetime | None:
    """The moment that a choice of SNOOZES means; None for none of them."""
    here = now.astimezone(ZoneInfo(zone))
    nine = time(9)
    if choice == "3h":
        return now + timedelta(hours=3)
    if choice == "week":
        return now + timedelta(weeks=1)
    ahead = {"tomorrow": 1, "monday": 7 - here.weekday()}.get(choice)
    if ahead is None:
        return None
    return datetime.combine(here.date() + timedelta(days=ahead), nine, ZoneInfo(zone))
