"""Forgetting: what was to answer an erased person is not published, and their names leave the ledger.

What was published stays as a fact, without the names; a text whose words changed can no longer be sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from tertulia.act.publishing import drafts, ledger
from tertulia.act.publishing.models import Moment, Publication, Reacted, State

if TYPE_CHECKING:
    from tertulia.posts.api import Store

_OPEN = (State.WAITING, State.FAILED, State.EXPIRED, State.BY_HAND)
_ANSWERS = ("reply_to", "thread", "quote")


def forget(store: Store, network: str, names: Sequence[str]) -> None:
    """Take an account's names out of all publications and reactions of its network."""
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    named = re.compile(rf"([@/:])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])", re.IGNORECASE)
    for row in Publication.objects.filter(network=network):
        _forget(row, named)
    for given in Reacted.objects.filter(network=network):
        if named.search(f"@{given.target}"):
            given.delete()


def _forget(row: Publication, named: re.Pattern[str]) -> None:
    kept = {name: _without(value, named) for name, value in row.draft.items()}
    for name in _ANSWERS:
        if kept.get(name) != row.draft.get(name):
            del kept[name]
    if kept == row.draft:
        return
    ledger.move(row.pk, _OPEN, timezone.now(), what=State.CANCELLED, state=State.CANCELLED, problem={})
    Publication.objects.filter(pk=row.pk).update(
        draft=kept, text_hash=drafts.fingerprint(kept), slot=row.key, problem={}
    )
    Moment.objects.filter(publication=row).update(note="", problem={})


def _without(value: object, named: re.Pattern[str]) -> object:
    """A part of a draft without the names."""
    from tertulia.posts.erasure import MASK  # the store's libraries stay out of a start

    if isinstance(value, str):
        return named.sub(rf"\1{MASK}", value)
    written = named.sub(rf"\1{MASK}", json.dumps(value, ensure_ascii=False))
    return json.loads(written)
