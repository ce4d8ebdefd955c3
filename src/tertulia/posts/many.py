"""Several batches in one transaction. A batch costs some thirty statements, however small it is: neighbours
that do not touch one another are written as one, and counted apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.api import Batch, Written
from tertulia.posts.schema import MENTIONS, POSTS, READINGS, conform
from tertulia.posts.sources import set_positions
from tertulia.posts.writing import Writer, keep_apart

ROWS = 5_000  # posts that are written as one, at most
_PLACED = """
SELECT p.row, p.post, p.new, c.row IS NOT NULL AS updated FROM placed p LEFT JOIN changed c USING (row)
"""


def write(
    cursor: duckdb.DuckDBPyConnection, batches: Sequence[Batch], clock: Callable[[], datetime], salt: str
) -> list[Written]:
    """What each batch changed, as if each had been written by itself; the transaction is the caller's."""
    answers: list[Written] = []
    for group in groups(batches):
        now = clock()  # of each: a counter that went up and down again has three observations
        if len(group) == 1:
            answers.append(Writer(cursor, group[0], now, salt).write())
        else:
            answers += _write_group(cursor, group, now, salt)
    return answers


def groups(batches: Sequence[Batch]) -> Iterator[list[Batch]]:
    """The batches in their order, those together that may be written as one: they were read and matched now,
    take nothing back, and no post stands in two of them."""
    group: list[Batch] = []
    seen: set[tuple[str, str]] = set()
    for batch in batches:
        ids = _ids(batch)
        alone = not _joins(batch)
        if group and (alone or seen & ids or len(seen) + len(ids) > ROWS):
            yield group
            group, seen = [], set()
        group.append(batch)
        seen |= ids
        if alone:
            yield group
            group, seen = [], set()
    if group:
        yield group


def _joins(batch: Batch) -> bool:
    told = batch.mentions is not None and batch.readings is not None
    return (told or not len(batch.posts)) and not batch.gone and batch.read_at is None


def _ids(batch: Batch) -> set[tuple[str, str]]:
    posts = batch.posts
    return set(zip(posts["network"].to_pylist(), posts["id"].to_pylist(), strict=True))


def _write_group(
    cursor: duckdb.DuckDBPyConnection, group: Sequence[Batch], now: datetime, salt: str
) -> list[Written]:
    writer = Writer(cursor, _joined(group), now, salt, _sources(group))
    if len(writer.batch.posts):
        writer.write_posts()
    positions = {batch.source: batch.position for batch in group if batch.position is not None}
    if positions:
        set_positions(cursor, positions, now)
    dead = [keep_apart(cursor, batch, now, salt) for batch in group]
    return _counted(writer, [len(batch.posts) for batch in group], dead)


def _joined(group: Sequence[Batch]) -> Batch:
    """The posts of all, with their mentions and readings."""
    begins = [0, *accumulate(len(batch.posts) for batch in group)]
    mentions = [_moved(batch.mentions, begin) for batch, begin in zip(group, begins, strict=False)]
    readings = [batch.readings for batch in group if batch.readings is not None]
    return Batch(
        pa.concat_tables([conform(batch.posts, POSTS) for batch in group]),
        "",
        mentions=pa.concat_tables(mentions),
        readings=pa.concat_tables(
            [conform(table, READINGS) for table in readings] or [READINGS.empty_table()]
        ),
    )


def _moved(mentions: pa.Table | None, begin: int) -> pa.Table:
    """Mentions whose rows count from `begin`."""
    given = conform(MENTIONS.empty_table() if mentions is None else mentions, MENTIONS)
    return given.set_column(0, MENTIONS.field("row"), pc.add(given["row"], pa.scalar(begin, pa.int32())))


def _sources(group: Sequence[Batch]) -> pa.Array:
    return pa.array([batch.source for batch in group for _ in range(len(batch.posts))], pa.string())


def _counted(writer: Writer, sizes: Sequence[int], dead: Sequence[int]) -> list[Written]:
    """What the writer did to the rows of each batch."""
    found = writer.cursor.execute(_PLACED).fetchall() if any(sizes) else []
    placed = {row: rest for row, *rest in found}
    answers = []
    end = 0
    for size, letters in zip(sizes, dead, strict=True):
        begin, end = end, end + size
        rows = [placed[row] for row in range(begin, end) if row in placed]
        new = [post for post, is_new, _ in rows if is_new]
        updated = sum(changed for _, _, changed in rows)
        erased = len(writer.refused.intersection(range(begin, end)))
        unchanged = size - erased - len(new) - updated
        first = min(new, default=0)
        answers.append(Written(len(new), updated, unchanged, erased, letters, first=first))
    return answers
