"""When a publication is too late to go out without a person's word."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from tertulia.act.publishing.models import Publication

DEFAULT_MINUTES = 15.0


def grace() -> timedelta:
    """How late a publication may go out by itself: TERTULIA_GRACE_MINUTES, else a quarter of an hour."""
    try:
        minutes = float(os.environ.get("TERTULIA_GRACE_MINUTES", ""))
    except ValueError:
        minutes = DEFAULT_MINUTES
    return timedelta(minutes=max(1.0, minutes))


def deadline(row: Publication) -> datetime:
    """The moment after which it is not sent by itself: the grace counts from its time, or from when the part
    before it was published, if that was later."""
    before = row.after.published_at if row.after else None
    return max(row.due, before or row.due) + grace()
