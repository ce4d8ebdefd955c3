"""What changed from one version of a search to the next, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from tertulia.listen.monitors.models import Monitor, MonitorVersion

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 2_000  # beyond, comparing takes too long for a page


@dataclass(frozen=True)
class Change:
    """A stretch of text that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The way from one query to the next."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        return [Change("removed", before), Change("added", after)]
    found: list[Change] = []
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            found.append(Change("same", "".join(new[c:d])))
            continue
        if b > a:
            found.append(Change("removed", "".join(old[a:b])))
        if d > c:
            found.append(Change("added", "".join(new[c:d])))
    return found


def history(monitor: Monitor) -> list[tuple[MonitorVersion, list[Change]]]:
    """Every version, newest first, with what it changed; the first one changed nothing."""
    versions = list(monitor.versions.select_related("by"))
    before = [*(version.query for version in versions[1:]), None]
    return [
        (version, changes(old, version.query) if old is not None else [Change("same", version.query)])
        for version, old in zip(versions, before, strict=True)
    ]
