"""What is made of needs: ideas, tasks, answers to keep, notes for those who make the product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.needs.models import Need, NeedEvent, NeedNote
from tertulia.listen.needs.sending import send_soon
from tertulia.listen.needs.standing import labels_of, members
from tertulia.posts.api import Store
from tertulia.team.api import Person, record

MOST = 4_000  # letters


def note(need: Need, by: Person, kind: str, text: str) -> NeedNote:
    """Make something of a need, and send it where notes are sent. Raises `Problem` ("bad-note")."""
    text = text.strip()
    if kind not in NeedNote.Kind.values or not text or len(text) > MOST:
        cause = Text("A note has a kind and a text of at most {limit} characters.", limit=MOST)
        raise Problem("bad-note", cause, Text("Write what is to be done."), place="text")
    with transaction.atomic():
        made = NeedNote.objects.create(kind=kind, text=text, need=need, by=by)
        NeedEvent.objects.create(need=need, what=NeedEvent.What.NOTED, by=by, details={"kind": kind})
        record(by, "need.noted", need.name or f"#{need.pk}", note=made.pk, kind=kind)
    send_soon(made)
    return made


def find(number: int) -> NeedNote:
    """The note of that number. Raises `Problem` ("no-such-note")."""
    found = (
        NeedNote.objects.select_related("need", "by").filter(pk=number).first() if number < 2**63 else None
    )
    if found is None:
        raise Problem("no-such-note", Text("There is no note {number}.", number=number))
    return found


def settle(made: NeedNote, by: Person, *, done: bool) -> None:
    """Say that a note is done, or is not."""
    if bool(made.done_at) == done:
        return
    made.done_at = timezone.now() if done else None
    made.save(update_fields=["done_at"])
    record(by, "note.done" if done else "note.reopened", f"#{made.pk}", note=made.pk)


def listed(kind: str = "", waiting: bool | None = None) -> list[NeedNote]:
    """The notes, the newest first; of one kind, and waiting or done, where that is asked for."""
    found = NeedNote.objects.select_related("need", "by").prefetch_related("sendings")
    if kind in NeedNote.Kind.values:
        found = found.filter(kind=kind)
    if waiting is not None:
        found = found.filter(done_at__isnull=waiting)
    return list(found)


def as_rows(notes: Sequence[NeedNote], store: Store) -> list[dict[str, Any]]:
    """The notes as files and the API have them."""
    needs = [made.need for made in notes if made.need]
    labels = labels_of(needs, store, members(need.pk for need in needs))
    return [
        {
            "number": made.pk,
            "kind": made.kind,
            "text": made.text,
            "need": made.need.pk if made.need else None,
            "need_name": labels[made.need.pk] if made.need else "",
            "by": made.by.shown_name if made.by else "",
            "at": made.at.isoformat(),
            "done_at": made.done_at.isoformat() if made.done_at else None,
        }
        for made in notes
    ]
