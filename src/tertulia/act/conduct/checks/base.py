"""What a check of conduct is asked and what it answers. Knows nothing of the database or of pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tertulia.i18n import Text

STOP, WARNING, OFF = "stop", "warning", "off"
RELATED = (
    "employee",
    "ambassador",
    "paid",
    "gifted",
    "partner",
)  # relationships that readers must be told of
_FOLDER = Path(__file__).parent / "words"
_PLAIN = str.maketrans("áàâéèêíìîóòôúùûüñÁÀÂÉÈÊÍÌÎÓÒÔÚÙÛÜÑ’", "aaaeeeiiiooouuuunAAAEEEIIIOOOUUUUN'")


@dataclass(frozen=True)
class Source:
    """Where a rule stands: what people cite, and its address ("" where it has none that lasts)."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Asked:
    """A text to be checked. `brands`: names and handles of ours; `related`: accounts with a relationship to
    us, by handle in lower case, with its kind; `relation`: that of who speaks ("" on a channel of ours);
    `speaks`: whether who writes may speak for the channel (None: nobody is named for it); `earlier`: texts
    of ours of late; `origin`: "person", "revised", "machine", or "" where nobody told."""

    text: str
    brands: tuple[str, ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    relation: str = ""
    speaks: bool | None = None
    earlier: tuple[str, ...] = ()
    origin: str = ""

    @property
    def plain(self) -> str:
        """The text in lower case without accents, letter for letter as long as the text."""
        return plain(self.text)


@dataclass(frozen=True)
class Hit:
    """Where in the text a check found something, and what to say of it."""

    start: int
    end: int
    cause: Text
    remedy: Text


@dataclass(frozen=True)
class Check:
    """A rule of conduct: its code, what it is called, how grave it is unless the workspace says otherwise."""

    code: str
    title: Text
    severity: str
    why: Text
    sources: tuple[Source, ...]
    find: Callable[[Asked], Iterable[Hit]]


def plain(text: str) -> str:
    """Lower case without accents, of the same length: places in it are places in the text."""
    even = text.translate(_PLAIN)
    lower = even.lower()
    return lower if len(lower) == len(text) else even


def words(name: str) -> re.Pattern[str]:
    """A pattern for whole words of plain text: any line of the file `words/<name>.txt`."""
    ways = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return re.compile(rf"(?<![\w@])(?:{'|'.join(filter(None, ways))})(?!\w)")


def hits(pattern: re.Pattern[str], text: str, cause: Text, remedy: Text) -> Iterator[Hit]:
    """A hit wherever the pattern is found."""
    for found in pattern.finditer(text):
        yield Hit(found.start(), found.end(), cause, remedy)


def names_us(asked: Asked) -> bool:
    """Whether the text names us."""
    names = [re.escape(plain(name)) for name in asked.brands if len(name) > 2]
    return bool(names) and bool(re.search(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", asked.plain))
