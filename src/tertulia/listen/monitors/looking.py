"""Reads stored posts for searches that are only tried: all of a period, or as many as there is time for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from tertulia.listen.matcher.engine import Matcher
    from tertulia.posts.api import Store

MOST_READ = 40_000  # posts: about half a second of one core
SHOWN = ("post", "network", "author", "author_name", "created_at")
_COUNT = "SELECT count(*) AS posts FROM posts WHERE created_at >= $since AND created_at <= $until"
_READ = """
SELECT {columns} FROM posts
WHERE created_at >= $since AND created_at <= $until AND hash(post) % $share = 0
ORDER BY created_at DESC, post DESC
"""
_THESE = "SELECT {columns} FROM posts WHERE post IN (SELECT unnest($posts::BIGINT[])) ORDER BY post"


@dataclass(frozen=True)
class Look:
    """Posts read, one row each, and what was read in them; `total` is how many the period has."""

    posts: pa.Table
    readings: pa.Table
    total: int

    def values(self, name: str, rows: Sequence[int]) -> list[Any]:
        """A column of these rows; `read_lang` is the language read."""
        import pyarrow as pa

        table = self.readings if name.startswith("read_") else self.posts
        column: list[Any] = (
            table.column(name.removeprefix("read_")).take(pa.array(rows, pa.int64())).to_pylist()
        )
        return column

    def strata(self, rows: Sequence[int]) -> list[tuple[str, str]]:
        """What the rows are sampled by: network and language."""
        networks, languages = self.values("network", rows), self.values("read_lang", rows)
        return [(network, lang or "und") for network, lang in zip(networks, languages, strict=True)]

    def rows(self, matcher: Matcher) -> dict[int, list[int]]:
        """The rows that each search of the matcher finds, ascending."""
        found: dict[int, list[int]] = {int(number): [] for number in matcher.numbers}
        pairs = matcher.match(self.posts, self.readings)
        for row, number in zip(pairs["row"].to_pylist(), pairs["monitor"].to_pylist(), strict=True):
            found[number].append(row)
        return found


def look(
    store: Store, matcher: Matcher, since: datetime, until: datetime, extra: Sequence[str] = (), most: int = 0
) -> Look:
    """The posts between two moments, newest first; where they are more than `most` (MOST_READ), an even share
    of them. Columns: SHOWN, those that the searches look at, and `extra`."""
    period = {"since": naive(since), "until": naive(until)}
    total = store.query(_COUNT, period).column("posts")[0].as_py()
    share = max(1, -(-total // (most or MOST_READ)))
    sql = _READ.format(columns=_columns(matcher, extra))
    return _parted(store.query(sql, period | {"share": share}), total)


def look_at(
    store: Store, numbers: Sequence[int], matcher: Matcher | None = None, extra: Sequence[str] = ()
) -> Look:
    """These posts by their numbers, ascending, with their texts; those that are gone are absent."""
    columns = _columns(matcher, ["title", "text", *extra])
    found = store.query(_THESE.format(columns=columns), {"posts": list(numbers)})
    return _parted(found, len(found))


def _parted(rows: pa.Table, total: int) -> Look:
    readings = [name for name in rows.column_names if name.startswith("read_")]
    read = rows.select(readings).rename_columns([name.removeprefix("read_") for name in readings])
    return Look(rows, read, total)


def _columns(matcher: Matcher | None, extra: Sequence[str]) -> str:
    """Those that are shown and those that the searches look at; what was read of a post as `read_…`."""
    wanted = dict.fromkeys([*SHOWN, *extra, *(matcher.columns if matcher else ())])
    plain = ["declared_lang AS lang" if name == "lang" else name for name in wanted]
    read = dict.fromkeys(["lang", *sorted(matcher.reads if matcher else ())])
    return ", ".join([*plain, *(f"{name} AS read_{name}" for name in read)])


def naive(moment: datetime) -> datetime:
    """UTC without saying so: as the store keeps times."""
    return moment.astimezone(UTC).replace(tzinfo=None)
