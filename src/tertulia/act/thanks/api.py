"""What the rest of the house may use of thanks."""

from __future__ import annotations

from tertulia.act.thanks.ledger import keep_up as keep_up_thanks
from tertulia.act.thanks.ledger import watch as watch_thanks
from tertulia.act.thanks.service import Acknowledged, acknowledged

__all__ = ["Acknowledged", "acknowledged", "keep_up_thanks", "watch_thanks"]
