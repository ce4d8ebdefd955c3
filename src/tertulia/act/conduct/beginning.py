"""What conduct does when the application begins: publishing asks it before anything goes out."""

from __future__ import annotations


def begin() -> None:
    """Called once, when all models are there."""
    from tertulia.act.conduct.gate import gate
    from tertulia.act.publishing import gates

    if gate not in gates.GATES:
        gates.GATES.append(gate)
