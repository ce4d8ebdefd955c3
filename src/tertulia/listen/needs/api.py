"""What the rest of the house may use of needs."""

from __future__ import annotations

from tertulia.listen.needs.forgetting import forget as forget_in_needs
from tertulia.listen.needs.keeping import watch as watch_needs
from tertulia.listen.needs.sending import watch_sending as watch_need_notes

__all__ = ["forget_in_needs", "watch_need_notes", "watch_needs"]
