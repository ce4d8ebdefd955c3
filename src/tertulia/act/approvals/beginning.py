"""What approvals do when the application begins: publishing asks them, the calendar hears of them."""

from __future__ import annotations


def begin() -> None:
    """Called once, when all models are there."""
    from tertulia.act.approvals import calendar, service
    from tertulia.act.approvals.gate import gate
    from tertulia.act.publishing import gates

    if gate not in gates.GATES:
        gates.GATES.append(gate)
    if calendar.heard not in service.HEARERS:
        service.HEARERS.append(calendar.heard)
