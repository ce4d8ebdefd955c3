"""How each source fares, gathered in memory and written to the desk every second or so, all at once.

Only what is already in the store is told here. What a crash loses of it is harmless: where a source was read
up to stands in the store.
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from tertulia.listen.sources.models import SourceHour, SourceState

COUNTS = ("reads", "failures", "items", "new", "dead", "left_out")
_ADD_HOUR = f"""
INSERT INTO {SourceHour._meta.db_table} (source_id, hour, {", ".join(COUNTS)})
VALUES (%s, %s{", %s" * len(COUNTS)})
ON CONFLICT (source_id, hour) DO UPDATE SET
{", ".join(f"{name} = {SourceHour._meta.db_table}.{name} + excluded.{name}" for name in COUNTS)}
"""  # noqa: S608  (names of our own)


class Books:
    """Any thread may write in them; `flush` asks the desk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: dict[int, dict[str, Any]] = defaultdict(dict)
        self._hours: dict[tuple[int, datetime], Counter[str]] = defaultdict(Counter)

    def tell(self, source: int, **fields: Any) -> None:
        """Fields of the source's state that are otherwise now."""
        with self._lock:
            self._states[source].update(fields)

    def count(self, source: int, at: datetime, **counts: int) -> None:
        """Add to what the source brought in the hour."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        with self._lock:
            self._hours[source, hour].update(counts)

    def flush(self) -> None:
        """Write everything in one transaction; what cannot be written is kept for the next time."""
        with self._lock:
            states, self._states = self._states, defaultdict(dict)
            hours, self._hours = self._hours, defaultdict(Counter)
        if not states and not hours:
            return
        try:
            with transaction.atomic():
                _write_states(states)
                _write_hours(hours)
        except Exception:
            self._take_back(states, hours)
            raise

    def _take_back(
        self, states: dict[int, dict[str, Any]], hours: dict[tuple[int, datetime], Counter[str]]
    ) -> None:
        with self._lock:
            for source, fields in states.items():
                self._states[source] = fields | self._states[source]
            for key, counts in hours.items():
                self._hours[key].update(counts)


def _write_states(states: dict[int, dict[str, Any]]) -> None:
    for source, fields in states.items():
        if not SourceState.objects.filter(pk=source).update(**fields):
            SourceState.objects.create(source_id=source, **fields)


def _write_hours(hours: dict[tuple[int, datetime], Counter[str]]) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    rows = [
        (source, adapt(hour), *(counts[name] for name in COUNTS)) for (source, hour), counts in hours.items()
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD_HOUR, rows)
