"""How far a source was read: for each list that it stands on, the id and time of the newest thing read.

Ids mean nothing on another server; the times do, so that a source moved to another server loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tertulia.posts.formats.values import BadValue, moment


@dataclass(frozen=True)
class Mark:
    """The newest thing read of a list; `id` None: nothing yet, or of another server."""

    id: str | None = None
    time: datetime | None = None


@dataclass(frozen=True)
class Cursor:
    """Marks by the name of the list, of one server."""

    server: str
    marks: Mapping[str, Mark] = field(default_factory=dict)

    @classmethod
    def read(cls, written: str | None, server: str) -> Cursor:
        """A cursor as `write` wrote it. What cannot be read is no cursor: reading begins anew."""
        try:
            said = json.loads(written or "{}")
            same = said.get("server") == server
            marks = {name: _mark(each, same=same) for name, each in said.get("marks", {}).items()}
        except (ValueError, AttributeError, TypeError, BadValue):
            return cls(server)
        return cls(server, marks)

    def write(self) -> str:
        marks = {
            name: [mark.id, mark.time.isoformat() if mark.time else None]
            for name, mark in sorted(self.marks.items())
        }
        return json.dumps({"server": self.server, "marks": marks}, separators=(",", ":"))

    def mark(self, name: str) -> Mark:
        return self.marks.get(name, Mark())

    def at(self, name: str, mark: Mark) -> Cursor:
        return replace(self, marks={**self.marks, name: mark})


def _mark(said: Any, *, same: bool) -> Mark:
    number, time = said
    if number is not None and not isinstance(number, str):
        raise TypeError("an id is a text")
    return Mark(number if same else None, moment(time))
