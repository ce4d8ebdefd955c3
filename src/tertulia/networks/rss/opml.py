"""Lists of feeds as OPML, which feed readers exchange (https://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.html_text import web_address

MOST_BYTES = 5 << 20
_DEEPEST = 50


@dataclass(frozen=True)
class Outline:
    """A feed of a list: its address, its name, the site's address, the folders that it lies in."""

    url: str
    title: str = ""
    site: str = ""
    folders: tuple[str, ...] = ()


@dataclass
class Outlines:
    """What a list holds, each feed once, and for people what of it could not be taken, by line."""

    title: str = ""
    feeds: list[Outline] = field(default_factory=list)
    bad: list[tuple[int, Text]] = field(default_factory=list)


def parse_opml(body: bytes) -> Outlines:
    """The feeds of a list. Raises Problem ("not-opml", "feed-dtd", "too-large"); an entry that names no feed
    is reported, and does not stop the others."""
    if len(body) > MOST_BYTES:
        raise Problem("too-large", Text("The list is larger than {most} MB.", most=MOST_BYTES >> 20))
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except expat.ExpatError as error:
        if not reader.found.feeds:
            raise _not_opml(str(error)) from error
        reader.report(Text("The list breaks off here: {error}.", error=str(error)))
    except (LookupError, ValueError) as error:  # an encoding that is none
        raise _not_opml(str(error)) from error
    if not reader.is_opml:
        raise _not_opml("")
    return reader.found


def _not_opml(error: str) -> Problem:
    return Problem(
        "not-opml",
        Text("This is no list of feeds (OPML)."),
        Text("Export the list from your feed reader again, as OPML."),
        error,
    )


class _Reader:
    """Hears the parser: outlines nest, and those with an address are feeds."""

    def __init__(self) -> None:
        self.found = Outlines()
        self.is_opml = False
        self._folders: list[str] = []
        self._in_title = False
        self._known: set[str] = set()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse

    def report(self, reason: Text) -> None:
        self.found.bad.append((self.parser.CurrentLineNumber, reason))

    def _refuse(self, *declared: object) -> None:
        raise Problem(
            "feed-dtd",
            Text("The list brings a document type (DTD), which is refused: it can be used to do harm."),
            Text("Remove the line that begins with <!DOCTYPE, and try again."),
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_opml = self.is_opml or name.lower() == "opml"
        self._in_title = name.lower() == "title"
        if name.lower() != "outline":
            return
        given = {key.lower(): value.strip() for key, value in attributes.items()}
        title = given.get("title") or given.get("text", "")
        if "xmlurl" in given or given.get("type", "").lower() in ("rss", "atom", "feed"):
            self._feed(given, title)
        self._folders.append("" if "xmlurl" in given else title)

    def _feed(self, given: dict[str, str], title: str) -> None:
        url = web_address(given.get("xmlurl", ""))
        if not url:
            self.report(Text("“{title}” has no address of a feed.", title=title or given.get("xmlurl", "")))
        elif url not in self._known and len(self._folders) < _DEEPEST:
            self._known.add(url)
            folders = tuple(folder for folder in self._folders if folder)
            self.found.feeds.append(
                Outline(url, title or url, web_address(given.get("htmlurl", "")), folders)
            )

    def _end(self, name: str) -> None:
        self._in_title = False
        if name.lower() == "outline":
            self._folders.pop()

    def _text(self, written: str) -> None:
        if self._in_title and len(self.found.title) < 300:
            self.found.title += written


def write_opml(feeds: Sequence[Outline], title: str) -> str:
    """A list that feed readers take: folders once, in their order, feeds within."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
        *_lines_of(feeds, 0),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


def _lines_of(feeds: Sequence[Outline], depth: int) -> list[str]:
    blanks = "  " * (depth + 2)
    inside: dict[str, list[Outline]] = {}
    lines: list[str] = []
    for feed in feeds:
        if len(feed.folders) > depth:
            inside.setdefault(feed.folders[depth], []).append(feed)
            continue
        site = f" htmlUrl={_quoted(feed.site)}" if feed.site else ""
        name = _quoted(feed.title or feed.url)
        lines.append(
            f'{blanks}<outline type="rss" text={name} title={name} xmlUrl={_quoted(feed.url)}{site}/>'
        )
    for folder, kept in inside.items():
        lines += [
            f"{blanks}<outline text={_quoted(folder)}>",
            *_lines_of(kept, depth + 1),
            f"{blanks}</outline>",
        ]
    return lines


def _quoted(written: str) -> str:
    return quoteattr(_storable(written))


def _escaped(written: str) -> str:
    return quoteattr(_storable(written))[1:-1]


def _storable(written: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(letter for letter in written if letter >= " " or letter in "\t\n")
