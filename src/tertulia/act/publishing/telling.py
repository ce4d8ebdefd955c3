"""Who hears of a publication's change: the calendar, and the log where a person must look at it.

What they do with it can never take back what the ledger says.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from tertulia.act.publishing import info
from tertulia.act.publishing.info import STUCK, Publication
from tertulia.act.publishing.models import Publication as Row

log = logging.getLogger("tertulia.publish")
HEARERS: list[Callable[[Publication], None]] = []  # other parts add theirs when the application begins


def told(number: int) -> None:
    """Tell everyone how a publication stands now; called after the change was committed."""
    row = Row.objects.filter(pk=number).first()
    if row is None:
        return
    publication = info.of(row)
    if publication.state in STUCK:
        log.warning("publication %s is %s (%s)", number, row.state, row.problem.get("code", ""))
    for hearer in HEARERS:
        try:
            hearer(publication)
        except Exception:
            log.exception("publication %s: a part could not be told", number)
