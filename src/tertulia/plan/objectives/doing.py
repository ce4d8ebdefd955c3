"""What has been done for an objective: the calendar's entries that point to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tertulia.plan.calendar.api import entries
from tertulia.plan.calendar.models import EntryState


@dataclass(frozen=True)
class Deed:
    """An entry of the calendar; `word` is its state in words."""

    number: int
    title: str
    at: datetime | None
    state: str
    word: str

    @property
    def paint(self) -> str:
        return {"published": "good", "done": "good", "failed": "bad", "expired": "warn"}.get(self.state, "")


def deeds(objective: int) -> list[Deed]:
    """The entries of an objective, by day."""
    return [
        Deed(entry.number, entry.title, entry.at, entry.state, str(EntryState(entry.state).label))
        for entry in entries(objective=objective)
    ]
