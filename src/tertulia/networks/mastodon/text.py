"""A status's HTML as people read it: paragraphs, line breaks, links as their whole address.

Servers shorten what is seen of an address and hide the rest in `<span class="invisible">`; so a link is
written as its href, unless its words say something else (then both stand). What servers add for programs that
know no quotes (`quote-inline`) is left out where the quote is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tertulia.networks.html_text import Tag, decode, tokens, web_address

_UNREAD = ("script", "style", "template", "noscript", "iframe", "svg", "math", "title", "textarea", "select")
_PARAGRAPHS = ("p", "div", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table")
_LINES = ("br", "li", "tr")
_VOID = ("br", "hr", "img", "wbr", "input")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_AROUND_LINES = re.compile(r"[ \t\xa0]*\n[ \t\xa0]*")
_MANY_LINES = re.compile(r"\n{3,}")
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """What a status says, and the addresses that it links to (people and hashtags left out)."""

    text: str
    links: tuple[str, ...] = ()


def text_of(html: str, *, quotes: bool = False) -> Written:
    """The text and links of a status. `quotes`: it quotes another, which is known."""
    reader = _Reader(quotes)
    for token in tokens(html):
        reader.take(token)
    return reader.written()


@dataclass
class _Link:
    """A link that is being read: where it leads, what of it is seen, and what stands in it in all."""

    href: str
    begins: int
    words: list[str] = field(default_factory=list)


class _Reader:
    """Puts the pieces together; `open` are the elements that are open, each with whether it is hidden."""

    def __init__(self, quotes: bool) -> None:
        self.quotes = quotes
        self.pieces: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.hidden = 0
        self.unread = ""
        self.keeps_blanks = 0
        self.link: _Link | None = None
        self.links: list[str] = []

    def take(self, token: Tag | str) -> None:
        if self.unread:
            ends = isinstance(token, Tag) and token.closes and token.name == self.unread
            self.unread = "" if ends else self.unread
        elif isinstance(token, str):
            self._text(decode(token))
        elif token.name in _UNREAD:
            self.unread = "" if token.closes else token.name
        elif token.closes:
            self._close(token.name)
        else:
            self._open(token)

    def written(self) -> Written:
        self._end_link()
        text = _MANY_LINES.sub("\n\n", _AROUND_LINES.sub("\n", "".join(self.pieces)))
        return Written(text.strip(), tuple(dict.fromkeys(self.links)))

    def _text(self, words: str) -> None:
        words = words if self.keeps_blanks else _BLANKS.sub(" ", words)
        if self.link:
            self.link.words.append(words)
        if not self.hidden:
            self._write(words)

    def _write(self, words: str) -> None:
        after_blank = not self.pieces or self.pieces[-1][-1:] in (" ", "\n")
        words = words.lstrip(" ") if after_blank and not self.keeps_blanks else words
        if words:
            self.pieces.append(words)

    def _open(self, tag: Tag) -> None:
        attributes = tag.attributes()
        if tag.name == "a":
            self._end_link()
            if not self.hidden:
                self.link = _Link(web_address(attributes.get("href", "")), len(self.pieces))
        if tag.name not in _VOID:
            hides = self._hides(attributes.get("class", "").split())
            self.open.append((tag.name, hides))
            self.hidden += hides
            self.keeps_blanks += tag.name == "pre"
        if not self.hidden:
            self.pieces.append(_break_before(tag.name))
            if tag.name == "img":
                self._text(attributes.get("alt", ""))

    def _hides(self, classes: list[str]) -> bool:
        return "invisible" in classes or (self.quotes and "quote-inline" in classes)

    def _close(self, name: str) -> None:
        """Close the innermost element of the name with all that is open inside it; one that is not open has
        nothing to close."""
        if name not in (opened for opened, _hides in self.open[-100:]):
            return
        if name == "a":
            self._end_link()
        while True:
            closed, hides = self.open.pop()
            self.hidden -= hides
            self.keeps_blanks -= closed == "pre"
            if closed == name:
                break
        if not self.hidden and name in _PARAGRAPHS:
            self.pieces.append("\n\n")

    def _end_link(self) -> None:
        """Put the address of the link where its shortened form was seen, or behind its words."""
        link, self.link = self.link, None
        if link is None or not link.href:
            return
        seen = "".join(self.pieces[link.begins :]).strip()
        whole = "".join(link.words).strip()
        if whole[:1] in ("#", "@", "＃") and not _BLANKS.search(whole):
            return
        self.links.append(link.href)
        if not seen or _is_address(whole, link.href):
            del self.pieces[link.begins :]
            self.pieces.append(link.href)
        else:
            self.pieces.append(f" ({link.href})")


def _break_before(name: str) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    return "\n- " if name == "li" else "\n" if name in _LINES else " " if name in ("td", "th") else ""


def _is_address(words: str, href: str) -> bool:
    """Whether the words of a link are its address, perhaps shortened."""
    bare, target = _bare(words), _bare(href)
    return bool(bare) and (
        bare == target or (bare.endswith(("…", "...")) and target.startswith(bare.rstrip("….")))
    )


def _bare(address: str) -> str:
    return _SCHEME.sub("", address).rstrip("/").casefold()
