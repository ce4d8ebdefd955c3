"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.listen.monitors.models import Backfill, Folder, Monitor, MonitorRole, MonitorVersion

__all__ = ["Backfill", "Folder", "ImportRun", "ImportState", "Monitor", "MonitorRole", "MonitorVersion"]
