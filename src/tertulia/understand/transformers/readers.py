"""The transformers that a workspace has tried, and those it reads with: one small file in the data folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tertulia.errors import Problem
from tertulia.i18n import Text

FILE = "transformers.json"


@dataclass(frozen=True)
class Reader:
    """A model for one task. `langs`: the languages it reads. `places`: for each of its outputs the place of
    our label (labels.TASKS). `digest`: which model exactly. `used`: whether posts are read with it.
    `trial`: what comparing it on people's labels showed (comparing.Trial as a dictionary), None if never."""

    number: int
    folder: str
    task: str
    langs: tuple[str, ...]
    places: tuple[int, ...]
    several: bool
    style: str
    temperature: float
    digest: str
    used: bool = False
    trial: dict[str, Any] | None = None

    @property
    def version(self) -> str:
        """What readings that it gave are marked with."""
        return f"{self.task}={self.digest}"


def readers(folder: Path) -> list[Reader]:
    """All that were tried, in the order of their numbers."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return []
    return [
        Reader(**{**one, "langs": tuple(one["langs"]), "places": tuple(one["places"])})
        for one in told["readers"]
    ]


def add(folder: Path, reader: Reader) -> Reader:
    """Keep one that was tried, under a number of its own."""
    present = readers(folder)
    kept = replace(reader, number=max((one.number for one in present), default=0) + 1)
    _write(folder, [*present, kept])
    return kept


def use(folder: Path, number: int, *, used: bool = True) -> Reader:
    """Read with it, in place of any other for the same task and language; or no longer.

    Raises `Problem` ("no-such-reader").
    """
    chosen = find(folder, number)
    _write(folder, [_beside(one, chosen, used) for one in readers(folder)])
    return replace(chosen, used=used)


def _beside(one: Reader, chosen: Reader, used: bool) -> Reader:
    if one.number == chosen.number:
        return replace(one, used=used)
    rivals = one.task == chosen.task and set(one.langs) & set(chosen.langs)
    return replace(one, used=False) if used and rivals else one


def remove(folder: Path, number: int) -> Reader:
    """Forget it; the model's files stay where they are."""
    gone = find(folder, number)
    _write(folder, [one for one in readers(folder) if one.number != number])
    return gone


def find(folder: Path, number: int) -> Reader:
    """The reader of a number. Raises `Problem` ("no-such-reader")."""
    found = next((one for one in readers(folder) if one.number == number), None)
    if found is None:
        raise Problem("no-such-reader", Text("There is no reader {number}.", number=number))
    return found


def _write(folder: Path, kept: Sequence[Reader]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f"{FILE}.part"
    content = {"readers": [asdict(one) for one in kept]}
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    part.replace(folder / FILE)
