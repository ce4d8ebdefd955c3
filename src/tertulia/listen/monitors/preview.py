"""What a search would find, before it is saved: how much in a period, and the newest of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from typing import TYPE_CHECKING, Any

from tertulia.listen.monitors.highlight import Piece, highlight
from tertulia.listen.query.ast import Node
from tertulia.posts.api import Store

if TYPE_CHECKING:
    import pyarrow as pa

    from tertulia.listen.matcher.engine import Matcher

MOST_READ = 40_000  # posts: about half a second of one core
MOST_SHOWN = 10
DAYS = 30


@dataclass(frozen=True)
class Hit:
    """A post that the search finds; `title` and `text` in pieces, those that matched marked."""

    post: int
    network: str
    author: str
    created_at: datetime
    title: list[Piece]
    text: list[Piece]

    def as_dict(self) -> dict[str, Any]:
        return {
            "post": self.post,
            "network": self.network,
            "author": self.author,
            "created_at": self.created_at.isoformat(),
            "title": "".join(piece.text for piece in self.title) or None,
            "text": "".join(piece.text for piece in self.text),
        }


@dataclass(frozen=True)
class Preview:
    """How many of the `posts` of the last `days` days match: counted where all were read, else estimated from
    `read` of them, chosen evenly, with a 95 % interval (Wilson). `newest` are the newest of those read."""

    hits: int
    low: int
    high: int
    posts: int
    read: int
    days: int
    newest: list[Hit]

    @property
    def exact(self) -> bool:
        return self.read == self.posts

    def as_dict(self) -> dict[str, Any]:
        return {
            "hits": self.hits,
            "low": self.low,
            "high": self.high,
            "exact": self.exact,
            "posts": self.posts,
            "read": self.read,
            "days": self.days,
            "newest": [hit.as_dict() for hit in self.newest],
        }


_COUNT = "SELECT count(*) AS posts FROM posts WHERE created_at >= $since AND created_at <= $until"
_READ = """
SELECT {columns} FROM posts
WHERE created_at >= $since AND created_at <= $until AND hash(post) % $share = 0
ORDER BY created_at DESC, post DESC
"""
_SHOWN = ("post", "network", "author", "author_name", "created_at")


def preview(tree: Node, store: Store, days: int = DAYS, until: datetime | None = None) -> Preview:
    """What the search finds in the last `days` days before `until` (now)."""
    from tertulia.listen.matcher.engine import Matcher

    until = until or datetime.now(UTC)
    period = {"since": _naive(until - timedelta(days=days)), "until": _naive(until)}
    total = store.query(_COUNT, period).column("posts")[0].as_py()
    share = max(1, -(-total // MOST_READ))
    matcher = Matcher({0: tree})
    rows = store.query(_READ.format(columns=_columns(matcher)), period | {"share": share})
    readings = [name for name in rows.column_names if name.startswith("read_")]
    read = rows.select(readings).rename_columns([name.removeprefix("read_") for name in readings])
    found = matcher.match(rows, read).column("row").to_pylist()
    hits, low, high = _scaled(len(found), len(rows), total)
    newest = [_hit(rows, row, tree) for row in found[:MOST_SHOWN]]
    return Preview(hits, low, high, total, len(rows), days, newest)


def _columns(matcher: Matcher) -> str:
    """Those that are shown and those that the search looks at; what was read of a post as `read_…`."""
    wanted = dict.fromkeys([*_SHOWN, *matcher.columns])
    plain = ["declared_lang AS lang" if name == "lang" else name for name in wanted]
    return ", ".join([*plain, *(f"{name} AS read_{name}" for name in sorted(matcher.reads))])


def _naive(moment: datetime) -> datetime:
    """UTC without saying so: as the store keeps times."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _scaled(found: int, read: int, total: int) -> tuple[int, int, int]:
    """The count, or its estimate, and the bounds of its 95 % interval (Wilson's)."""
    if read == total or not read:
        return found, found, found
    share, z = found / read, 1.96
    middle = (share + z * z / (2 * read)) / (1 + z * z / read)
    half = z / (1 + z * z / read) * sqrt(share * (1 - share) / read + z * z / (4 * read * read))
    return round(share * total), max(found, int((middle - half) * total)), round((middle + half) * total)


def _hit(rows: pa.Table, row: int, tree: Node) -> Hit:
    post = {name: rows.column(name)[row].as_py() for name in ("post", "network", "author", "author_name")}
    texts = {name: highlight(rows.column(name)[row].as_py() or "", tree) for name in ("title", "text")}
    at = rows.column("created_at")[row].as_py().replace(tzinfo=UTC)
    author = post["author_name"] or post["author"] or ""
    return Hit(post["post"], post["network"], author, at, texts["title"], texts["text"])
