"""Marks the links, people and hashtags of a text that is to be published, as facets: where they begin and end
counts bytes of UTF-8.

After the rules of Bluesky's own program, but a link is only what begins with http:// or https://.
https://docs.bsky.app/docs/advanced-guides/post-richtext
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import regex

from tertulia.networks.base import Record
from tertulia.networks.bluesky.names import HANDLE
from tertulia.networks.publishing import graphemes

_FACET = "app.bsky.richtext.facet#"
_LINK = regex.compile(r"""https?://[^\s<>"“”«»]+""", regex.IGNORECASE)
_MENTION = regex.compile(r"(?<![\p{L}\p{N}_./@-])@([a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9])")
_TAG = regex.compile(r"(?<![^\s\p{Ps}\p{Pi}¡¿\"'])[#＃](?!\ufe0f)([^\s\u00ad\u2060\u200a-\u200d\u20e2#＃]+)")
_ENDING = regex.compile(r"[\p{P}--[/_&=+%$@#-]]+$", regex.VERSION1)
_TAG_ENDING = regex.compile(r"\p{P}+$")
_SAYS = regex.compile(r"[^\d\p{P}]")
_LONGEST_TAG = 64  # graphemes
_LONGEST_TAG_BYTES = 640


@dataclass(frozen=True)
class Span:
    """Something marked: characters `start` to `end` of the text, and what it means: an address, a handle, a
    tag without #."""

    start: int
    end: int
    kind: Literal["link", "mention", "tag"]
    value: str


def spans(text: str) -> list[Span]:
    """What a text marks, in its order; nothing lies in anything else."""
    links = list(_links(text))
    others = [
        span for span in (*_mentions(text), *_tags(text)) if not any(_meet(span, link) for link in links)
    ]
    return sorted([*links, *others], key=lambda span: span.start)


def facets(text: str, people: Mapping[str, str]) -> list[Record]:
    """The facets of a text; `people` are the DIDs of handles. Whoever has none stays plain text."""
    made = []
    for span in spans(text):
        feature = _feature(span, people)
        if feature:
            index = {"byteStart": _bytes(text[: span.start]), "byteEnd": _bytes(text[: span.end])}
            made.append({"index": index, "features": [feature]})
    return made


def handles(text: str) -> list[str]:
    """The handles that a text speaks to, each once."""
    return list(dict.fromkeys(span.value for span in spans(text) if span.kind == "mention"))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _feature(span: Span, people: Mapping[str, str]) -> Record | None:
    match span.kind:
        case "link":
            return {"$type": f"{_FACET}link", "uri": span.value}
        case "tag":
            return {"$type": f"{_FACET}tag", "tag": span.value}
    did = people.get(span.value)
    return {"$type": f"{_FACET}mention", "did": did} if did else None


def _links(text: str) -> Iterator[Span]:
    for found in _LINK.finditer(text):
        address = _without_ending(found[0])
        if len(address) > len("https://"):
            yield Span(found.start(), found.start() + len(address), "link", address)


def _without_ending(address: str) -> str:
    """Without the marks of the sentence around it; a bracket that it opens itself belongs to it."""
    while ending := _ENDING.search(address):
        last = ending[0][-1]
        if last == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _mentions(text: str) -> Iterator[Span]:
    for found in _MENTION.finditer(text):
        if HANDLE.fullmatch(found[1]):
            yield Span(found.start(), found.end(), "mention", found[1].lower())


def _tags(text: str) -> Iterator[Span]:
    for found in _TAG.finditer(text):
        tag = _TAG_ENDING.sub("", found[1])
        short = graphemes(tag) <= _LONGEST_TAG and _bytes(tag) <= _LONGEST_TAG_BYTES
        if short and _SAYS.search(tag):
            yield Span(found.start(), found.start(1) + len(tag), "tag", tag)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
