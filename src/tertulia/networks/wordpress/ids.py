"""What the ids of posts and comments name: `https://site/?p=12`, `https://site/?p=12#comment-34`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = re.compile(r"(https?://.+)/\?p=(\d{1,18})(?:#comment-(\d{1,18}))?")


@dataclass(frozen=True)
class Named:
    """A post of a site, or a comment on it."""

    home: str
    post: int
    comment: int | None = None


def named(id_: str) -> Named | None:
    """The post or comment that an id names; None for anything else."""
    found = _ID.fullmatch(id_)
    return Named(found[1], int(found[2]), int(found[3]) if found[3] else None) if found else None
