"""What the rest of the house may use of the monitors."""

from __future__ import annotations

from dataclasses import dataclass

from tertulia.listen.monitors import service
from tertulia.listen.monitors.backfill import now, resume
from tertulia.listen.monitors.highlight import Piece, highlight
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.service import Draft
from tertulia.team.api import Person

__all__ = ["Draft", "MonitorInfo", "Piece", "create", "highlight", "monitors", "resume_backfills", "searches"]


@dataclass(frozen=True)
class MonitorInfo:
    """A monitor as others see it; `color` counts the series colours from 0, `folder` is "" outside any."""

    id: int
    name: str
    query: str
    role: str
    color: int
    folder: str
    active: bool


def monitors(*, active_only: bool = False) -> list[MonitorInfo]:
    """All monitors that are not deleted, by name."""
    found = Monitor.objects.filter(deleted_at=None).select_related("folder")
    if active_only:
        found = found.filter(active=True)
    return [
        MonitorInfo(m.pk, m.name, m.query, m.role, m.color, m.folder.name if m.folder else "", m.active)
        for m in found
    ]


def searches() -> dict[int, str]:
    """The queries that new posts are matched against, by monitor number."""
    return {monitor.id: monitor.query for monitor in monitors(active_only=True)}


def create(draft: Draft, by: Person | None) -> MonitorInfo:
    """Save a monitor and match it with all stored posts before returning. Raises `Problem`."""
    monitor = service.create(draft, by, fill=now)
    return next(info for info in monitors() if info.id == monitor.pk)


def resume_backfills() -> None:
    """In threads of their own, repeat the searches of stored posts that a stop of the process cut short."""
    resume()
