"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.plan.ideas.models import Idea
from tertulia.plan.objectives.models import Audience, ChannelUse, Indicator, Message, Objective, TypedValue
from tertulia.plan.resources.models import Allotment

__all__ = ["Allotment", "Audience", "ChannelUse", "Idea", "Indicator", "Message", "Objective", "TypedValue"]
