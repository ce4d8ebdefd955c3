"""The ledger's moves: each is one comparison and one change, written with its history.

A move names the states and the lease that it starts from. Where another worker was faster nothing changes and
the answer is False: of two workers, two processes or two clicks one wins, in SQLite and in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from tertulia.act.publishing.models import Moment, Publication, State
from tertulia.errors import Problem
from tertulia.listen.sources.problems import kept
from tertulia.team.api import Person


def move(
    number: int,
    start: Collection[State],
    now: datetime,
    *,
    what: str,
    lease: str = "",
    by: Person | None = None,
    note: str = "",
    fault: Problem | None = None,
    **values: Any,
) -> bool:
    """Change a publication that stands in one of these states under this lease ("": nobody has it), and write
    down `what` happened. The lease ends, unless `values` has another."""
    values = {"lease": "", "lease_until": None, **values}
    if fault is not None:
        values["problem"] = kept(fault)
    with transaction.atomic():
        found = Publication.objects.filter(pk=number, state__in=start, lease=lease)
        if not found.update(**values):
            return False
        Moment.objects.create(
            publication_id=number,
            at=now,
            what=what,
            by=by,
            note=note[:500],
            problem=values.get("problem", {}) if fault is not None else {},
        )
    return True


def note(number: int, now: datetime, what: str, *, by: Person | None = None, note: str = "") -> None:
    """Write down something that changes no state."""
    Moment.objects.create(publication_id=number, at=now, what=what, by=by, note=note[:500])
