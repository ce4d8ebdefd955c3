"""Forgetting: what an erased person did for us, and their handle in the reasons of others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tertulia.act.thanks.ledger import forget_gone
from tertulia.act.thanks.models import Debt
from tertulia.posts.api import Store
from tertulia.posts.erasure import MASK


def forget(store: Store, network: str, names: Iterable[str]) -> None:
    """Forget the debts for posts that are gone, and these names after an @ or a slash."""
    del network  # a handle may stand in any reason
    forget_gone(store)
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    named = re.compile(rf"([@/])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])", re.IGNORECASE)
    for debt in Debt.objects.exclude(why=""):
        Debt.objects.filter(pk=debt.pk).update(why=named.sub(rf"\1{MASK}", debt.why))
