"""A finding: one sentence with its figure, how sure it is, how it changed, which side it stands on and the
posts that show it. And the sections that findings stand in, with the tables and charts beside them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

from tertulia.i18n import Text
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.explorer.selection import Selection
from tertulia.understand.situation.api import Certainty, Figure, Judged, Moved, Side, sides

AreaName = Literal["brand", "audiences", "sector", "competition"]
AREAS: tuple[AreaName, ...] = ("brand", "audiences", "sector", "competition")
SHOWN = 3  # posts that stand under a finding
KEPT = 200  # numbers of posts of a finding, at most
_LONGEST_KEY = 200
OPEN_NEED = "open-need"  # the findings that quote a post


@dataclass(frozen=True)
class Finding:
    """`figure.n` counts `of`; `select` asks the explorer for the posts behind it, `posts`
    are numbers of posts that show it (all of them, up to KEPT, where no selection can);
    `caption` says which posts those are, where they are not simply what the sentence speaks of."""

    key: str
    area: AreaName
    text: str
    figure: Figure
    judged: Judged
    certainty: Certainty
    of: Literal["posts", "people", "things"] = "posts"
    moved: Moved | None = None
    select: Selection | None = None
    posts: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    caption: str = ""

    @property
    def side(self) -> Side | None:
        """What is too few to tell stands on no side."""
        return None if self.certainty == "few" else self.judged.side

    @property
    def rule(self) -> Text:
        return sides.TOO_FEW.rule if self.certainty == "few" else self.judged.rule

    def as_dict(self) -> dict[str, Any]:
        """The shape in JSON."""
        figure, moved = self.figure, self.moved
        return {
            "key": self.key,
            "area": self.area,
            "text": self.text,
            "unit": figure.unit,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "n": figure.n,
            "of": self.of,
            "before": moved.before if moved else None,
            "change": moved.by if moved else None,
            "direction": moved.direction if moved else "unknown",
            "certainty": self.certainty,
            "side": self.side,
            "rule": str(self.rule),
            "posts": list(self.posts),
            "caption": self.caption,
            "show": self.select.query if self.select else None,
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `address` asks for the posts behind it."""

    text: str
    number: bool = False
    select: Selection | None = None


@dataclass(frozen=True)
class Table:
    title: str
    headers: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """A figure of the head of a section."""

    label: str
    value: str
    note: str = ""
    select: Selection | None = None


@dataclass(frozen=True)
class Section:
    """One of the four parts. `missing` says what must be done before anything can be told."""

    area: AreaName
    findings: tuple[Finding, ...] = ()
    tiles: tuple[Tile, ...] = ()
    charts: tuple[Panel, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    proposals: dict[int, tuple[str, ...]] = field(default_factory=dict)  # accounts by monitor


def key_of(area: AreaName, *parts: object) -> str:
    """The name of a finding, the same for ever; long ones end in a hash of themselves."""
    key = f"{area}.{':'.join(map(str, parts))}"
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[: _LONGEST_KEY - 17]}~{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def numbers(posts: list[int] | tuple[int, ...]) -> tuple[int, ...]:
    """At most KEPT of them, the same each time."""
    return tuple(sorted(posts)[-KEPT:])
