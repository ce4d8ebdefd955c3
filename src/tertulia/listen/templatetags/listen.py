"""How the pages of Listen write numbers, networks and times: {% load listen %}."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.timezone import localtime

from tertulia.listen.explorer import labels
from tertulia.listen.sources import problems

register = template.Library()


@register.filter
def number(value: int) -> str:
    """Digits in groups, as the reader's language writes them."""
    return labels.number(value)


@register.filter
def network(name: str) -> str:
    """A network's name as people know it."""
    return labels.network(name)


@register.filter
def day(value: datetime) -> str:
    """The day on the clock of the zone that the page is shown in."""
    return labels.day(localtime(value))


@register.filter
def moment(value: datetime) -> str:
    """Day and time on the clock of the zone that the page is shown in."""
    return labels.moment(localtime(value))


@register.filter
def in_words(problem: Mapping[str, Any]) -> dict[str, str]:
    """A problem that was kept, in the reader's language."""
    return problems.in_words(problem)
