"""All models of the slice, where Django looks for them."""

from __future__ import annotations

from tertulia.act.publishing.models import ByHand, Moment, Pause, Publication, Reacted

__all__ = ["ByHand", "Moment", "Pause", "Publication", "Reacted"]
