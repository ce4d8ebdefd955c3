"""How the pages of Plan write days: {% load plan %}."""

from __future__ import annotations

from datetime import date

from django import template

from tertulia.listen.explorer import labels

register = template.Library()


@register.filter
def on_day(value: date) -> str:
    """A day of the calendar, in the reader's language."""
    return labels.day(value)
