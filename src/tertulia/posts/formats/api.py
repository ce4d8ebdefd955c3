"""Reading and writing posts files.

for read in read_posts("feria.jsonl.gz"):
    read.posts   # Arrow, schema.POSTS
    read.dead    # what could not become a post, with line and reason
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from tertulia.posts.api import DeadLetter
from tertulia.posts.formats.opening import Format, format_of
from tertulia.posts.formats.records import Items, Record, dead_letter, posts_of
from tertulia.posts.formats.values import BadValue
from tertulia.posts.formats.writing import write_posts

__all__ = [
    "BadValue",
    "Block",
    "Format",
    "Items",
    "Mapper",
    "Read",
    "blocks_of",
    "format_of",
    "read_block",
    "read_items",
    "read_posts",
    "renamer",
    "write_posts",
]

ROWS = 20_000
Mapper = Callable[[Record], Record]


@dataclass(frozen=True)
class Read:
    """A stretch of a file: its posts, what was set aside, where the next stretch begins (lines or rows done
    from the start of the file), how many bytes of the file are done, and when the counters of each post were
    true (None: the file does not say)."""

    posts: pa.Table
    dead: list[DeadLetter]
    next_position: int = 0
    bytes_read: int = 0
    counted_at: pa.ChunkedArray | None = None


class Block(Protocol):
    """Raw items not yet read, cheap to send to another process."""

    @property
    def next_position(self) -> int: ...

    @property
    def bytes_read(self) -> int: ...

    def items(self) -> Items: ...


def blocks_of(
    path: Path,
    *,
    start: int = 0,
    rows: int = ROWS,
    format: Format | None = None,
    columns: Sequence[str] | None = None,
) -> Iterator[Block]:
    """The file in blocks of at most `rows` items, after the first `start`. Raises Problem for one that
    cannot be read."""
    from tertulia.posts.formats import array, csv, jsonl, parquet

    chosen = format or format_of(path)
    if chosen == "csv":
        yield from csv.blocks(path, start, rows, columns)
    else:
        yield from {"jsonl": jsonl, "array": array, "parquet": parquet}[chosen].blocks(path, start, rows)


def read_block(block: Block, mapper: Mapper | None = None) -> Read:
    """The posts of a block. `mapper` turns a raw item into fields of the posts file, or raises BadValue."""
    return replace(
        read_items(block.items(), mapper), next_position=block.next_position, bytes_read=block.bytes_read
    )


def read_items(items: Items, mapper: Mapper | None = None) -> Read:
    """The posts of raw items."""
    records, places, raws = items.records, items.places, None
    dead = list(items.dead)
    if mapper is not None:
        records, places, raws = _mapped(items, mapper, dead)
    made = posts_of(records, places, raws)
    return Read(made.posts, dead + made.dead, counted_at=made.counted_at)


def _mapped(
    items: Items, mapper: Mapper, dead: list[DeadLetter]
) -> tuple[list[Record], list[int], list[Record]]:
    records: list[Record] = []
    places: list[int] = []
    raws: list[Record] = []
    for raw, place in zip(items.records, items.places, strict=True):
        try:
            records.append(mapper(raw))
        except BadValue as problem:
            dead.append(dead_letter(problem, raw, place))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            reason = f"the item has another shape than its format says ({type(error).__name__}: {error})"
            dead.append(dead_letter(BadValue("unmapped", reason), raw, place))
        else:
            places.append(place)
            raws.append(raw)
    return records, places, raws


def renamer(mapping: Mapping[str, str]) -> Mapper:
    """A mapper that reads column `c` as field `mapping[c]`; other columns keep their names if none
    claims it."""
    claimed = set(mapping.values())

    def rename(record: Record) -> Record:
        return {mapping.get(k, k): v for k, v in record.items() if k in mapping or k not in claimed}

    return rename


def read_posts(
    path: str | os.PathLike[str],
    *,
    start: int = 0,
    rows: int = ROWS,
    mapping: Mapping[str, str] | None = None,
    format: Format | None = None,
) -> Iterator[Read]:
    """A posts file stretch by stretch, in little memory. `start` skips lines or rows already done; `mapping`
    reads columns under other names (column to field). Bad lines come as dead letters; a file that cannot
    be read at all raises Problem."""
    mapper = renamer(mapping) if mapping else None
    for block in blocks_of(Path(path), start=start, rows=rows, format=format):
        yield read_block(block, mapper)
