"""What the facets of a post mark in its text: hashtags, people, links.

A facet counts bytes of the text in UTF-8, from 0, the end not included.
https://docs.bsky.app/docs/advanced-guides/post-richtext
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tertulia.networks.base import Record
from tertulia.networks.bluesky.names import DID, HANDLE
from tertulia.networks.bluesky.shapes import number, table, tables, word, words

_FACET = "app.bsky.richtext.facet#"


@dataclass
class Marked:
    """What is marked in a text, in its order, each once. `people` are DIDs, `handles` how they are called."""

    hashtags: list[str] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def marked(record: Record, handles: Mapping[str, Any]) -> Marked:
    """What the facets and tags of a post's record mark. `handles` are known names of DIDs."""
    found = Marked()
    whole = str(record.get("text", "")).encode("utf-8", "replace")
    for said, feature in _features(record, whole):
        match str(feature.get("$type", "")).removeprefix(_FACET):
            case "tag":
                _add(found.hashtags, _tag(feature.get("tag")))
            case "link":
                _add(found.links, word(feature.get("uri")))
            case "mention":
                _add_person(found, feature.get("did"), said, handles)
    for tag in words(record.get("tags")):
        _add(found.hashtags, _tag(tag))
    return found


def _features(record: Record, whole: bytes) -> Iterator[tuple[str, Record]]:
    """Each feature with the words it marks ("" where its bytes lie outside the text)."""
    for facet in tables(record.get("facets")):
        said = _slice(whole, table(facet.get("index")))
        for feature in tables(facet.get("features")):
            yield said, feature


def _slice(whole: bytes, index: Record) -> str:
    start, end = number(index.get("byteStart")), number(index.get("byteEnd"))
    if start is None or end is None or not start < end <= len(whole):
        return ""
    return whole[start:end].decode("utf-8", "replace")


def _tag(value: Any) -> str | None:
    written = word(value)
    return (written.strip().lstrip("#＃") or None) if written else None


def _add_person(found: Marked, did: Any, said: str, handles: Mapping[str, Any]) -> None:
    if not isinstance(did, str) or not DID.fullmatch(did):
        return
    _add(found.people, did)
    called = said.strip().lstrip("@")
    _add(found.handles, called.lower() if HANDLE.fullmatch(called) else word(handles.get(did)) or did)


def _add(kept: list[str], value: str | None) -> None:
    if value and value not in kept:
        kept.append(value)
