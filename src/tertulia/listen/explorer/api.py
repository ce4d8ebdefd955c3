"""What the rest of the house may use of the explorer: a selection, its measures, its posts."""

from __future__ import annotations

from tertulia.listen.explorer.measures import MEASURES, panel
from tertulia.listen.explorer.panel import Gap, Panel
from tertulia.listen.explorer.posts import Page, PostFile, page, post_file, thread
from tertulia.listen.explorer.selection import Selection

__all__ = [
    "MEASURES",
    "Gap",
    "Page",
    "Panel",
    "PostFile",
    "Selection",
    "page",
    "panel",
    "post_file",
    "thread",
]
