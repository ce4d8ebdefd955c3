"""Erasing a person: their handle goes out of what was kept of findings, and their posts are no evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from tertulia.listen.situation.finding import OPEN_NEED
from tertulia.listen.situation.models import SwotDecision, SwotItem, TheirAccounts
from tertulia.posts.api import Store
from tertulia.posts.erasure import MASK
from tertulia.posts.folding import fold

_STILL = "SELECT post FROM posts WHERE list_contains($numbers, post)"


def forget(store: Store, network: str, names: Iterable[str]) -> None:
    """Take the names out of sentences and addresses, the gone posts out of the evidence."""
    wanted = [name.strip().lstrip("@") for name in names if name.strip("@ ")]
    if not wanted:
        return
    named = re.compile(rf"([@/:])(?:{'|'.join(map(re.escape, wanted))})(?![\w-])", re.IGNORECASE)
    for item in SwotItem.objects.all():
        item.text, item.said, item.show = (
            named.sub(rf"\1{MASK}", text) for text in (item.text, item.said, item.show)
        )
        left = _still(store, item.evidence)
        if left != item.evidence and OPEN_NEED in item.key:  # its sentence may quote a post that is gone
            SwotDecision.objects.filter(key=item.key).delete()
            item.delete()
            continue
        item.evidence = left
        item.save()
    for decision in SwotDecision.objects.exclude(before={}):
        before = json.loads(named.sub(rf"\1{MASK}", json.dumps(decision.before, ensure_ascii=False)))
        before["evidence"] = _still(store, before["evidence"])
        decision.before = before
        decision.save()
    _forget_accounts(network, wanted)


def _still(store: Store, numbers: list[int]) -> list[int]:
    """The numbers whose posts are there."""
    found = store.query(_STILL, {"numbers": numbers})["post"].to_pylist() if numbers else []
    return [number for number in numbers if number in set(found)]


def _forget_accounts(network: str, wanted: list[str]) -> None:
    gone = {f"{network}:{fold(name)}" for name in wanted}
    for kept in TheirAccounts.objects.all():
        left = [name for name in kept.accounts if fold(name) not in gone]
        if left != kept.accounts:
            kept.accounts = left
            kept.save()
