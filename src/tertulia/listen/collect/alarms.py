"""Looks whether sources that do not fail are silent against their own habit. Asks the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Sum

from tertulia.listen.collect.habit import HISTORY, Habit, habit_of, silent_since
from tertulia.listen.sources.models import SourceHour, SourceState

EVERY = timedelta(minutes=10)
_HABIT_HOLDS = timedelta(hours=6)
_KEPT = timedelta(days=90)
_DAY = timedelta(days=1)


@dataclass
class _Known:
    habit: Habit | None
    learnt_at: datetime


class Alarms:
    """Remembers habits for a while: they change slowly."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._looked_at: datetime | None = None
        self._pruned_at: datetime | None = None

    def look(self, now: datetime | None = None) -> None:
        """Raise and withdraw alarms, every few minutes at most."""
        now = now or datetime.now(UTC)
        if self._looked_at and now - self._looked_at < EVERY:
            return
        self._looked_at = now
        for state in _states():
            self._judge(state, now)
        self._prune(now)

    def _judge(self, state: SourceState, now: datetime) -> None:
        since = self._silent_since(state, now)
        if since != state.silent_since:
            SourceState.objects.filter(pk=state.pk).update(silent_since=since)

    def _silent_since(self, state: SourceState, now: datetime) -> datetime | None:
        if state.item_at is None or state.problem:
            return None  # what fails is told as failing
        habit = self._habit(state, now)
        return silent_since(habit, state.item_at, _today(state.pk, now), now) if habit else None

    def _habit(self, state: SourceState, now: datetime) -> Habit | None:
        known = self._known.get(state.pk)
        if known is None or now - known.learnt_at > _HABIT_HOLDS:
            known = self._known[state.pk] = _Known(_habit(state, now), now)
        return known.habit

    def _prune(self, now: datetime) -> None:
        if self._pruned_at is None or now - self._pruned_at > _DAY:
            self._pruned_at = now
            SourceHour.objects.filter(hour__lt=now - _KEPT).delete()


def _states() -> Iterable[SourceState]:
    """Of the sources that are read."""
    alive = SourceState.objects.filter(source__active=True, source__deleted_at=None)
    return alive.select_related("source")


def _habit(state: SourceState, now: datetime) -> Habit | None:
    """From its hours before the silence, and before the last day: what is judged does not judge itself."""
    until = min(state.item_at or now, now - _DAY)
    first = max(until - HISTORY, state.source.created_at)
    hours = SourceHour.objects.filter(source_id=state.pk, hour__gte=first, hour__lt=until, new__gt=0)
    return habit_of(hours.order_by().values_list("hour", "new"), first, until)


def _today(source: int, now: datetime) -> int:
    lately = SourceHour.objects.filter(source_id=source, hour__gt=now - _DAY)
    return int(lately.aggregate(Sum("new"))["new__sum"] or 0)
