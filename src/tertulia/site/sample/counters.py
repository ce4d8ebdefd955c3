"""Likes, reposts, answers and views: how they end, and how they stood at several ages of each post."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tertulia.site.sample.drafts import Draft

# What each network counts: a counter that it does not show is absent, never 0.
_SHOWN = {
    "mastodon": ("likes", "reposts", "replies"),
    "bluesky": ("likes", "reposts", "replies", "quotes"),
    "x": ("likes", "reposts", "replies", "quotes", "views"),
    "instagram": ("likes", "replies"),
    "facebook": ("likes", "reposts", "replies"),
    "wordpress": ("replies",),
}
_LIKING = {
    "mastodon": 0.011,
    "bluesky": 0.012,
    "x": 0.006,
    "instagram": 0.03,
    "facebook": 0.013,
    "wordpress": 0.0,
}
_SLEEPER = 0.012
AGES = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30), timedelta(days=90))


@dataclass(frozen=True)
class Life:
    """Where a post's counters end and how fast they come: half within `half` hours; a sleeper wakes late."""

    final: dict[str, int]
    half: float
    wakes: float | None

    def at(self, age: timedelta) -> dict[str, int]:
        """The counters at an age."""
        hours = age.total_seconds() / 3600
        share = 1 - 2 ** (-((hours / self.half) ** 0.6))
        if self.wakes is not None:
            share = 0.2 * share + (0.8 * (1 - 2 ** (-(hours - self.wakes) / 20)) if hours > self.wakes else 0)
        return {name: math.floor(value * share) for name, value in self.final.items()}


def life(draft: Draft, random: Random) -> Life:
    """How a post fares, by its author's followers and the attention it draws."""
    reach = draft.account.followers**0.78 * random.lognormvariate(0, 0.7) * draft.pull
    likes = int(reach * _LIKING[draft.network] * (1.6 if draft.kind in {"post", "article"} else 0.5)) + int(
        random.expovariate(0.4)
    )
    shares = draft.shares + int(likes * random.uniform(0, 0.14))
    every = {
        "likes": likes,
        "reposts": shares,
        "replies": draft.answers,
        "quotes": draft.quoted,
        "views": int(reach * random.uniform(1.2, 3.5)) + likes * 9 + 7,
    }
    sleeps = draft.kind != "repost" and random.random() < _SLEEPER
    return Life(
        final={name: every[name] for name in _SHOWN[draft.network]} if draft.kind != "repost" else {},
        half=random.lognormvariate(1.3, 0.5),
        wakes=random.uniform(30, 95) * 24 if sleeps else None,
    )


def now(draft: Draft, lived: Life, end: datetime) -> dict[str, int]:
    """The counters at the end of the year; answers and reposts are those that stand in the sample or more."""
    counters = lived.at(end - draft.at)
    for name, least in (("replies", draft.answers), ("quotes", draft.quoted), ("reposts", draft.shares)):
        if name in counters:
            counters[name] = max(counters[name], least)
    return counters
