"""Monitors that come with an export."""

from __future__ import annotations

from tertulia.errors import Problem
from tertulia.listen.monitors import backfill, service
from tertulia.listen.monitors.api import monitors
from tertulia.posts.formats.records import Record


def add_monitor(record: Record) -> None:
    """Save the monitor unless one of its name and query is there. One that cannot be saved is left out: the
    export it stands in is a file that anybody may have changed."""
    draft = service.Draft(
        name=str(record.get("name", "")),
        query=str(record.get("query", "")),
        role=str(record.get("role", "topic")),
        folder=str(record.get("folder", "")),
        active=bool(record.get("active", True)),
    )
    if any((known.name, known.query) == (draft.name, draft.query) for known in monitors()):
        return
    try:
        service.create(draft, None, backfill.now)
    except Problem:
        return
