"""What the other slices may use of triggers.

about = subjects_of(told)                              # what each post is about
love, hate = triggers(posts, "positive"), triggers(posts, "negative", before)
found = peaks(hourly, 168)
why = explain(inside, outside)
"""

from __future__ import annotations

from tertulia.understand.triggers.changes import Change, changes
from tertulia.understand.triggers.explaining import Explanation, Mark, Seen, Shift, explain
from tertulia.understand.triggers.feelings import Balance, balance
from tertulia.understand.triggers.peaks import Peak, peaks
from tertulia.understand.triggers.ranking import LEAST_SIDE, Direction, Post, Side, Trigger, triggers
from tertulia.understand.triggers.subjects import Kind, Subject, Told, subjects_of, words_alone

__all__ = [
    "LEAST_SIDE",
    "Balance",
    "Change",
    "Direction",
    "Explanation",
    "Kind",
    "Mark",
    "Peak",
    "Post",
    "Seen",
    "Shift",
    "Side",
    "Subject",
    "Told",
    "Trigger",
    "balance",
    "changes",
    "explain",
    "peaks",
    "subjects_of",
    "triggers",
    "words_alone",
]
