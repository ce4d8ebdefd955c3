"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.listen.monitors.models import Backfill, Folder, Monitor, MonitorRole, MonitorVersion

__all__ = ["Backfill", "Folder", "Monitor", "MonitorRole", "MonitorVersion"]
