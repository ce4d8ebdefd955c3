"""Whether a figure that was once rejected is another one by now."""

from __future__ import annotations

from tertulia.understand.situation.figures import Figure

APART = 1.5  # times, for figures without an interval


def is_another(then: Figure, now: Figure) -> bool:
    """Whether the figure changed materially: the intervals do not touch; of figures without one, the larger
    is half as large again. A unit that changed is another figure."""
    if then.unit != now.unit:
        return True
    if then.value is None or now.value is None:
        return then.value != now.value
    if then.interval and now.interval:
        return now.interval.low > then.interval.high or now.interval.high < then.interval.low
    small, large = sorted((abs(then.value), abs(now.value)))
    return large > APART * small and large - small > 1
