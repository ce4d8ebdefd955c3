"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.listen.accuracy.models import Check, Drawn, ModelWork, Round
from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.listen.measuring.models import Label, Measurement, Part, Sampled, Verdict
from tertulia.listen.monitors.models import (
    Backfill,
    Folder,
    ListKind,
    Monitor,
    MonitorRole,
    MonitorVersion,
    ReusableList,
)
from tertulia.listen.needs.models import (
    Need,
    NeedEvent,
    NeedHook,
    NeedKind,
    NeedLook,
    NeedNote,
    NeedPost,
    NeedSending,
    NeedState,
)
from tertulia.listen.situation.models import SwotDecision, SwotItem, TheirAccounts
from tertulia.listen.sources.models import (
    Channel,
    ChannelFigure,
    HostState,
    HubSubscription,
    Keep,
    Source,
    SourceHour,
    SourceState,
)
from tertulia.listen.triggers.models import Theme, ThemeEvent, ThemeFit

__all__ = [
    "Backfill",
    "Channel",
    "ChannelFigure",
    "Check",
    "Drawn",
    "Folder",
    "HostState",
    "HubSubscription",
    "ImportRun",
    "ImportState",
    "Keep",
    "Label",
    "ListKind",
    "Measurement",
    "ModelWork",
    "Monitor",
    "MonitorRole",
    "MonitorVersion",
    "Need",
    "NeedEvent",
    "NeedHook",
    "NeedKind",
    "NeedLook",
    "NeedNote",
    "NeedPost",
    "NeedSending",
    "NeedState",
    "Part",
    "ReusableList",
    "Round",
    "Sampled",
    "Source",
    "SourceHour",
    "SourceState",
    "SwotDecision",
    "SwotItem",
    "TheirAccounts",
    "Theme",
    "ThemeEvent",
    "ThemeFit",
    "Verdict",
]
