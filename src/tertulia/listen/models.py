"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.listen.monitors.models import Backfill, Folder, Monitor, MonitorRole, MonitorVersion
from tertulia.listen.sources.models import (
    Channel,
    ChannelFigure,
    HostState,
    Keep,
    Source,
    SourceHour,
    SourceState,
)

__all__ = [
    *("Backfill", "Folder", "ImportRun", "ImportState", "Monitor", "MonitorRole", "MonitorVersion"),
    *("Channel", "ChannelFigure", "HostState", "Keep", "Source", "SourceHour", "SourceState"),
]
