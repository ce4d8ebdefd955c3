"""JSON Lines: one JSON object a line. Blocks of whole lines are cut in one process and read in another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tertulia.posts.api import DeadLetter
from tertulia.posts.formats.opening import BROKEN_PACKING, Opened, broken_packing, open_bytes
from tertulia.posts.formats.records import Items, Record, dead_letter
from tertulia.posts.formats.values import BadValue

BLOCK = 1 << 22
LONGEST_LINE = 1 << 24


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


DECODER: Any = json.JSONDecoder(parse_constant=_no_constant)  # typed loosely: `scan_once` is in no stub


@dataclass(frozen=True)
class LineBlock:
    """Whole lines of a file: `first` is the number of the first one, from 1."""

    data: bytes
    first: int
    next_position: int
    bytes_read: int
    too_long: bool = False

    def items(self) -> Items:
        found = Items()
        if self.too_long:
            reason = f"the line is longer than {LONGEST_LINE:,} bytes"
            found.dead.append(
                dead_letter(BadValue("too_long", reason), self.data.decode("utf-8", "replace"), self.first)
            )
            return found
        for number, line in enumerate(_lines(self.data), self.first):
            _read_line(line, number, found)
        return found


def _lines(data: bytes) -> Sequence[str | bytes]:
    try:
        return data.decode().split("\n")
    except UnicodeDecodeError:
        return data.split(b"\n")


def _read_line(line: str | bytes, number: int, found: Items) -> None:
    try:
        text = line.decode() if isinstance(line, bytes) else line
        text = text.strip()
        if not text:
            return
        record, end = DECODER.scan_once(text, 0)
        if end != len(text):
            raise ValueError(f"more after the object, at character {end + 1}")
    except UnicodeDecodeError as error:
        shown = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
        problem = BadValue("not_utf8", f"byte {error.start + 1} of the line is not UTF-8")
        found.dead.append(dead_letter(problem, shown, number))
    except (ValueError, StopIteration, RecursionError) as error:
        found.dead.append(dead_letter(BadValue("not_json", _why(error)), text, number))
    else:
        keep(record, number, text, found)


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "not JSON that can be read: nested too deeply"
    return f"not JSON: {error if isinstance(error, ValueError) else 'nothing that JSON starts with'}"


def keep(record: Any, number: int, raw: str, found: Items) -> None:
    """Take the record, or set it aside if it is no object."""
    if isinstance(record, dict):
        found.records.append(record)
        found.places.append(number)
    else:
        problem = BadValue("not_object", f"a post is an object, not {type(record).__name__}")
        found.dead.append(dead_letter(problem, raw, number))


def blocks(path: Path, start: int = 0, rows: int = 20_000) -> Iterator[LineBlock]:
    """The file in blocks of at most `rows` lines, after the first `start` lines."""
    with open_bytes(path) as opened:
        try:
            yield from _blocks(opened, start, rows)
        except BROKEN_PACKING as error:
            raise broken_packing(path) from error


def _blocks(opened: Opened, start: int, rows: int) -> Iterator[LineBlock]:
    done = 0
    for piece, whole in _pieces(opened.stream):
        lines = 1 if not whole else piece.count(b"\n") + (not piece.endswith(b"\n"))
        if done + lines <= start:
            done += lines
            continue
        parts = [piece] if not whole else _cut(piece, max(start - done, 0), rows)
        done += max(start - done, 0)
        for part in parts:
            first = done + 1
            done += 1 if not whole else part.count(b"\n") + (not part.endswith(b"\n"))
            yield LineBlock(part, first, done, opened.consumed(), too_long=not whole)


def _cut(piece: bytes, skip: int, rows: int) -> list[bytes]:
    """The piece without its first `skip` lines, in parts of at most `rows` lines."""
    if not skip and piece.count(b"\n") < rows:
        return [piece]
    lines = piece.splitlines(keepends=True) if b"\r" not in piece else _keep_ends(piece)
    return [b"".join(lines[at : at + rows]) for at in range(skip, len(lines), rows)]


def _keep_ends(piece: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in piece.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _pieces(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Whole lines, many at a time (True); or the start of one that is too long, the rest dropped (False)."""
    rest = b""
    while block := stream.read(BLOCK):
        cut = block.rfind(b"\n") + 1
        if cut:
            yield rest + block[:cut], True
            rest = block[cut:]
            continue
        rest += block
        if len(rest) > LONGEST_LINE:
            yield rest[:1000], False
            rest = _after_line(stream)
    if rest:
        yield rest, True


def _after_line(stream: BinaryIO) -> bytes:
    """What was read beyond the end of the present line."""
    while block := stream.read(BLOCK):
        cut = block.find(b"\n") + 1
        if cut:
            return block[cut:]
    return b""


def raw_record(raw: str) -> Record | DeadLetter:
    """The record that a dead letter's raw item holds, or the letter again."""
    found = Items()
    _read_line(raw, 1, found)
    return found.records[0] if found.records else found.dead[0]
