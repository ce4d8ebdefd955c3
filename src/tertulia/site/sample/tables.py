"""The year as Arrow tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from tertulia.posts.schema import COUNTERS, POSTS, TIME
from tertulia.site.sample import counters, daily, events, likes, spread
from tertulia.site.sample.counters import AGES, Life
from tertulia.site.sample.drafts import Draft
from tertulia.site.sample.happenings import HAPPENINGS
from tertulia.site.sample.year import DAYS, Year, seeded

OBSERVATIONS = pa.schema(
    [
        ("network", pa.string()),
        ("id", pa.string()),
        ("observed_at", TIME),
        *((name, pa.int64()) for name in COUNTERS),
    ]
)


@dataclass(frozen=True)
class Sample:
    """The posts (schema.POSTS, with their counters at the end of the year) and how these stood before."""

    posts: pa.Table
    observations: pa.Table


def make(today: date) -> Sample:
    """The sample whose year ends on the day before `today`."""
    year = write_year(today)
    drafts = sorted(year.heap.drafts, key=lambda draft: (draft.at, draft.id))
    random = seeded("lives")
    lived = [(draft, counters.life(draft, random)) for draft in drafts]
    rows = [_post(draft, counters.now(draft, life, year.heap.end)) for draft, life in lived]
    seen = [row for draft, life in lived for row in _seen(draft, life, year)]
    return Sample(pa.Table.from_pylist(rows, schema=POSTS), pa.Table.from_pylist(seen, schema=OBSERVATIONS))


def write_year(today: date) -> Year:
    """The year with all its drafts: what happened, then what is usual, then what travelled."""
    year = Year(today)
    for happening in HAPPENINGS:
        events.happen(year, happening)
    for day in range(DAYS):
        daily.write_day(year, day)
    spread.spread(year)
    likes.like(year)
    return year


def _post(draft: Draft, counted: dict[str, int]) -> dict[str, Any]:
    threaded = draft.parent is not None or draft.answers > 0
    return {
        "id": draft.id,
        "network": draft.network,
        "created_at": draft.at,
        "text": draft.text,
        "title": draft.title,
        "author": draft.account.handle,
        "author_name": draft.account.name,
        "kind": draft.kind,
        "lang": draft.lang if draft.network in {"mastodon", "bluesky", "x"} else None,
        "url": draft.url,
        "reply_to": draft.parent.id if draft.parent else None,
        "thread": draft.root.id if threaded else None,
        **counted,
        "followers": draft.account.followers,
        "hashtags": draft.hashtags,
        "mentions": draft.handles,
        "links": draft.links,
        "media": json.dumps(draft.media, ensure_ascii=False) if draft.media else None,
        "own": draft.own,
        "extra": json.dumps(draft.extra, ensure_ascii=False) if draft.extra else None,
    }


def _seen(draft: Draft, life: Life, year: Year) -> list[dict[str, Any]]:
    """The counters at each age that the post has reached."""
    if not life.final:
        return []
    return [
        {"network": draft.network, "id": draft.id, "observed_at": draft.at + age, **life.at(age)}
        for age in AGES
        if draft.at + age < year.heap.end
    ]
