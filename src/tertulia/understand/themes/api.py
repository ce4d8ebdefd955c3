"""What the other slices may use of themes.

found = fit(texts, people)                 # in a worker process: imports scikit-learn
told = assign(words_of(texts), found.themes)
followed = follow(kept, found.themes.terms, before, now, next_number)
"""

from __future__ import annotations

from tertulia.understand.themes.fitting import Fit, fit
from tertulia.understand.themes.following import Event, Followed, Kept, State, follow, state
from tertulia.understand.themes.model import NONE, Assigned, Themes, assign, counts
from tertulia.understand.themes.naming import examples, names
from tertulia.understand.themes.near_duplicates import groups
from tertulia.understand.themes.refitting import Moved, Refit, refit
from tertulia.understand.themes.words import Words, words_of

__all__ = [
    "NONE",
    "Assigned",
    "Event",
    "Fit",
    "Followed",
    "Kept",
    "Moved",
    "Refit",
    "State",
    "Themes",
    "Words",
    "assign",
    "counts",
    "examples",
    "fit",
    "follow",
    "groups",
    "names",
    "refit",
    "state",
    "words_of",
]
