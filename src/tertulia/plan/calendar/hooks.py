"""Whom the calendar tells of what was decided in it, so that what depends on it follows.

Publishing stands on a floor above: it registers here and is called within the transaction of the change. A
`Problem` that it raises keeps the change from being made.
"""

from __future__ import annotations

from collections.abc import Callable

from tertulia.plan.calendar.models import Entry
from tertulia.team.api import Person

Told = Callable[[Entry, Person | None], None]

when_moved: list[Told] = []  # a scheduled entry has another time
when_withdrawn: list[Told] = []  # a scheduled entry goes back, or is deleted
