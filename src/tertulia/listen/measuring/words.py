"""Measured shares as people read them."""

from __future__ import annotations

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.statistics import Interval

_NEARLY = 0.99  # from here on a decimal tells nearly all from all


def measured_share(value: float) -> str:
    """ "90%"; "99.8%", which is not all."""
    if _NEARLY < value < 1:
        return labels.share(min(value, 0.999), 1)
    return labels.share(value)


def measured_range(interval: Interval) -> str:
    """ "74–97%"."""
    if interval.low > _NEARLY and interval.low < 1:
        low, high = labels.number(100 * min(interval.low, 0.999), 1), labels.number(100 * interval.high)
        return str(Text("{low}–{high}%", low=low, high=high))
    return labels.share_range(interval.low, interval.high)


def in_words(interval: Interval | None) -> str:
    """ "90% (74–97%)", or that there are too few labels."""
    if interval is None:
        return str(Text("too few to tell"))
    share, span = measured_share(interval.value), measured_range(interval)
    return str(Text("{share} ({range})", share=share, range=span))
