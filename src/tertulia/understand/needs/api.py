"""What the other slices may use of needs.

found = group(texts)                       # in a worker process: imports SciPy
found = group(texts + new, known)          # new posts join a need or found one; the others stay
"""

from __future__ import annotations

from tertulia.understand.needs.grouping import NONE, Grouped, group

__all__ = ["NONE", "Grouped", "group"]
