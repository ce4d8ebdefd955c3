"""Saved replies: kept, changed, taken away."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.inbox.models import SavedReply
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "saved_reply.kept": _("kept a saved reply"),
        "saved_reply.removed": _("took a saved reply away"),
    }
)


def replies() -> list[SavedReply]:
    """Those that can be used, by name."""
    return list(SavedReply.objects.filter(deleted_at=None))


def keep(name: str, text: str, by: Person, number: int | None = None) -> SavedReply:
    """Keep a new one, or another text in the place of one. Raises `Problem` (name-missing, text-missing,
    no-such-reply)."""
    if not name.strip():
        raise Problem("name-missing", Text("The name is missing."), Text("Say what it is for."), "name")
    if not text.strip():
        raise Problem("text-missing", Text("The text is missing."), Text("Write it first."), "text")
    reply = find(number) if number is not None else SavedReply()
    reply.name, reply.text, reply.by = name.strip()[:120], text.strip()[:5000], by
    reply.save()
    record(by, "saved_reply.kept", reply.name, reply=reply.pk)
    return reply


def remove(number: int, by: Person) -> None:
    """Take it away; what was sent with it stays known. Raises `Problem` (no-such-reply)."""
    reply = find(number)
    SavedReply.objects.filter(pk=number).update(deleted_at=timezone.now())
    record(by, "saved_reply.removed", reply.name, reply=number)


def find(number: int) -> SavedReply:
    """Raises `Problem` (no-such-reply)."""
    reply = SavedReply.objects.filter(pk=number, deleted_at=None).first()
    if reply is None:
        cause = Text("There is no saved reply {number}.", number=number)
        raise Problem("no-such-reply", cause, Text("See the list of saved replies."))
    return reply
