"""What the other parts may use of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tertulia.act.inbox import changing
from tertulia.act.inbox.filing import watch as watch_inbox
from tertulia.act.inbox.forgetting import forget as forget_in_inbox
from tertulia.act.inbox.models import Conversation as Row
from tertulia.act.inbox.models import State
from tertulia.team.api import Person

__all__ = [
    "Conversation",
    "assign",
    "conversation",
    "conversation_of",
    "counts",
    "forget_in_inbox",
    "note",
    "numbers",
    "set_priority",
    "set_state",
    "watch_inbox",
]
assign, note = changing.assign, changing.note
set_state, set_priority = changing.set_state, changing.set_priority


@dataclass(frozen=True)
class Conversation:
    """What one person says to us in one thread. `state`: open, waiting, snoozed, resolved; `priority` 0 to 3;
    `person` is the key of the author in the posts store, as text ("": unknown); `last_post` their newest
    post; `ours_at` when we last answered; `assignee` the number of a person."""

    number: int
    network: str
    channel: int | None
    person: str
    reason: str
    state: str
    priority: int
    sentiment: str
    intents: tuple[str, ...]
    needs_reply: bool
    assignee: int | None
    tags: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    last_post: int
    ours_at: datetime | None
    posts: tuple[int, ...]


def conversation(number: int) -> Conversation:
    """One of them. Raises `Problem` (no-such-conversation)."""
    return _of(changing.find(number))


def conversation_of(post: int) -> Conversation | None:
    """The conversation that a post (its number in the store) is part of."""
    row = Row.objects.filter(posts__post=post).first()
    return _of(row) if row else None


def counts(person: Person) -> tuple[int, int]:
    """How many conversations are open, and how many of these are this person's."""
    opened = Row.objects.filter(state=State.OPEN)
    return opened.count(), opened.filter(assignee=person).count()


def numbers(*, state: str = State.OPEN, assignee: Person | None = None) -> Sequence[int]:
    """The conversations in a state, of someone where one is given, oldest first."""
    found = Row.objects.filter(state=state)
    if assignee is not None:
        found = found.filter(assignee=assignee)
    return list(found.order_by("last_at", "id").values_list("pk", flat=True))


def _of(row: Row) -> Conversation:
    return Conversation(
        number=row.pk,
        network=row.network,
        channel=row.channel,
        person=row.person,
        reason=row.reason,
        state=row.state,
        priority=row.priority,
        sentiment=row.sentiment,
        intents=tuple(row.intent_list),
        needs_reply=row.needs_reply,
        assignee=row.assignee_id,
        tags=tuple(row.tag_list),
        first_at=row.first_at,
        last_at=row.last_at,
        last_post=row.last_post,
        ours_at=row.ours_at,
        posts=tuple(row.posts.values_list("post", flat=True)),
    )
