"""How the pages write measured shares: {% load measuring %}."""

from __future__ import annotations

from django import template

from tertulia.listen.explorer import labels
from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.measuring.words import measured_range, measured_share

register = template.Library()
WIDTH = 200  # of the drawing of an interval


@register.filter
def share(value: Interval | float) -> str:
    """A share in per cent; one that is nearly all is not written as all."""
    return measured_share(value.value if isinstance(value, Interval) else value)


@register.filter
def share_range(interval: Interval) -> str:
    """The bounds of a share in per cent."""
    return measured_range(interval)


@register.filter
def language(code: str) -> str:
    """A language in its own words."""
    return labels.language(code)


@register.filter
def along(share: float) -> str:
    """Where a share stands in the drawing, digits without a comma."""
    return f"{share * (WIDTH - 2):.1f}"


@register.filter
def extent(interval: Interval) -> str:
    """How wide an interval is in the drawing; never invisible."""
    return f"{max(2.0, (interval.high - interval.low) * WIDTH):.1f}"
