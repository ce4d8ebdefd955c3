"""Whom a selection is about: the subject of its one monitor, where posts that name others were read apart."""

from __future__ import annotations

from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store

_ANY = "SELECT 1 FROM mentions WHERE monitor = $monitor AND sentiment IS NOT NULL LIMIT 1"


def subject(selection: Selection, store: Store) -> int | None:
    """The monitor, or None where there is none, or several, or no post was read apart: then the whole post's
    sentiment counts everywhere, and asking costs no join."""
    if len(selection.monitors) != 1:
        return None
    [monitor] = selection.monitors
    return monitor if len(store.query(_ANY, {"monitor": monitor})) else None
