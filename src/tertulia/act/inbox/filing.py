"""Makes conversations of the posts that concern us, as they arrive and of those there are.

How far it came stands beside the conversations and moves in one transaction with them: whatever stops it, no
post is passed over and none is filed twice. A new post of theirs opens a conversation again; ours lets
it wait.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from tertulia.act.inbox.finding import Spoken, Us, own_handles, spoken
from tertulia.act.inbox.forgetting import forget_gone
from tertulia.act.inbox.models import (
    Conversation,
    ConversationEvent,
    ConversationPost,
    InboxPosition,
    Priority,
    State,
)
from tertulia.listen.explorer.posts import last_number
from tertulia.listen.monitors.models import Monitor, MonitorRole
from tertulia.listen.sources.models import Channel
from tertulia.posts.api import Store, arrivals, store

PAGE = 5_000  # post numbers taken at a time
HISTORY = timedelta(days=30)  # what nobody answered for longer is not opened when it is first read
_EVERY_S = 20.0
_FORGET_EVERY = 30  # turns
_CHUNK = 400
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()
Key = tuple[str, str, str]


def watch() -> None:
    """File what comes in and wake what was snoozed, for as long as the process runs."""
    threading.Thread(target=_watch, name="inbox", daemon=True).start()


def _watch() -> None:
    seen, turn = arrivals().newest, 0
    while True:
        try:
            file_all(store())
            wake_snoozed(timezone.now())
            if turn % _FORGET_EVERY == 0:
                forget_gone(store())
        except Exception:  # the next turn takes it up where it stopped
            _log.exception("Posts could not be filed in the inbox")
        finally:
            connection.close()
        turn += 1
        seen = arrivals().wait(seen, _EVERY_S)


def file_all(posts: Store) -> int:
    """File all that arrived since the last time; returns how many posts became part of conversations."""
    with _one_at_a_time:
        position, _made = InboxPosition.objects.get_or_create(pk=1)
        newest, filed = last_number(posts), 0
        if newest <= position.last:
            return 0
        us = _us(posts)
        while position.last < newest:
            upto = min(position.last + PAGE, newest)
            filed += _file(spoken(posts, us, position.last, upto), upto)
            position.last = upto
        return filed


def _us(posts: Store) -> Us:
    channels = Channel.objects.filter(deleted_at=None)
    handles = own_handles(posts) | {f"{c.network}:{c.handle.lower().lstrip('@')}" for c in channels}
    brand = Monitor.objects.filter(deleted_at=None, role=MonitorRole.BRAND).values_list("pk", flat=True)
    return Us(frozenset(handles), tuple(brand))


@transaction.atomic
def _file(found: Sequence[Spoken], upto: int) -> int:
    known = _filed_already(found)
    new = [one for one in found if one.post not in known]
    kept, channels = _conversations(new), _Channels()
    present = {number: (each.state, each.last_at) for number, each in ((e.pk, e) for e in kept.values())}
    parts: list[tuple[Conversation, Spoken]] = []
    for one in new:
        key = (one.network, one.root, one.person)
        conversation = kept.get(key)
        if conversation is None:
            conversation = kept[key] = _begun(one, channels)
        _take(conversation, one)
        parts.append((conversation, one))
    _save(kept, present)
    ConversationPost.objects.bulk_create(
        ConversationPost(conversation=conversation, post=one.post, ours=one.ours, at=one.at)
        for conversation, one in parts
    )
    InboxPosition.objects.filter(pk=1).update(last=upto)
    return len(parts)


def _filed_already(found: Sequence[Spoken]) -> set[int]:
    known: set[int] = set()
    numbers = [one.post for one in found]
    for start in range(0, len(numbers), _CHUNK):
        some = ConversationPost.objects.filter(post__in=numbers[start : start + _CHUNK])
        known.update(some.values_list("post", flat=True))
    return known


def _conversations(found: Sequence[Spoken]) -> dict[Key, Conversation]:
    roots = sorted({one.root for one in found})
    kept: dict[Key, Conversation] = {}
    for start in range(0, len(roots), _CHUNK):
        for each in Conversation.objects.filter(root__in=roots[start : start + _CHUNK]):
            kept[each.network, each.root, each.person] = each
    return kept


def _begun(one: Spoken, channels: _Channels) -> Conversation:
    return Conversation(
        network=one.network,
        root=one.root,
        person=one.person,
        channel=channels.of(one),
        reason=one.reason,
        first_at=one.at,
        last_at=one.at,
        last_post=one.post,
        state=State.WAITING if one.ours else State.OPEN,
        priority=_priority(one),
    )


def _priority(one: Spoken) -> Priority:
    """A complaint that waits for an answer goes first; what needs none comes last."""
    if not one.needs_reply:
        return Priority.LOW
    return Priority.HIGH if "complaint" in one.intents else Priority.NORMAL


def _take(conversation: Conversation, one: Spoken) -> None:
    """Let a post have its effect; one that is older than what is known changes no state."""
    latest = max(conversation.last_at, conversation.ours_at or conversation.last_at)
    conversation.first_at = min(conversation.first_at, one.at)
    if one.ours:
        conversation.ours_at = max(one.at, conversation.ours_at or one.at)
        if one.at >= latest and conversation.state in (State.OPEN, State.SNOOZED):
            conversation.state, conversation.snoozed_until = State.WAITING, None
        return
    if one.at < conversation.last_at:
        return
    conversation.last_at, conversation.last_post = one.at, one.post
    conversation.sentiment, conversation.intents = one.sentiment, _listed(one.intents)
    conversation.needs_reply = one.needs_reply
    if conversation.state == State.OPEN or conversation.priority == Priority.URGENT:
        conversation.priority = max(conversation.priority, _priority(one))
    else:
        conversation.priority = _priority(one)
    if one.at >= latest:
        conversation.state, conversation.snoozed_until = State.OPEN, None


def _listed(values: Sequence[str]) -> str:
    return f",{','.join(values)}," if values else ""


_CHANGED = ("first_at", "last_at", "last_post", "ours_at", "state", "snoozed_until", "sentiment", "intents")


def _save(kept: dict[Key, Conversation], before: dict[int, tuple[str, datetime]]) -> None:
    now = timezone.now()
    new = [each for each in kept.values() if each.pk is None]
    for each in new:
        if max(each.last_at, each.ours_at or each.last_at) < now - HISTORY:
            each.state = State.RESOLVED
    old = [each for each in kept.values() if each.pk is not None]
    for each in old:
        each.changed_at = now
    Conversation.objects.bulk_create(new, batch_size=_CHUNK)
    fields = [*_CHANGED, "needs_reply", "priority", "changed_at"]
    Conversation.objects.bulk_update(old, fields, batch_size=50)
    what = ConversationEvent.What
    reopened = [
        ConversationEvent(conversation=each, what=what.REOPENED)
        for each in old
        if each.state == State.OPEN and before[each.pk][0] != State.OPEN
    ]
    ConversationEvent.objects.bulk_create(reopened)


class _Channels:
    """The accounts of ours by network."""

    def __init__(self) -> None:
        self._by_network: dict[str, list[Channel]] = {}
        for channel in Channel.objects.filter(deleted_at=None):
            self._by_network.setdefault(channel.network, []).append(channel)

    def of(self, one: Spoken) -> int | None:
        """The one that the post concerns, else the first of its network."""
        there = self._by_network.get(one.network, [])
        named = [channel.pk for channel in there if channel.handle.lower().lstrip("@") in one.handles]
        return next(iter([*named, *(channel.pk for channel in there)]), None)


def wake_snoozed(now: datetime) -> int:
    """Open what was snoozed until now; returns how many."""
    due = list(
        Conversation.objects.filter(state=State.SNOOZED, snoozed_until__lte=now).values_list("pk", flat=True)
    )
    for number in due:
        with transaction.atomic():
            found = Conversation.objects.filter(pk=number, state=State.SNOOZED)
            if found.update(state=State.OPEN, snoozed_until=None, changed_at=now):
                ConversationEvent.objects.create(conversation_id=number, what=ConversationEvent.What.WOKEN)
    return len(due)
