"""What may stop a publication right before it is sent: approvals, checks of conduct.

A gate is asked while the publication is claimed and before the network is; what it answers puts the
publication back with its reason. A gate that fails stops too: nothing passes unasked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from tertulia.act.publishing.info import Publication
from tertulia.errors import Problem
from tertulia.i18n import Text

Gate = Callable[[Publication], Problem | None]
GATES: list[Gate] = []  # other parts add theirs when the application begins (act/apps.py)
log = logging.getLogger("tertulia.publish")


def stopped_by(publication: Publication) -> Problem | None:
    """What keeps it from being sent now; None: nothing."""
    for gate in GATES:
        try:
            problem = gate(publication)
        except Problem as raised:
            problem = raised
        except Exception:
            log.exception("a check before publishing failed")
            problem = _failed()
        if problem:
            return problem
    return None


def _failed() -> Problem:
    return Problem(
        "gate-failed",
        Text("A check before publishing failed inside Tertulia, so nothing was sent."),
        Text("Look at the log of `tertulia up`, then try again."),
        permanent=False,
    )
