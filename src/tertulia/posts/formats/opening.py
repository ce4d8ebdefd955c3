"""A file as a stream of UTF-8 bytes, whatever it is packed in, and what it looks like.

gzip, bzip2, xz and a zip with one file in it are unpacked on the way; UTF-16 is turned into UTF-8; anything
else that is not UTF-8 is refused with what to do about it. Memory stays small however large the file.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from tertulia.errors import Problem
from tertulia.i18n import Text

Format = Literal["jsonl", "array", "csv", "parquet"]
PARQUET = b"PAR1"
SAMPLE = 1 << 18
_MANY = 3  # broken lines that are no longer an accident
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
BROKEN_PACKING = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile)


@dataclass
class Opened:
    """A stream of UTF-8 bytes; `consumed()` says how many bytes of the file on disk were read for it."""

    stream: BinaryIO
    _raw: BinaryIO

    def consumed(self) -> int:
        return self._raw.tell()


@contextmanager
def open_bytes(path: Path) -> Iterator[Opened]:
    """The unpacked content of `path` as UTF-8, without its byte order mark."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with raw, _unpacked(path, raw) as stream:
        yield Opened(_as_utf8(path, stream), raw)


def unreadable(path: Path, error: OSError) -> Problem:
    return Problem(
        "unreadable",
        Text("The file cannot be read: {reason}.", reason=error.strerror or str(error)),
        Text("Check its name and that you may read it."),
        str(path),
    )


def _unpacked(path: Path, raw: BinaryIO) -> BinaryIO:
    magic = raw.read(6)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if magic.startswith(b"BZh"):
        return cast(BinaryIO, bz2.BZ2File(raw))
    if magic == b"\xfd7zXZ\x00":
        return cast(BinaryIO, lzma.LZMAFile(raw))
    if magic.startswith(b"PK\x03\x04"):
        return _only_member(path, raw)
    return raw


def _only_member(path: Path, raw: BinaryIO) -> BinaryIO:
    try:
        archive = zipfile.ZipFile(raw)
        members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
        if len(members) == 1:
            return cast(BinaryIO, archive.open(members[0]))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Problem(
            "broken_archive",
            Text("This zip file is damaged, encrypted or of a kind that cannot be read."),
            Text("Unpack it yourself and import the file inside."),
            str(path),
        ) from error
    if any(member.filename.startswith("xl/") for member in members):
        raise Problem(
            "spreadsheet",
            Text("This is a spreadsheet, not a posts file."),
            Text("In your spreadsheet program, save it as CSV in UTF-8 and import that."),
            str(path),
        )
    raise Problem(
        "many_files",
        Text("This zip file holds {n} files; one is expected.", n=len(members)),
        Text("Unpack it and import the files inside one by one."),
        str(path),
    )


def _as_utf8(path: Path, stream: BinaryIO) -> BinaryIO:
    buffered: io.BufferedReader[Any] = io.BufferedReader(cast(io.RawIOBase, stream), SAMPLE)
    try:
        head = buffered.peek(SAMPLE)[:SAMPLE]
    except BROKEN_PACKING as error:
        raise broken_packing(path) from error
    if head.startswith(PARQUET):
        return cast(BinaryIO, buffered)
    for mark, encoding in _BOMS.items():
        if head.startswith(mark):
            buffered.read(len(mark))
            return cast(BinaryIO, buffered) if encoding == "utf-8" else _recoded(buffered, encoding)
    if utf16 := _utf16_without_mark(head):
        return _recoded(buffered, utf16)
    _refuse_other_encodings(path, head)
    return cast(BinaryIO, buffered)


def broken_packing(path: Path) -> Problem:
    return Problem(
        "broken_archive",
        Text("The compressed file is damaged or was cut short."),
        Text("Get the file again, or unpack what can be saved and import that."),
        str(path),
    )


def _recoded(stream: io.BufferedReader[Any], encoding: str) -> BinaryIO:
    utf8 = codecs.lookup("utf-8")
    reader = codecs.getreader(encoding)
    return cast(
        BinaryIO,
        codecs.StreamRecoder(
            stream, utf8.encode, utf8.decode, reader, codecs.getwriter(encoding), errors="replace"
        ),
    )


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows by a zero in every other byte of Western text, which no UTF-8 text has."""
    sample = head[:2000]
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"


def _refuse_other_encodings(path: Path, head: bytes) -> None:
    """A few broken lines are set aside one by one; a file wholly in another encoding is refused."""
    if _is_utf8(head):
        return
    lines = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    broken = sum(not _is_utf8(line) for line in lines)
    if broken >= _MANY and broken * 10 > len(lines):
        raise Problem(
            "not_utf8",
            Text("The file is not in UTF-8; it looks like Latin-1 or Windows-1252."),
            Text(
                "Save it again as UTF-8 (in a spreadsheet: “CSV UTF-8”), or: iconv -f WINDOWS-1252 -t UTF-8."
            ),
            str(path),
        )


def _is_utf8(text: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text)
    except UnicodeDecodeError:
        return False
    return True


def format_of(path: Path) -> Format:
    """What the file is, by its content: Parquet by its mark, JSON by its first character, else CSV."""
    with open_bytes(path) as opened:
        head = opened.stream.read(SAMPLE)
    if head.startswith(PARQUET):
        return "parquet"
    first = head.lstrip()[:1]
    if not first:
        raise Problem(
            "empty_file", Text("The file is empty."), Text("Choose a file with posts in it."), str(path)
        )
    return {b"[": "array", b"{": "jsonl"}.get(first, "csv")  # type: ignore[return-value]
