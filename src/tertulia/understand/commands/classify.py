"""`tertulia classify`: read a posts file without a store, on all cores."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tertulia.errors import Problem
from tertulia.i18n import Text

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

    import pyarrow as pa

    from tertulia.posts.api import DeadLetter
    from tertulia.posts.formats.api import Block, Mapper

FORMATS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
ROWS = 8_192
IN_HAND = 2  # blocks waiting for each process: enough to keep it busy, little enough for memory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--posts", type=Path, required=True, metavar="P", help=str(Text("the posts file to read"))
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="O",
        help=str(Text("where to write: .jsonl, .csv or .parquet")),
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=str(Text("read a column under another name; may be repeated")),
    )
    parser.add_argument(
        "--about",
        action="append",
        default=[],
        metavar="NAME",
        help=str(Text("add what each post says of this name, where it names several; may be repeated")),
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help=str(Text("how many processes")))
    parser.add_argument("--json", action="store_true", help=str(Text("print the summary as JSON")))


def run(arguments: argparse.Namespace) -> int:
    """Write the posts with their readings, in the order of the file; bad lines are counted and shown."""
    from tertulia.posts.formats.api import write_posts

    kind = FORMATS.get(arguments.out.suffix.lower())
    if kind is None:
        raise Problem(
            "unknown-format",
            Text("{name} ends in no format that can be written.", name=arguments.out.name),
            Text("Let its name end in .jsonl, .csv or .parquet."),
        )
    dead: list[DeadLetter] = []
    reader = Reader(_mapper(arguments.map), tuple(arguments.about))
    schema = reader.schema()
    tables = _tables(arguments.posts, reader, max(1, arguments.jobs), dead)
    written = write_posts(tables, arguments.out, kind, schema)  # type: ignore[arg-type]
    _report(written, dead, arguments.json)
    return 0


def _mapper(pairs: list[str]) -> Mapper | None:
    from tertulia.posts.formats.api import renamer

    wrong = next((pair for pair in pairs if "=" not in pair), None)
    if wrong is not None:
        raise Problem(
            "bad-map",
            Text("{pair} is no pair of a column and a field.", pair=wrong),
            Text("Write COLUMN=FIELD."),
        )
    return renamer(dict(pair.split("=", 1) for pair in pairs)) if pairs else None


@dataclass(frozen=True)
class Reader:
    """How a file is read: which column is which field, and the names of which is told what is said."""

    mapper: Mapper | None
    names: tuple[str, ...]

    def schema(self) -> pa.Schema:
        """The columns of what comes out. Raises `Problem` ("bad-name")."""
        from tertulia.posts.schema import POSTS

        return self.read(POSTS.empty_table()).schema

    def read(self, posts: pa.Table) -> pa.Table:
        """The posts with their readings."""
        from tertulia.understand.api import read, with_readings

        readings = read(posts)
        joined = with_readings(posts, readings)
        if self.names:
            from tertulia.understand.about.named import said_of

            said = said_of(posts, readings, self.names)
            for name in said.column_names:
                joined = joined.append_column(name, said[name])
        return joined


def _tables(path: Path, reader: Reader, jobs: int, dead: list[DeadLetter]) -> Iterator[pa.Table]:
    """The file's posts with readings, block by block, in order; what was set aside goes to `dead`."""
    from tqdm import tqdm

    from tertulia.posts.formats.api import blocks_of

    size = path.stat().st_size if path.exists() else None
    blocks = blocks_of(path, rows=ROWS)
    with tqdm(total=size, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
        for table, letters, done in _read_all(blocks, reader, jobs):
            dead += letters
            bar.update(max(0, done - bar.n))
            yield table


Done = tuple["pa.Table", "list[DeadLetter]", int]


def _read_all(blocks: Iterator[Block], reader: Reader, jobs: int) -> Iterator[Done]:
    """Read the blocks in other processes, in order. A single block is read here: a pool would take longer to
    start."""
    first, second = next(blocks, None), next(blocks, None)
    if first is None:
        return
    if second is None or jobs == 1:
        yield _read_one(first, reader)
        for block in [second, *blocks] if second is not None else []:
            yield _read_one(block, reader)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from _in_order(pool, iter([first, second]), blocks, reader, jobs * IN_HAND)


def _in_order(
    pool: ProcessPoolExecutor,
    opening: Iterator[Block],
    rest: Iterator[Block],
    reader: Reader,
    most: int,
) -> Iterator[Done]:
    waiting: deque[Future[Done]] = deque()
    for blocks in (opening, rest):
        for block in blocks:
            waiting.append(pool.submit(_read_one, block, reader))
            if len(waiting) >= most:
                yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _read_one(block: Block, reader: Reader) -> Done:
    from tertulia.posts.formats.api import read_block

    read = read_block(block, reader.mapper)
    return reader.read(read.posts), list(read.dead), read.bytes_read


def _report(written: int, dead: list[DeadLetter], as_json: bool) -> None:
    if as_json:
        letters = [{"place": d.place, "code": d.code, "reason": d.reason} for d in dead]
        print(json.dumps({"read": written, "set_aside": len(dead), "dead": letters}, ensure_ascii=False))
        return
    print(Text("{count} posts read.", count=f"{written:,}"))
    if dead:
        print(Text("{count} lines set aside:", count=f"{len(dead):,}"))
    for letter in dead[:20]:
        print(f"  {letter.place}: {letter.reason}")
