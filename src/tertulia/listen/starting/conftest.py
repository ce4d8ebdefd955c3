from __future__ import annotations

from tertulia.listen.sources.conftest import corrala

__all__ = ["corrala"]
