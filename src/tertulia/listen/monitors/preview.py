"""What a search would find, before it is saved: how much, which posts, which words, by which branch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import Any

from tertulia.listen.measuring.branches import Share, branches, shares
from tertulia.listen.measuring.drawing import draw
from tertulia.listen.monitors import looking
from tertulia.listen.monitors.highlight import Piece, highlight
from tertulia.listen.monitors.keywords import Keyword, keywords
from tertulia.listen.monitors.looking import Look, look, naive
from tertulia.listen.monitors.volume import Volume, volume
from tertulia.listen.query.api import to_text
from tertulia.listen.query.ast import Node
from tertulia.posts.api import Store

MOST_SHOWN = 10
MOST_TEXTS = 4_000  # of either side, compared word by word
DAYS = 30
SEED = 1  # the sample of a preview is the same until the posts change


@dataclass(frozen=True)
class Hit:
    """A post that the search finds; `title` and `text` in pieces, those that matched marked."""

    post: int
    network: str
    author: str
    created_at: datetime
    title: list[Piece]
    text: list[Piece]
    lang: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "post": self.post,
            "network": self.network,
            "lang": self.lang or None,
            "author": self.author,
            "created_at": self.created_at.isoformat(),
            "title": "".join(piece.text for piece in self.title) or None,
            "text": "".join(piece.text for piece in self.text),
        }


@dataclass(frozen=True)
class Preview:
    """How many of the `posts` of the last `days` days match: counted where all were read, else estimated from
    `read` of them, chosen evenly, with a 95 % interval (Wilson). `sample` are hits drawn at random over
    networks and languages, newest first; `branches` are those of each OR at the top of the search; `gaps` is
    how many spans of the period were not read."""

    hits: int
    low: int
    high: int
    posts: int
    read: int
    days: int
    sample: list[Hit]
    volume: Volume | None = None
    words: list[Keyword] = field(default_factory=list)
    branches: list[list[Share]] = field(default_factory=list)
    gaps: int = 0
    strata: list[tuple[str, int]] = field(
        default_factory=list
    )  # networks and how many of those read are hits

    @property
    def exact(self) -> bool:
        return self.read == self.posts

    @property
    def idle(self) -> list[Share]:
        """Branches that bring nothing that another does not."""
        return [share for group in self.branches for share in group if not share.alone]

    def as_dict(self) -> dict[str, Any]:
        return {
            "hits": self.hits,
            "low": self.low,
            "high": self.high,
            "exact": self.exact,
            "posts": self.posts,
            "read": self.read,
            "days": self.days,
            "gaps": self.gaps,
            "volume": self.volume.as_dict() if self.volume else None,
            "networks": dict(self.strata),
            "words": [word.as_dict() for word in self.words],
            "branches": [[share.as_dict() for share in group] for group in self.branches],
            "sample": [hit.as_dict() for hit in self.sample],
        }


_FIRST = "SELECT min(created_at) AS first FROM posts"
_GAPS = """
SELECT count(*) AS gaps FROM gaps
WHERE since < $until AND coalesce(until, $until) > $since AND filled_at IS NULL
"""


def preview(tree: Node, store: Store, days: int = DAYS, until: datetime | None = None) -> Preview:
    """What the search finds in the last `days` days before `until` (now)."""
    from tertulia.listen.matcher.engine import Matcher

    until = until or datetime.now(UTC)
    since = until - timedelta(days=days)
    groups = branches(tree)
    alone = dict(enumerate((branch.alone for group in groups for branch in group), start=1))
    matcher = Matcher({0: tree, **alone})
    seen = look(store, matcher, since, until, most=looking.MOST_READ)
    rows = seen.rows(matcher)
    hits, low, high = _scaled(len(rows[0]), len(seen.posts), seen.total)
    period = {"since": naive(since), "until": naive(until)}
    return Preview(
        *(hits, low, high, seen.total, len(seen.posts), days),
        sample=_sample(seen, rows[0], tree),
        volume=_volume(seen, rows[0], _first_day(store, days, until), until),
        words=_words(seen, rows[0], tree),
        branches=_shares(groups, rows),
        gaps=store.query(_GAPS, period).column("gaps")[0].as_py(),
        strata=Counter(seen.values("network", rows[0])).most_common(),
    )


def _scaled(found: int, read: int, total: int) -> tuple[int, int, int]:
    """The count, or its estimate, and the bounds of its 95 % interval (Wilson's)."""
    if read == total or not read:
        return found, found, found
    share, z = found / read, 1.96
    middle = (share + z * z / (2 * read)) / (1 + z * z / read)
    half = z / (1 + z * z / read) * sqrt(share * (1 - share) / read + z * z / (4 * read * read))
    return round(share * total), max(found, int((middle - half) * total)), round((middle + half) * total)


def _sample(seen: Look, rows: list[int], tree: Node) -> list[Hit]:
    places = draw(seen.strata(rows), MOST_SHOWN, SEED)
    return [hit(seen, rows[place], tree) for place in sorted(places)]


def hit(seen: Look, row: int, tree: Node) -> Hit:
    """A row that was read, with what the search names marked."""
    post = {name: seen.posts.column(name)[row].as_py() for name in (*looking.SHOWN, "title", "text")}
    title, text = (highlight(post[name] or "", tree) for name in ("title", "text"))
    author = post["author_name"] or post["author"] or ""
    lang = seen.readings.column("lang")[row].as_py() or ""
    return Hit(
        post["post"], post["network"], author, post["created_at"].replace(tzinfo=UTC), title, text, lang
    )


def _first_day(store: Store, days: int, until: datetime) -> int:
    """How many whole days back from `until` there are posts at all, `days` at most."""
    first = store.query(_FIRST).column("first")[0].as_py()
    return min(days, (until - first.replace(tzinfo=UTC)).days) if first else 0


def _volume(seen: Look, rows: list[int], days: int, until: datetime) -> Volume | None:
    counts = [0] * days
    for at in seen.values("created_at", rows):
        back = (until - at.replace(tzinfo=UTC)).days
        if back < days:
            counts[days - 1 - back] += 1
    return volume(counts, seen.total / len(seen.posts)) if len(seen.posts) else None


def _words(seen: Look, rows: list[int], tree: Node) -> list[Keyword]:
    found = set(rows)
    others = [row for row in range(len(seen.posts)) if row not in found]
    return keywords(_texts(seen, rows), _texts(seen, others), tree)


def _texts(seen: Look, rows: Sequence[int]) -> list[str]:
    """Titles and texts of the rows, evenly thinned out where they are many."""
    kept = rows[:: max(1, -(-len(rows) // MOST_TEXTS))]
    titles, texts = seen.values("title", kept), seen.values("text", kept)
    return [f"{title or ''}\n{text}" for title, text in zip(titles, texts, strict=True)]


def _shares(groups: Sequence[Sequence[Any]], rows: dict[int, list[int]]) -> list[list[Share]]:
    made, number = [], 1
    for group in groups:
        found = [set(rows[number + place]) for place in range(len(group))]
        made.append(shares(found, [to_text(branch.node) for branch in group]))
        number += len(group)
    return made
