"""CSV and its kin (commas, semicolons, tabs), with a header or with names given from outside.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it; reading a file
that has exactly our header takes the apostrophe away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tertulia.posts.formats.opening import BROKEN_PACKING, broken_packing, open_bytes
from tertulia.posts.formats.records import Items, Record, dead_letter
from tertulia.posts.formats.values import BadValue
from tertulia.posts.schema import POSTS

LONGEST_CELL = 1 << 24
_DELIMITERS = ",;\t|"
_LONE_BYTE = re.compile("[\udc80-\udcff]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guard(cell: str) -> str:
    """The cell as no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The inverse of `guard`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


@dataclass(frozen=True)
class RowBlock:
    """Rows of a table: `first` is the number of the first one, from 1; the header does not count. A row that
    the reader could not take is the reason, a text."""

    header: tuple[str, ...]
    rows: list[list[str] | str]
    first: int
    next_position: int
    bytes_read: int

    def items(self) -> Items:
        found = Items()
        guarded = list(self.header[: len(POSTS)]) == POSTS.names
        for number, row in enumerate(self.rows, self.first):
            problem = self._problem(row)
            if problem:
                raw = row if isinstance(row, str) else ",".join(row)
                found.dead.append(dead_letter(problem, raw, number))
            elif row:
                found.records.append(_record(self.header, row, guarded))  # type: ignore[arg-type]
                found.places.append(number)
        return found

    def _problem(self, row: list[str] | str) -> BadValue | None:
        if isinstance(row, str):
            return BadValue("bad_row", row)
        if len(row) > len(self.header):
            return BadValue("bad_row", f"{len(row)} cells where the header has {len(self.header)}")
        if any(_LONE_BYTE.search(cell) for cell in row if not cell.isascii()):
            return BadValue("not_utf8", "the row is not UTF-8")
        return None


def _record(header: Sequence[str], row: list[str], guarded: bool) -> Record:
    """The row by column name. An empty cell is not given, but a text may be empty."""
    cells = map(unguard, row) if guarded else row
    return {name: cell for name, cell in zip(header, cells, strict=False) if cell or name == "text"}


def blocks(
    path: Path, start: int = 0, rows: int = 20_000, columns: Sequence[str] | None = None
) -> Iterator[RowBlock]:
    """The rows in blocks of at most `rows`, after the first `start`. `columns` names them without a
    header."""
    with open_bytes(path) as opened:
        text = io.TextIOWrapper(opened.stream, "utf-8", errors="surrogateescape", newline="")
        try:
            with text:
                first_line = text.readline(LONGEST_CELL)
                reader = _Rows(first_line, text)
                header = tuple(columns) if columns else _names(next(reader))
                position = sum(1 for _ in islice(reader, start))
                while block := list(islice(reader, rows)):
                    yield RowBlock(header, block, position + 1, position + len(block), opened.consumed())
                    position += len(block)
        except BROKEN_PACKING as error:
            raise broken_packing(path) from error


class _Rows:
    """The rows of a CSV text; one that cannot be read is given as the reason, and reading goes on."""

    def __init__(self, first_line: str, rest: io.TextIOWrapper) -> None:
        csv.field_size_limit(LONGEST_CELL)
        delimiter = max(_DELIMITERS, key=lambda sign: (first_line.count(sign), -_DELIMITERS.index(sign)))
        self._reader = csv.reader(_with_first(first_line, rest), delimiter=delimiter)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> list[str] | str:
        try:
            return next(self._reader)
        except csv.Error as error:
            return str(error)


def _with_first(first_line: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield first_line
    yield from rest


def _names(header: list[str] | str) -> tuple[str, ...]:
    """The header's names, without blanks; one that is empty or stands twice gets its number."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = cell.strip()
        names.append(name if name and name not in names else f"{name or 'column'}{number}")
    return tuple(names)
