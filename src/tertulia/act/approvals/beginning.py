"""What approvals do when the application begins: publishing, the calendar and erasing learn of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertulia.posts.api import Store


def begin() -> None:
    """Called once, when all models are there."""
    from tertulia.act.approvals import calendar, service
    from tertulia.act.approvals.gate import gate
    from tertulia.act.publishing import gates
    from tertulia.listen.imports.forgetters import FORGETTERS

    if gate not in gates.GATES:
        gates.GATES.append(gate)
    if calendar.heard not in service.HEARERS:
        service.HEARERS.append(calendar.heard)
    if _forget not in FORGETTERS:
        FORGETTERS.append(_forget)


def _forget(store: Store, network: str, names: Sequence[str]) -> None:
    from tertulia.act.approvals.forgetting import forget

    forget(names)
