"""Forgetting: who is erased from the posts leaves the register, and the notes of others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tertulia.act.conduct.models import Passed, Relationship
from tertulia.posts.api import Store
from tertulia.posts.erasure import MASK


def forget(store: Store, network: str, names: Iterable[str]) -> None:
    """Take an account out of the register, and its handle out of what people wrote, after an @ or a slash."""
    del store  # nothing here hangs on a post
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    gone = {name.lower() for name in wanted}
    for one in Relationship.objects.filter(network=network).exclude(handle=""):
        if one.handle.lower() in gone:
            one.delete()
    named = re.compile(rf"([@/])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])", re.IGNORECASE)
    for kept in Relationship.objects.exclude(note=""):
        Relationship.objects.filter(pk=kept.pk).update(note=named.sub(rf"\1{MASK}", kept.note))
    for let in Passed.objects.all():
        Passed.objects.filter(pk=let.pk).update(why=named.sub(rf"\1{MASK}", let.why))
