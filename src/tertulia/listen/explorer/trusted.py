"""A panel with how far the readings that it stands on can be trusted."""

from __future__ import annotations

from dataclasses import replace

from tertulia.listen.explorer.asked import Asked
from tertulia.listen.explorer.measures import panel
from tertulia.listen.explorer.panel import Panel


def panel_of(question: Asked, name: str) -> Panel:
    """The measure of that name, of the posts selected. Raises `Problem` as `panel` does."""
    from tertulia.listen.accuracy.trust import trust  # which shows its figures as the explorer does

    made = panel(name, question.selection, question.store, question.monitors)
    return replace(made, trust=trust(name, question.selection, question.store, question.names))
