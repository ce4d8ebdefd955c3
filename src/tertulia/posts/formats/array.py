"""One JSON array of objects, read element by element: the file may be larger than memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.posts.formats.jsonl import DECODER, LONGEST_LINE, keep
from tertulia.posts.formats.opening import BROKEN_PACKING, Opened, broken_packing, open_bytes
from tertulia.posts.formats.records import Items

_PIECE = 1 << 20
_BLANK = re.compile(r"\s*")


@dataclass(frozen=True)
class ElementBlock:
    """Elements of an array: `first` is the number of the first one, from 1."""

    elements: list[Any]
    first: int
    next_position: int
    bytes_read: int

    def items(self) -> Items:
        found = Items()
        for number, element in enumerate(self.elements, self.first):
            keep(element, number, json.dumps(element)[:1000] if not isinstance(element, dict) else "", found)
        return found


def blocks(path: Path, start: int = 0, rows: int = 20_000) -> Iterator[ElementBlock]:
    """The array in blocks of at most `rows` elements, after the first `start`.

    Raises Problem where it breaks off; what stands before is given first."""
    with open_bytes(path) as opened:
        waiting: list[Any] = []
        number = 0
        try:
            for element in _elements(opened):
                number += 1
                if number > start:
                    waiting.append(element)
                if len(waiting) >= rows:
                    yield ElementBlock(waiting, number - len(waiting) + 1, number, opened.consumed())
                    waiting = []
        except BROKEN_PACKING as error:
            raise broken_packing(path) from error
        except ValueError as error:
            if waiting:
                yield ElementBlock(waiting, number - len(waiting) + 1, number, opened.consumed())
            raise Problem(
                "broken_json",
                Text("The JSON array breaks off or is not valid after element {n}.", n=number),
                Text("What stands before it was read. Get the file again, or mend it after that element."),
                f"{path}: {error}",
            ) from error
        if waiting:
            yield ElementBlock(waiting, number - len(waiting) + 1, number, opened.consumed())


def _elements(opened: Opened) -> Iterator[Any]:
    window = _Window(opened.stream)
    window.skip("[")
    while (char := window.skip(",")) != "]":
        if not char:
            raise ValueError("the array has no end")
        yield window.element()


class _Window:
    """The part of the text that is being read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._text, self._at, self._ended = "", 0, False

    def _more(self, size: int = _PIECE) -> bool:
        """Read on, forgetting what is done with; False at the end."""
        if self._ended:
            return False
        block = self._stream.read(size)
        self._ended = not block
        self._text, self._at = self._text[self._at :] + self._decode(block, self._ended), 0
        return True

    def skip(self, sign: str) -> str:
        """Pass blanks and at most one `sign`; the character that follows, "" at the end."""
        passed = False
        while True:
            self._at = cast(re.Match[str], _BLANK.match(self._text, self._at)).end()
            char = self._text[self._at : self._at + 1]
            if char == sign and not passed:
                self._at, passed = self._at + 1, True
            elif char or not self._more():
                return char

    def element(self) -> Any:
        size = _PIECE
        while True:
            try:
                element, end = DECODER.scan_once(self._text, self._at)
            except (ValueError, StopIteration, RecursionError) as error:
                if len(self._text) - self._at > LONGEST_LINE or not self._more(size):
                    raise ValueError(str(error) or "not JSON") from error
            else:
                if end < len(self._text) or not self._more(size):
                    self._at = end
                    return element
            size *= 2
