"""HTML of others as plain text, in one pass over its characters: no tree, so that nesting costs nothing.

Only for reading; what is shown as HTML goes through nh3. Text and attributes are split as browsers do
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization), where an unfinished tag ends the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_REST_OF_TAG = re.compile(r"""(?:[^>=]|=\s*(?:"[^"]*"|'[^']*')?)*+>""")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]*)))?""")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")  # no character; int() refuses long ones
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_ALL_BLANKS = re.compile(r"[^\S\n]*\n[^\S\n]*")
_MANY_LINES = re.compile(r"\n{3,}")

_PARAGRAPHS = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "dl", "hr"),
        *("figure", "section", "article", "header", "footer", "form"),
    )
)
_LINES = frozenset(("br", "div", "tr", "dt", "dd", "figcaption", "caption", "option", "address"))
_CELLS = frozenset(("td", "th"))
_UNREAD = frozenset(
    ("script", "style", "template", "noscript", "iframe", "svg", "math", "textarea", "select", "title")
)


@dataclass(frozen=True)
class Tag:
    """A tag as it stands: its name in lower case, whether it closes, its attributes unread."""

    name: str
    closes: bool
    written: str

    def attributes(self) -> dict[str, str]:
        """Attributes by lower-case name, the first of each; one without a value is ""."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.written):
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(match[1].lower(), decode(value))
        return found


@dataclass
class Plain:
    """What a person reads of HTML: its text, addresses that it links to, pictures (address, words)."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    images: list[tuple[str, str]] = field(default_factory=list)


def tokens(html: str) -> Iterator[Tag | str]:
    """Tags and the texts between them (undecoded), in order; comments and declarations are left out."""
    at = 0
    while (start := html.find("<", at)) >= 0:
        name = _NAME.match(html, start)
        if name is None and html[start + 1 : start + 2] not in ("!", "?", "/"):
            yield html[at : start + 1]
            at = start + 1
            continue
        if start > at:
            yield html[at:start]
        end = _REST_OF_TAG.match(html, name.end()) if name else None
        if name and end:
            at = end.end()
            yield Tag(name[1].lower(), html[start + 1] == "/", html[name.end() : at - 1])
        elif name or (at := _after_comment(html, start)) < 0:
            return
    yield html[at:]


def _after_comment(html: str, start: int) -> int:
    """Behind the comment or declaration that begins at `start`; -1: it has no end."""
    closing = (
        "-->" if html.startswith("<!--", start) else "]]>" if html.startswith("<![CDATA[", start) else ">"
    )
    end = html.find(closing, start)
    return end + len(closing) if end >= 0 else -1


def decode(written: str) -> str:
    """Character references as the characters that they stand for."""
    return unescape(_LONG_NUMBER.sub("\ufffd", written)) if "&" in written else written


def plain(html: str, base: str = "") -> Plain:
    """The text of HTML: paragraphs parted by an empty line, "- " before list items, nothing of scripts and
    styles. Addresses are made absolute against `base`; only those of the web are kept."""
    found, pieces = Plain(), []
    unread, keeps_blanks = "", False
    for token in tokens(html):
        if unread:
            unread = "" if isinstance(token, Tag) and token.closes and token.name == unread else unread
        elif isinstance(token, str):
            pieces.append(decode(token if keeps_blanks else _BLANKS.sub(" ", token)))
        elif token.name in _UNREAD:
            unread = "" if token.closes or token.written.endswith("/") else token.name
        else:
            keeps_blanks = not token.closes if token.name == "pre" else keeps_blanks
            pieces.append(_break_of(token))
            _collect(token, found, base)
    found.text = _tidy("".join(pieces))
    return found


def html_text(html: str) -> str:
    """The text of HTML alone."""
    return plain(html).text


def _break_of(tag: Tag) -> str:
    if tag.name in _PARAGRAPHS:
        return "\n\n"
    if tag.name == "li":
        return "" if tag.closes else "\n- "
    return "\n" if tag.name in _LINES else " " if tag.name in _CELLS else ""


def _collect(tag: Tag, found: Plain, base: str) -> None:
    if tag.closes or tag.name not in ("a", "img"):
        return
    attributes = tag.attributes()
    written = attributes.get("href" if tag.name == "a" else "src", "")
    address = "" if written.startswith("#") else web_address(written, base)
    if address and tag.name == "img":
        found.images.append((address, attributes.get("alt", "").strip()))
    elif address and address not in found.links:
        found.links.append(address)


def web_address(written: str, base: str = "") -> str:
    """An address of the web, absolute; "" for any other."""
    try:
        address = urljoin(base, written.strip())
        parts = urlsplit(address)
    except ValueError:  # "http://[": no address
        return ""
    return address if written.strip() and parts.scheme in ("http", "https") and parts.hostname else ""


def _tidy(text: str) -> str:
    lines = _ALL_BLANKS.sub("\n", re.sub(r"(?<=\S)  +", " ", text.replace("\xa0", " ")))
    return _MANY_LINES.sub("\n\n", lines).strip()
