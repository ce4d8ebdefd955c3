"""What the inbox asks of its neighbours when the application begins."""

from __future__ import annotations

from tertulia.act.approvals import service
from tertulia.act.inbox import changing, saved  # noqa: F401  (their words of the audit log)
from tertulia.act.inbox.forgetting import forget
from tertulia.act.inbox.replying import approved, heard
from tertulia.act.publishing.telling import HEARERS
from tertulia.listen.imports.forgetters import FORGETTERS


def begin() -> None:
    """Hear of answers that were published or failed, and of people who are erased."""
    if heard not in HEARERS:
        HEARERS.append(heard)
    if approved not in service.HEARERS:
        service.HEARERS.append(approved)
    if forget not in FORGETTERS:
        FORGETTERS.append(forget)
