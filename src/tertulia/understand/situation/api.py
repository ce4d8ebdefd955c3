"""What the other slices may use of the situation report's logic.

figure = share(answered, asked)
side = sides.answered(figure)
median = wait(hours, 0.5)
growing = moving(posts_now, posts_before)
"""

from __future__ import annotations

from tertulia.understand.situation import sides
from tertulia.understand.situation.figures import (
    FEW,
    SURE,
    Certainty,
    Direction,
    Figure,
    Moved,
    Unit,
    count,
    moved_count,
    moved_points,
    moved_share,
    moved_value,
    points,
    share,
    surety,
)
from tertulia.understand.situation.material import is_another
from tertulia.understand.situation.offers import is_offer
from tertulia.understand.situation.quantiles import quantile, wait
from tertulia.understand.situation.sides import SIDES, Judged, Side
from tertulia.understand.situation.topics import (
    ASKED,
    LEAST_ASKING,
    Movement,
    Outcome,
    Topic,
    moving,
    outcomes,
    own_topics,
    spoken,
    topics,
)

__all__ = [
    "ASKED",
    "FEW",
    "LEAST_ASKING",
    "SIDES",
    "SURE",
    "Certainty",
    "Direction",
    "Figure",
    "Judged",
    "Moved",
    "Movement",
    "Outcome",
    "Side",
    "Topic",
    "Unit",
    "count",
    "is_another",
    "is_offer",
    "moved_count",
    "moved_points",
    "moved_share",
    "moved_value",
    "moving",
    "outcomes",
    "own_topics",
    "points",
    "quantile",
    "share",
    "sides",
    "spoken",
    "surety",
    "topics",
    "wait",
]
