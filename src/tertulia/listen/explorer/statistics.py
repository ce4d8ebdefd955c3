"""The explorer's intervals and comparisons: those of `understand`, which reads triggers with them."""

from __future__ import annotations

from tertulia.understand.statistics import (
    Interval,
    Z,
    change,
    difference,
    log_odds,
    net_sentiment,
    passion,
    wilson,
)

__all__ = ["Interval", "Z", "change", "difference", "log_odds", "net_sentiment", "passion", "wilson"]
