"""Entries as an iCalendar file (RFC 5545) that calendar programs subscribe to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Item:
    """One entry: `uid` never changes, `url` opens it, `changed` is when it last did. Times are UTC."""

    uid: str
    at: datetime
    changed: datetime
    title: str
    details: str
    url: str
    cancelled: bool = False


def calendar(name: str, items: Iterable[Item]) -> str:
    """The file. Every entry is a moment of half an hour, so that programs show it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tertulia//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for item in items:
        lines += _event(item)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(item: Item) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{item.uid}"
    yield f"DTSTAMP:{_moment(item.changed)}"
    yield f"LAST-MODIFIED:{_moment(item.changed)}"
    yield f"DTSTART:{_moment(item.at)}"
    yield "DURATION:PT30M"
    yield f"SUMMARY:{_text(item.title)}"
    if item.details:
        yield f"DESCRIPTION:{_text(item.details)}"
    yield f"URL:{item.url}"
    yield f"STATUS:{'CANCELLED' if item.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """Escaped as section 3.3.11 says, without control characters."""
    plain = _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, never cut within a character (section 3.1)."""
    part, size, most = "", 0, 75
    for char in line:
        width = len(char.encode())
        if size + width > most:
            yield part
            part, size = " ", 1
        part += char
        size += width
    yield part
