"""The sample: a year of an invented city's cultural centre, its public and two competitors.

Everything in it is invented; nothing in it was written by a person. The same day gives the same year.
"""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from tertulia.posts.schema import POSTS
from tertulia.site.sample import counters, daily, events, spread
from tertulia.site.sample.drafts import Draft
from tertulia.site.sample.happenings import HAPPENINGS
from tertulia.site.sample.year import DAYS, SEED, Year


def posts(today: date) -> pa.Table:
    """The year of posts that ends on the day before `today` (about 20,000, schema.POSTS, by time)."""
    year = make(today)
    lives = Random(f"{SEED}-lives")
    rows = [
        _row(draft, counters.now(draft, counters.life(draft, lives), year.heap.end))
        for draft in year.heap.drafts
    ]
    rows.sort(key=lambda row: (row["created_at"], row["id"]))
    return pa.Table.from_pylist(rows, schema=POSTS)


def make(today: date) -> Year:
    """The year with all its drafts."""
    year = Year(today)
    for happening in HAPPENINGS:
        events.happen(year, happening)
    for day in range(DAYS):
        daily.write_day(year, day)
    spread.spread(year)
    return year


def _row(draft: Draft, counted: dict[str, int]) -> dict[str, Any]:
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
