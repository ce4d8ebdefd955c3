"""What the rest of the house may use of the monitors."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.monitors import service
from tertulia.listen.monitors.backfill import now, resume
from tertulia.listen.monitors.exclusions import Exclusions, leave_out
from tertulia.listen.monitors.highlight import Piece, highlight
from tertulia.listen.monitors.lists import exclusions, spelled_out
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.service import Draft
from tertulia.listen.monitors.subjects import subjects, tell_apart
from tertulia.team.api import Person

__all__ = [
    "Draft",
    "Exclusions",
    "MonitorInfo",
    "Piece",
    "create",
    "exclusions",
    "highlight",
    "leave_out",
    "monitors",
    "resume_backfills",
    "searches",
    "spelled_out",
    "subjects",
    "tell_apart",
]


@dataclass(frozen=True)
class MonitorInfo:
    """A monitor as others see it; `color` counts the series colours from 0, `folder` is "" outside any,
    `precision` is that of the search in force on people's labels, None while there are too few."""

    id: int
    name: str
    query: str
    role: str
    color: int
    folder: str
    active: bool
    precision: Interval | None = None


def monitors(*, active_only: bool = False) -> list[MonitorInfo]:
    """All monitors that are not deleted, by name."""
    found = Monitor.objects.filter(deleted_at=None).select_related("folder")
    if active_only:
        found = found.filter(active=True)
    return [
        MonitorInfo(
            *(m.pk, m.name, m.query, m.role, m.color, m.folder.name if m.folder else "", m.active),
            precision=precision_of(m),
        )
        for m in found
    ]


def precision_of(monitor: Monitor) -> Interval | None:
    """The precision of its search in force on people's labels; None while there are too few."""
    bounds = (monitor.precision, monitor.precision_low, monitor.precision_high)
    return None if None in bounds else Interval(*bounds)  # type: ignore[arg-type]


def searches() -> dict[int, str]:
    """The queries that new posts are matched against, by monitor number; with the entries of their lists, so
    that a worker process can read them."""
    return {monitor.id: spelled_out(monitor.query) for monitor in monitors(active_only=True)}


def create(draft: Draft, by: Person | None) -> MonitorInfo:
    """Save a monitor and match it with all stored posts before returning. Raises `Problem`."""
    monitor = service.create(draft, by, fill=now)
    return next(info for info in monitors() if info.id == monitor.pk)


def resume_backfills() -> None:
    """In threads of their own, repeat the searches of stored posts that a stop of the process cut short."""
    resume()
