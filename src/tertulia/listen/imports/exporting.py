"""Everything out again, as files that import to the same state.

One file holds the posts with their newest counters. A folder (or a zip of it) also holds what a posts
file has no place for: counters over time, earlier texts, people's corrections, the monitors.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

from tertulia.listen.monitors.api import monitors
from tertulia.posts.api import Store
from tertulia.posts.formats.records import COUNTED_AT
from tertulia.posts.formats.writing import Writable, dump_line, rfc3339, stream_posts, write_whole
from tertulia.posts.schema import POSTS, TIME

MANIFEST = "tertulia-export.json"
VERSION = 1
HISTORY = {
    "observations": ("observed_at", "likes", "reposts", "replies", "quotes", "views", "clicks"),
    "earlier_texts": ("until", "title", "text"),
    "corrections": ("task", "value", "by_person", "corrected_at"),
}
_STRETCH = 50_000  # store numbers of posts asked for at a time

_POSTS = """
SELECT {columns}, CASE WHEN coalesce(likes, reposts, replies, quotes, views) IS NOT NULL THEN (
    SELECT max(observed_at) FROM observations o WHERE o.post = p.post) END AS counted_at
FROM posts p WHERE {where} ORDER BY post
"""
_HISTORY = (
    "SELECT p.network, p.id, {columns} FROM {table} h JOIN posts p USING (post) WHERE {where} ORDER BY ALL"
)


@dataclass(frozen=True)
class Selection:
    """Which posts: those that any of the monitors match, from `since` to `until` (UTC days, both
    included)."""

    monitors: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None

    def where(self) -> tuple[str, dict[str, Any]]:
        """As a condition on `posts p` and its parameters."""
        parts = ["p.post >= $first AND p.post < $after"]
        values: dict[str, Any] = {}
        if self.monitors:
            parts.append("p.post IN (SELECT post FROM mentions WHERE list_contains($monitors, monitor))")
            values["monitors"] = list(self.monitors)
        if self.since:
            parts.append("p.created_at >= $since")
            values["since"] = datetime.combine(self.since, datetime.min.time())
        if self.until:
            parts.append("p.created_at < $until + INTERVAL 1 DAY")
            values["until"] = datetime.combine(self.until, datetime.min.time())
        return " AND ".join(parts), values


def stretches(store: Store) -> Iterator[dict[str, int]]:
    """Ranges of store numbers that together hold all posts there are now."""
    last = store.query("SELECT max(post) AS last FROM posts")["last"][0].as_py()
    for first in range(0, (-1 if last is None else last) + 1, _STRETCH):
        yield {"first": first, "after": first + _STRETCH}


def posts_tables(store: Store, selection: Selection | None = None) -> Iterator[pa.Table]:
    """The posts in order of arrival (schema.POSTS and counted_at), in little memory."""
    where, values = (selection or Selection()).where()
    columns = ", ".join(_selected(name) for name in POSTS.names)
    sql = _POSTS.format(columns=columns, where=where)
    for stretch in stretches(store):
        found = store.query(sql, {**values, **stretch})
        if len(found):
            yield found.cast(pa.schema([*POSTS, pa.field(COUNTED_AT, TIME)]))


def _selected(name: str) -> str:
    return {"lang": "declared_lang AS lang", "kind": "kind::VARCHAR AS kind"}.get(name, name)


def history_lines(store: Store, table: str, selection: Selection | None = None) -> Iterator[bytes]:
    """The rows of a history table as JSON Lines; `network` and `id` name the post."""
    where, values = (selection or Selection()).where()
    columns = ", ".join(f"h.{name}" for name in HISTORY[table])
    sql = _HISTORY.format(columns=columns, table=table, where=where)
    for stretch in stretches(store):
        found = store.query(sql, {**values, **stretch})
        for index, field in enumerate(found.schema):
            if pa.types.is_timestamp(field.type):
                times = rfc3339(found.column(index).cast(pa.timestamp("us")))
                found = found.set_column(index, field.name, times)
        if len(found):
            yield "".join(map(dump_line, found.to_pylist())).encode()


def monitor_lines() -> Iterator[bytes]:
    """The saved searches as JSON Lines."""
    for monitor in monitors():
        kept = {name: value for name, value in asdict(monitor).items() if name != "id"}
        yield dump_line(kept).encode()


def manifest(format: Writable) -> bytes:
    written = {
        "format": "tertulia-export",
        "version": VERSION,
        "posts": f"posts.{format}",
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(written, indent=2).encode() + b"\n"


def _parts(store: Store, selection: Selection | None) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files beside the posts."""
    for table in HISTORY:
        yield f"{table}.jsonl", history_lines(store, table, selection)
    yield "monitors.jsonl", monitor_lines()


def write_folder(store: Store, folder: Path, format: Writable, selection: Selection | None = None) -> int:
    """Write everything into `folder`; returns how many posts. The manifest comes last: without it
    nothing imports."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in _parts(store, selection):
        with write_whole(folder / name) as file:
            file.writelines(lines)
    with write_whole(folder / f"posts.{format}") as file:
        written = stream_posts(posts_tables(store, selection), file, format)
    with write_whole(folder / MANIFEST) as file:
        file.write(manifest(format))
    return written


def write_file(store: Store, path: Path, format: Writable, selection: Selection | None = None) -> int:
    """Write the posts alone; returns how many."""
    with write_whole(path) as file:
        return stream_posts(posts_tables(store, selection), file, format)


class _Drain(io.RawIOBase):
    """A file that keeps what is written until it is taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._waiting.append(piece)
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def take(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def file_pieces(store: Store, format: Writable, selection: Selection | None = None) -> Iterator[bytes]:
    """The posts file as a stream of bytes."""
    from tertulia.posts.formats.writing import WRITERS

    drain = _Drain()
    with WRITERS[format](cast(IO[bytes], drain)) as write:
        for table in posts_tables(store, selection):
            write(table)
            yield drain.take()
    yield drain.take()


def zip_pieces(store: Store, format: Writable, selection: Selection | None = None) -> Iterator[bytes]:
    """The export folder as a zip, as a stream of bytes."""
    drain = _Drain()
    parts: Sequence[tuple[str, Iterable[bytes]]] = (
        *_parts(store, selection),
        (f"posts.{format}", file_pieces(store, format, selection)),
        (MANIFEST, [manifest(format)]),
    )
    with zipfile.ZipFile(cast(IO[bytes], drain), "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, pieces in parts:
            with archive.open(name, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    yield drain.take()
    yield drain.take()
