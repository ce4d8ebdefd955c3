"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.plan.calendar.models import (
    CalendarFeed,
    Entry,
    EntryEvent,
    EntryMedia,
    EntryVersion,
    KeyDate,
)
from tertulia.plan.ideas.models import Idea
from tertulia.plan.objectives.models import Audience, ChannelUse, Indicator, Message, Objective, TypedValue
from tertulia.plan.resources.models import Allotment

__all__ = [
    "Allotment",
    "Audience",
    "CalendarFeed",
    "ChannelUse",
    "Entry",
    "EntryEvent",
    "EntryMedia",
    "EntryVersion",
    "Idea",
    "Indicator",
    "KeyDate",
    "Message",
    "Objective",
    "TypedValue",
]
