"""What the rest of the house may use of triggers and themes."""

from __future__ import annotations

from tertulia.listen.triggers.filing import watch_filing
from tertulia.listen.triggers.keeping import watch as watch_themes

__all__ = ["watch_filing", "watch_themes"]
