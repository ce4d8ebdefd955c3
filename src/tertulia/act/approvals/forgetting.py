"""Forgetting: an erased person's handle leaves the texts that were to be approved, and what was said of
them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import models

from tertulia.act.approvals.models import Approval, ApprovalVote
from tertulia.posts.erasure import MASK

WRITTEN: tuple[tuple[type[models.Model], str], ...] = ((Approval, "text"), (ApprovalVote, "comment"))


def forget(names: Iterable[str]) -> None:
    """Mask the names where they stand for the person: after an @ or, in an address, a slash."""
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    named = re.compile(rf"([@/])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])", re.IGNORECASE)
    for model, field in WRITTEN:
        for row in model._default_manager.all():
            masked = named.sub(rf"\1{MASK}", getattr(row, field))
            if masked != getattr(row, field):
                model._default_manager.filter(pk=row.pk).update(**{field: masked})
