"""Erasing a person: their posts leave the needs, and their handle what people wrote about needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from tertulia.listen.needs.keeping import forget_gone
from tertulia.listen.needs.models import Need, NeedEvent, NeedNote
from tertulia.posts.api import Store
from tertulia.posts.erasure import MASK

_WRITTEN = ("name", "note", "answer", "answer_url")


def forget(store: Store, names: Iterable[str]) -> None:
    """Forget posts that are no longer stored, and mask the names where they stand for the person: after an @
    or, in an address, a slash."""
    forget_gone(store)
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    named = re.compile(rf"([@/])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])", re.IGNORECASE)
    for need in Need.objects.all():
        masked = {field: named.sub(rf"\1{MASK}", getattr(need, field)) for field in _WRITTEN}
        Need.objects.filter(pk=need.pk).update(**masked)
    for note in NeedNote.objects.all():
        NeedNote.objects.filter(pk=note.pk).update(text=named.sub(rf"\1{MASK}", note.text))
    for event in NeedEvent.objects.exclude(details={}):
        told = json.dumps(event.details, ensure_ascii=False)
        if named.search(told):
            event.details = json.loads(named.sub(rf"\1{MASK}", told))
            event.save(update_fields=["details"])
