"""What is told of a post's intents after the judge has spoken: sure patterns count beside it, what is refused
does not, and who speaks to an account and wants something needs a reply.

The posts that may teach hardly ever speak to an organisation. Learning alone would find next to none of the
complaints at an airline, and nobody who waits for an answer there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tertulia.understand.evidence import COLUMNS, PATTERNED, REFUSED, WEIGHED
from tertulia.understand.labelled import ASKED, NEEDS_REPLY

Chances = npt.NDArray[Any]
TRUST = 0.4  # of a pattern's own probability, beside the judge's (docs/adr/0010-intents.md)
DOUBT = 0.2  # what is left of an intent whose pattern is there, but negated
ANSWERED = tuple(ASKED.index(name) for name in ("question", "request", "complaint", "suggestion", "thanks"))
# Of the posts to organisations (those that measured settings) that begin with an account's name and ask,
# complain, suggest or thank, 169 of 220 need a reply.
SHARE = 0.75
# Who speaks to an account complains oftener than the posts that may teach tell: times the odds.
OFTENER = 3.0
_COMPLAINT = ASKED.index("complaint")
_TO_AN_ACCOUNT = COLUMNS.index("to an account")


def settled(probability: Chances, evidence: Chances, labels: tuple[str, ...]) -> Chances:
    """The probabilities (texts, labels) of intents in the light of the evidence (evidence.COLUMNS)."""
    if labels != ASKED:
        return probability
    told = probability.copy()
    addressed = evidence[:, _TO_AN_ACCOUNT] > 0
    odds = np.where(addressed, OFTENER, 1)
    told[:, _COMPLAINT] *= odds / (1 + (odds - 1) * told[:, _COMPLAINT])
    count = len(PATTERNED)
    told[:, :count] = 1 - (1 - told[:, :count]) * (1 - TRUST * evidence[:, :count])
    refused = evidence[:, len(WEIGHED) : len(WEIGHED) + len(REFUSED)] > 0
    told[:, :count] *= np.where(refused, DOUBT, 1)
    wants = 1 - np.prod(1 - told[:, ANSWERED], axis=1)
    reply = labels.index(NEEDS_REPLY)
    told[:, reply] = np.maximum(told[:, reply], np.where(addressed, SHARE * wants, 0))
    return told
