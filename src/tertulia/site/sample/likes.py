"""Who liked what the house publishes: the first sign of life of people who will write later, or never."""

from __future__ import annotations

from tertulia.site.sample.cast import Persona
from tertulia.site.sample.drafts import Draft
from tertulia.site.sample.year import Year

_MOST = 12


def like(year: Year) -> None:
    """Name some of those who liked each own post, as networks do, in `extra`."""
    silent = {network: [p for p in crowd.people if p.climber] for network, crowd in year.crowds.items()}
    for draft in year.heap.drafts:
        if draft.own and draft.parent is None and draft.network != "wordpress":
            draft.extra["liked_by"] = _likers(year, draft, silent[draft.network])


def _likers(year: Year, draft: Draft, climbers: list[Persona]) -> list[str]:
    day = year.day_of(draft.at)
    some = [year.crowds[draft.network].draw(year.random, day) for _ in range(year.some(2.2 * draft.pull))]
    early = [
        p for p in climbers if p.joined <= day and year.random.random() < (0.3 if p.phase(day) == 1 else 0.08)
    ]
    return sorted({person.accounts[draft.network].handle for person in some + early})[:_MOST]
