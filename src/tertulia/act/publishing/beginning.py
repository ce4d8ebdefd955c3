"""What publishing does when the application begins: it hears the calendar, and tells it how things go."""

from __future__ import annotations


def begin() -> None:
    """Called once, when all models are there."""
    from tertulia.act.publishing import calendar, forgetting, telling
    from tertulia.listen.imports.forgetters import FORGETTERS

    calendar.follow()
    if calendar.tell not in telling.HEARERS:
        telling.HEARERS.append(calendar.tell)
    if forgetting.forget not in FORGETTERS:
        FORGETTERS.append(forgetting.forget)
