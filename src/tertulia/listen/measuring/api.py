"""What the rest of the house may use of measured searches."""

from __future__ import annotations

from collections.abc import Callable

from tertulia.listen.measuring import service
from tertulia.listen.measuring.results import latest
from tertulia.listen.measuring.trying import try_on_labels
from tertulia.listen.monitors.looking import look_at
from tertulia.listen.monitors.service import find
from tertulia.posts.api import store
from tertulia.team.api import Person

__all__ = ["is_measured", "measure", "try_on_labels"]


def is_measured(number: int) -> bool:
    """Whether a sample was drawn for the monitor."""
    return latest(number) is not None


def measure(number: int, verdict: Callable[[str], str], by: Person | None, seed: int) -> None:
    """Draw a sample for the monitor and label all of it: `verdict` is told each text. Raises `Problem`."""
    monitor = find(number)
    made = service.begin(monitor, by, seed)
    posts = list(made.sampled.values_list("post", flat=True))
    seen = look_at(store(), posts)
    every = range(len(seen.posts))
    texts = dict(zip(seen.values("post", every), seen.values("text", every), strict=True))
    service.label(monitor, {post: verdict(text) for post, text in texts.items()}, by)
