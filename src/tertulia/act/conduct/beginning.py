"""What conduct does when the application begins: publishing asks it, and who is erased leaves it."""

from __future__ import annotations


def begin() -> None:
    """Called once, when all models are there."""
    from tertulia.act.conduct.forgetting import forget
    from tertulia.act.conduct.gate import gate
    from tertulia.act.publishing import gates
    from tertulia.listen.imports.forgetters import FORGETTERS

    if gate not in gates.GATES:
        gates.GATES.append(gate)
    if forget not in FORGETTERS:
        FORGETTERS.append(forget)
