"""Matching a posts file: blocks of it go to worker processes, the pairs come back in the file's order."""

from __future__ import annotations

import json
import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from tertulia.listen.matcher.api import read_searches, readings_for
from tertulia.listen.matcher.engine import Matcher, cores
from tertulia.posts.api import DeadLetter
from tertulia.posts.formats.api import Block, blocks_of, read_block

_SMALL = 4 << 20  # bytes of a file that one process has done before others have started
Queries = tuple[tuple[Any, str], ...]
Write = Callable[[pa.Table], None]


@dataclass(frozen=True)
class Matched:
    """What a block of the file gave: pairs (columns post and query), how many posts, lines set aside, and how
    many bytes of the file are done."""

    pairs: pa.Table
    posts: int
    dead: list[DeadLetter]
    bytes_read: int


def match_file(path: Path, queries: Mapping[Any, str]) -> Iterator[Matched]:
    """Match every post of a file with every search (sound ones, by id), in the file's order.

    Raises Problem for a file that cannot be read.
    """
    given = tuple(queries.items())
    blocks = blocks_of(path)
    if cores() == 1 or (path.is_file() and path.stat().st_size < _SMALL):
        yield from (_match_block(block, given) for block in blocks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores(), context, _start, (given,)) as pool:
        waiting: deque[Future[Matched]] = deque()
        for block in blocks:
            waiting.append(pool.submit(_match_started, block))
            if len(waiting) > 2 * cores():
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_queries: Queries = ()


def _start(queries: Queries) -> None:
    """Prepare a worker. The parent decides when to stop: Ctrl-C in the terminal is its business."""
    global _queries
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _queries = queries


def _match_started(block: Block) -> Matched:
    return _match_block(block, _queries)


def _match_block(block: Block, queries: Queries) -> Matched:
    matcher, ids = _matcher(queries)
    read = read_block(block)
    found = matcher.match(read.posts, readings_for(matcher, read.posts))
    pairs = pa.table(
        {"post": read.posts.column("id").take(found["row"]), "query": ids.take(found["monitor"])}
    )
    return Matched(pairs, len(read.posts), read.dead, read.bytes_read)


@cache
def _matcher(queries: Queries) -> tuple[Matcher, pa.Array]:
    nodes = read_searches(dict(queries))
    whole = all(isinstance(key, int) for key in nodes)
    ids = pa.array(list(nodes) if whole else list(map(str, nodes)))
    return Matcher(dict(enumerate(nodes.values())), threads=1), ids


@contextmanager
def writer(out: str) -> Iterator[Write]:
    """Where the pairs go: standard output for "-", else a file by its ending, in its place only when
    whole."""
    if out == "-":
        yield lambda pairs: _write_lines(pairs, sys.stdout)
        return
    target = Path(out)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with _file_writer(partial, target.suffix.lower()) as write:
            yield write
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _file_writer(path: Path, suffix: str) -> Iterator[Write]:
    if suffix not in (".csv", ".parquet"):
        with path.open("w", encoding="utf-8") as file:
            yield lambda pairs: _write_lines(pairs, file)
        return
    sink = _TableFile(path, suffix)
    try:
        yield sink.write
    finally:
        sink.close()


def _write_lines(pairs: pa.Table, file: IO[str]) -> None:
    columns = (pairs[name].to_pylist() for name in ("post", "query"))
    file.writelines(
        f"{json.dumps({'post': post, 'query': query}, ensure_ascii=False)}\n"
        for post, query in zip(*columns, strict=True)
    )


class _TableFile:
    """A CSV or Parquet file that grows table by table; without any it has only the columns' names."""

    def __init__(self, path: Path, suffix: str) -> None:
        self._path, self._suffix, self._file = path, suffix, None

    def write(self, pairs: pa.Table) -> None:
        self._opened(pairs.schema).write_table(pairs)

    def close(self) -> None:
        self._opened(pa.schema([("post", pa.string()), ("query", pa.string())])).close()

    def _opened(self, schema: pa.Schema) -> Any:
        from pyarrow import csv, parquet

        if self._file is None:
            opener = csv.CSVWriter if self._suffix == ".csv" else parquet.ParquetWriter
            self._file = opener(str(self._path), schema)
        return self._file
