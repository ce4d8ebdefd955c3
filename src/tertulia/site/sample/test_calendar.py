"""The sample's month: there once, in various states, and nothing of it published."""

from __future__ import annotations

from datetime import date
from typing import Any

from tertulia.plan.calendar.models import Entry
from tertulia.site.sample.calendar import MONTH, month


def test_the_month_is_written_once_and_publishes_nothing(ana: Any) -> None:
    month(date(2026, 5, 12))
    month(date(2026, 5, 13))
    assert Entry.objects.count() == len(MONTH)
    states = set(Entry.objects.values_list("state", flat=True))
    assert states == {"idea", "draft", "in_review", "approved", "open", "done"}
