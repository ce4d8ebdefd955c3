"""Who else has a conversation open, and what each has typed in it and not sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from tertulia.act.inbox.models import Conversation, ConversationSeen, ReplyDraft
from tertulia.team.api import Person

HERE = timedelta(seconds=45)  # a page that is open says so every twenty seconds
_LONGEST = 20_000


@dataclass(frozen=True)
class Other:
    """Someone else before the same conversation; `writes`: they have typed something."""

    name: str
    writes: bool


def look(conversation: Conversation, by: Person) -> None:
    """Mark a conversation as looked at by someone who sits before it."""
    now = timezone.now()
    values = {"at": now, "here_until": now + HERE}
    ConversationSeen.objects.update_or_create(conversation=conversation, person=by, defaults=values)


def leave(conversation: Conversation, by: Person) -> None:
    """They have gone elsewhere."""
    ConversationSeen.objects.filter(conversation=conversation, person=by).update(here_until=None)


def keep(conversation: Conversation, by: Person, text: str) -> None:
    """Keep what someone has typed; nothing is left of an empty text."""
    if not text.strip():
        ReplyDraft.objects.filter(conversation=conversation, by=by).delete()
        return
    kept = ReplyDraft.objects.filter(conversation=conversation, by=by, text=text[:_LONGEST])
    if not kept.exists():
        ReplyDraft.objects.update_or_create(
            conversation=conversation, by=by, defaults={"text": text[:_LONGEST]}
        )


def typed(conversation: Conversation, by: Person) -> str:
    """What they typed here and did not send."""
    found = ReplyDraft.objects.filter(conversation=conversation, by=by).first()
    return found.text if found else ""


def others(conversation: Conversation, by: Person) -> list[Other]:
    """Who else sits before it now."""
    here = ConversationSeen.objects.filter(conversation=conversation, here_until__gte=timezone.now())
    drafts = ReplyDraft.objects.filter(
        conversation=conversation, at__gte=timezone.now() - timedelta(minutes=10)
    )
    writing = set(drafts.values_list("by", flat=True))
    found = here.exclude(person=by).select_related("person")
    return [Other(each.person.shown_name, each.person_id in writing) for each in found]
