"""Publications and the posts they became, as the sources bring them.

What was published by a network's interface is known by its id; what a person published, by its address or its
words: the own posts of the channel since it was handed over, compared letter by letter.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from tertulia.act.publishing import ledger
from tertulia.act.publishing.models import Publication, State
from tertulia.act.publishing.telling import told
from tertulia.listen.sources import waking
from tertulia.listen.sources.models import Channel, SourceState
from tertulia.posts.api import Store

EVERY_S = 30.0
ALIKE = 0.85  # of the letters, in order; networks shorten links and people mend a word
LOOKED_FOR = timedelta(days=30)
FRESH = timedelta(minutes=10)
_BEFORE = timedelta(minutes=10)
_BY_ID = "SELECT post, id, url FROM posts WHERE network = $network AND list_contains($ids, id)"
_OWN = """
SELECT post, id, url, text, created_at FROM posts
WHERE network = $network AND created_at >= $since AND kind <> 'repost'
    AND (own OR lower(author) = lower($handle))
ORDER BY created_at LIMIT 2000
"""
_LINK = re.compile(r"https?://\S+")


class Matcher:
    """Looks every half minute whether posts have come in that publications wait for. Asks the desk."""

    def __init__(self, store: Store, every_s: float = EVERY_S) -> None:
        self._store, self._every_s = store, every_s
        self._looked_at = float("-inf")

    def look(self) -> int:
        """Returns how many publications found their post."""
        if time.monotonic() - self._looked_at < self._every_s:
            return 0
        self._looked_at = time.monotonic()
        now = timezone.now()
        found = _by_id(self._store, now) + _by_words(self._store, now)
        _read_soon(now)
        return found


def _read_soon(now: datetime) -> None:
    """Have our own accounts read where something went out a moment ago and was not read yet."""
    fresh = Publication.objects.filter(state=State.PUBLISHED, post=None, published_at__gt=now - FRESH)
    channels = set(fresh.values_list("channel", flat=True))
    own = {"source__own": True, "source__active": True, "source__deleted_at": None}
    rested = SourceState.objects.filter(source__channel__in=channels, running=False, problem={}, **own)
    if channels and rested.update(next_at=now):
        waking.wake()


def _by_id(store: Store, now: datetime) -> int:
    wanted = Publication.objects.filter(
        state=State.PUBLISHED, post=None, published_at__gt=now - LOOKED_FOR
    ).exclude(native_id="")
    by_network: dict[str, dict[str, int]] = {}
    for network, native, number in wanted.values_list("network", "native_id", "pk"):
        by_network.setdefault(network, {})[native] = number
    found = 0
    for network, numbers in by_network.items():
        rows = store.query(_BY_ID, {"network": network, "ids": list(numbers)}).to_pylist()
        for row in rows:
            found += _met(numbers[row["id"]], row, now)
    return found


def _by_words(store: Store, now: datetime) -> int:
    """Those that a person publishes or published, and whose number on the network nobody knows."""
    open_ = Q(state=State.BY_HAND) | Q(state=State.PUBLISHED, post=None, published_at__gt=now - LOOKED_FOR)
    wanted = list(Publication.objects.filter(open_, native_id=""))
    found = 0
    for number in {row.channel for row in wanted}:
        mine = [row for row in wanted if row.channel == number]
        found += _of_channel(store, number, mine, now)
    return found


def _of_channel(store: Store, number: int, wanted: Sequence[Publication], now: datetime) -> int:
    channel = Channel.objects.filter(pk=number).first()
    if channel is None:
        return 0
    since = min(row.due for row in wanted) - _BEFORE
    asked = {"network": channel.network, "handle": channel.handle.lstrip("@")}
    posts = store.query(_OWN, {**asked, "since": since.astimezone(UTC).replace(tzinfo=None)}).to_pylist()
    taken = set(
        Publication.objects.filter(channel=number).exclude(native_id="").values_list("native_id", flat=True)
    )
    found = 0
    for row in wanted:
        post = _best(row, [post for post in posts if post["id"] not in taken])
        if post is not None and _met(row.pk, post, now):
            taken.add(post["id"])
            found += 1
    return found


def _best(row: Publication, posts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The post at its address, else the one most alike, if it is alike enough and came after it."""
    if row.url:
        for post in posts:
            if _address(post["url"] or "") == _address(row.url):
                return post
    since = row.due - _BEFORE
    later = [post for post in posts if post["created_at"].replace(tzinfo=UTC) >= since]
    scored = [(likeness(str(row.draft.get("text", "")), post["text"]), post) for post in later]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score >= ALIKE else None


def likeness(ours: str, theirs: str) -> float:
    """How much of two texts is the same, 0 to 1, whatever became of links, blanks and letters' forms."""
    one, other = _letters(ours), _letters(theirs)
    if not one or not other:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _LINK.sub("", text)).casefold()
    return "".join(char for char in plain if char.isalnum())[:3000]


def _address(url: str) -> str:
    return (
        url.split("?")[0]
        .split("#")[0]
        .rstrip("/")
        .removeprefix("https://")
        .removeprefix("http://")
        .removeprefix("www.")
    )


def _met(number: int, post: Mapping[str, Any], now: datetime) -> bool:
    """Bind a publication to its post; one that was handed over is published by that."""
    values: dict[str, Any] = {"post": post["post"], "native_id": post["id"], "state": State.PUBLISHED}
    row = Publication.objects.get(pk=number)
    values |= {"url": row.url or post["url"] or "", "published_at": row.published_at or now, "problem": {}}
    try:
        with transaction.atomic():
            bound = ledger.move(number, [State.BY_HAND, State.PUBLISHED], now, what="met", **values)
    except IntegrityError:
        return False
    if bound:
        told(number)
    return bound
