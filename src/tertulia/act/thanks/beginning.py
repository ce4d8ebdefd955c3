"""What the ledger of thanks does when the application begins: erasing a person reaches it."""

from __future__ import annotations


def begin() -> None:
    """Called once, when all models are there."""
    from tertulia.act.thanks.forgetting import forget
    from tertulia.listen.imports.forgetters import FORGETTERS

    if forget not in FORGETTERS:
        FORGETTERS.append(forget)
