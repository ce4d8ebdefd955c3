"""What the other slices may use of teaching the models with a workspace's corrections.

folder = home.models
lesson = teach(labels, folder, "Ana")      # in a worker process: imports scikit-learn; some seconds
lessons(folder)                            # all of them, the newest first
use(folder, 2); use(folder, None)          # go back to a lesson, or to the shipped models
active(folder)                             # the lesson in use
labels_of(store)                           # what a workspace's people have said, to teach with
forget_missing(folder, store)              # after posts were erased: what learned from them goes too

Readings follow `active` from the next batch on, in every process; `tertulia.understand.api.model_version()`
says "2f6c01b9+3". What was read before is read again by `tertulia reread --stale`.
"""

from __future__ import annotations

from tertulia.understand.adapting.keeping import active, forget, lessons, outdated, use
from tertulia.understand.adapting.labels import forget_missing, labels_of
from tertulia.understand.adapting.lesson import HELD_OUT, LABELS, Lesson, Score, TaskResult, why
from tertulia.understand.adapting.solving import LEAST_OF_EACH
from tertulia.understand.adapting.teaching import LEAST, teach

__all__ = [
    "HELD_OUT",
    "LABELS",
    "LEAST",
    "LEAST_OF_EACH",
    "Lesson",
    "Score",
    "TaskResult",
    "active",
    "forget",
    "forget_missing",
    "labels_of",
    "lessons",
    "outdated",
    "teach",
    "use",
    "why",
]
