"""People's changes to conversations; each stands in the conversation's history and in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.inbox.models import (
    Conversation,
    ConversationEvent,
    ConversationNote,
    Priority,
    State,
)
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "conversation.state": _("changed the state of conversations"),
        "conversation.assigned": _("assigned conversations"),
        "conversation.priority": _("changed the priority of conversations"),
        "conversation.tagged": _("tagged conversations"),
        "conversation.noted": _("wrote a note about a conversation"),
    }
)
MOST = 500  # conversations changed in one act
_TAGS, _TAG = 10, 40
What = ConversationEvent.What


def find(number: int) -> Conversation:
    """The conversation. Raises `Problem` (no-such-conversation)."""
    found = Conversation.objects.select_related("assignee").filter(pk=number).first()
    if found is None:
        raise Problem(
            "no-such-conversation",
            Text("There is no conversation {number}.", number=number),
            Text("It may have been erased. See the inbox."),
        )
    return found


def set_state(numbers: Sequence[int], state: str, by: Person, until: datetime | None = None) -> int:
    """Open, resolve or snooze until a time to come; returns how many changed. Raises `Problem`
    (no-such-state, no-time, too-many)."""
    if state not in State.values:
        cause = Text("There is no state “{state}”.", state=state)
        raise Problem("no-such-state", cause, Text("Choose one of the list."), "state")
    if state == State.SNOOZED and (until is None or until <= timezone.now()):
        cause = Text("A snooze needs a time that is still to come.")
        raise Problem("no-time", cause, Text("Choose a later one."), "until")
    values = {"state": state, "snoozed_until": until if state == State.SNOOZED else None}
    told = {"to": state} | ({"until": until.isoformat()} if until and state == State.SNOOZED else {})
    return _change(numbers, by, What.STATE, "conversation.state", values, told)


def assign(numbers: Sequence[int], person: Person | None, by: Person) -> int:
    """Give conversations to someone of the team (None: to nobody); returns how many changed. Raises `Problem`
    (no-such-person, too-many)."""
    if person is not None and not person.is_active:
        cause = Text("{name} no longer works here.", name=person.shown_name)
        raise Problem("no-such-person", cause, Text("Choose someone else."), "assignee")
    told = {"to": person.pk if person else None, "name": person.shown_name if person else ""}
    return _change(numbers, by, What.ASSIGNED, "conversation.assigned", {"assignee": person}, told)


def set_priority(numbers: Sequence[int], priority: int, by: Person) -> int:
    """Say what is answered first; returns how many changed. Raises `Problem` (no-such-priority, too-many)."""
    if priority not in Priority.values:
        cause = Text("There is no priority {number}.", number=priority)
        raise Problem("no-such-priority", cause, Text("Choose one of the list."), "priority")
    return _change(
        numbers, by, What.PRIORITY, "conversation.priority", {"priority": priority}, {"to": priority}
    )


def _change(
    numbers: Sequence[int], by: Person, what: What, act: str, values: dict[str, Any], told: dict[str, Any]
) -> int:
    if len(numbers) > MOST:
        cause = Text("At most {most} conversations can be changed at once.", most=MOST)
        raise Problem("too-many", cause, Text("Choose fewer."))
    with transaction.atomic():
        found = [
            each
            for each in Conversation.objects.filter(pk__in=numbers)
            if any(getattr(each, name) != value for name, value in values.items())
        ]
        changed = [each.pk for each in found]
        if not changed:
            return 0
        Conversation.objects.filter(pk__in=changed).update(**values, changed_at=timezone.now())
        ConversationEvent.objects.bulk_create(
            ConversationEvent(conversation_id=number, what=what, by=by, details=told) for number in changed
        )
        record(by, act, "", conversations=changed[:50], count=len(changed), **told)
    return len(changed)


def set_tags(number: int, written: str, by: Person) -> Conversation:
    """Tag a conversation with these words, divided by commas, in place of those before. Raises `Problem`
    (no-such-conversation, long-tag)."""
    found = find(number)
    tags = list(dict.fromkeys(tag.strip().lower() for tag in written.split(",") if tag.strip()))
    if len(tags) > _TAGS or any(len(tag) > _TAG for tag in tags):
        cause = Text("At most {tags} tags of {length} characters fit.", tags=_TAGS, length=_TAG)
        raise Problem("long-tag", cause, Text("Shorten them."), "tags")
    found.tags = f",{','.join(tags)}," if tags else ""
    found.save(update_fields=["tags", "changed_at"])
    ConversationEvent.objects.create(conversation=found, what=What.TAGGED, by=by, details={"to": tags})
    record(by, "conversation.tagged", "", conversations=[number], tags=tags)
    return found


def note(number: int, text: str, by: Person) -> ConversationNote:
    """Write a word to the team. Raises `Problem` (no-such-conversation, note-empty)."""
    found = find(number)
    if not text.strip():
        raise Problem("note-empty", Text("The note is empty."), Text("Write it first."), "note")
    made = ConversationNote.objects.create(conversation=found, text=text.strip()[:5000], by=by)
    Conversation.objects.filter(pk=number).update(changed_at=timezone.now())
    record(by, "conversation.noted", "", conversations=[number])
    return made
