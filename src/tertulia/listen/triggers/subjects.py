"""What the posts of a sample are about and how they feel: what triggers and peaks are found in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from tertulia.listen.triggers.asking import Record
from tertulia.listen.triggers.belonging import belonging
from tertulia.posts.folding import fold
from tertulia.understand.api import read
from tertulia.understand.themes.api import groups
from tertulia.understand.triggers.api import Post, Seen, Told, subjects_of, words_alone

SURE = 0.75  # the model's probability from which a word alone is an opinion
_NEW = timedelta(days=1)
_COMMON = 0.1  # share of the posts from which a language counts


def as_seen(records: list[Record], zone: str) -> list[Seen]:
    """The posts with their subjects, times on the zone's clock."""
    themes = belonging(records)
    told = [_told(row, themes.label(number)) for number, row in enumerate(records)]
    about = subjects_of(told, opinionated(told, records))
    same = groups(themes.words).tolist()
    return [
        _seen(row, frozenset(subjects), records[first]["post"], zone)
        for row, subjects, first in zip(records, about, same, strict=True)
    ]


def _told(row: Record, theme: str | None) -> Told:
    answered = [row["answered"]] if row["answered"] else []
    named = [*(row["mentions"] or ()), *answered]
    return Told(row["text"], tuple(row["hashtags"] or ()), tuple(named), tuple(row["domains"] or ()), theme)


def opinionated(told: list[Told], records: list[Record]) -> frozenset[str]:
    """The words of the posts that the sentiment model, asked in the posts' languages, is sure of alone."""
    words = words_alone(told)
    spoken = Counter(row["lang"] for row in records if row["lang"])
    found: set[str] = set()
    for language, posts in spoken.items():
        if posts >= _COMMON * len(records) and words:
            table = pa.table({"text": words, "lang": [language] * len(words)})
            readings = read(table).select(["negative_p", "positive_p"]).to_pylist()
            found |= {
                fold(word)
                for word, reading in zip(words, readings, strict=True)
                if max(reading["negative_p"] or 0, reading["positive_p"] or 0) >= SURE
            }
    return frozenset(found)


def _seen(row: Record, subjects: frozenset[Any], same: int, zone: str) -> Seen:
    person: Hashable = row["author_key"] if row["author_key"] is not None else ("post", row["post"])
    post = Post(row["post"], person, row["sentiment"] or "", row["probability"], subjects, same)
    at, first = row["created_at"], row["first_seen"]
    return Seen(
        post,
        at.astimezone(ZoneInfo(zone)),
        row["network"],
        int(row["carried"]) if row["counted"] else None,
        bool(first and at - first < _NEW),
    )
