"""The capability matrix: how each network can be read, and whether it takes posts, made of the manifests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tertulia.i18n import Text
from tertulia.networks.base import Kind, Manifest

KINDS = {
    Kind.SEARCH: Text("Search by words"),
    Kind.HASHTAG: Text("Hashtag"),
    Kind.ACCOUNT: Text("Account"),
    Kind.TIMELINE: Text("Timeline"),
    Kind.FEED: Text("Feed"),
    Kind.SITE: Text("Site"),
    Kind.THREAD: Text("Thread"),
    Kind.MENTIONS: Text("Mentions of us"),
    Kind.MESSAGES: Text("Messages"),
    Kind.STREAM: Text("Stream"),
}
PUBLISHES = Text("Publishes")
# yes: without any key; ours: with an account of ours; live: as it is published
Ability = Literal["no", "yes", "ours", "live"]
ABILITIES: dict[Ability, Text] = {
    "no": Text("no"),
    "yes": Text("yes"),
    "ours": Text("with a channel of ours"),
    "live": Text("yes, as it is published"),
}


@dataclass(frozen=True)
class Cell:
    ability: Ability

    @property
    def label(self) -> str:
        return str(ABILITIES[self.ability])


@dataclass(frozen=True)
class Row:
    manifest: Manifest
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Matrix:
    """Only the ways to read that some network has, then whether it publishes; a row a network."""

    kinds: Sequence[str]
    rows: Sequence[Row]


def matrix(manifests: Sequence[Manifest]) -> Matrix:
    """The matrix of these networks."""
    had = [kind for kind in KINDS if any(manifest.readable(kind) for manifest in manifests)]
    rows = [Row(manifest, _cells(manifest, had)) for manifest in manifests]
    return Matrix([*(str(KINDS[kind]) for kind in had), str(PUBLISHES)], rows)


def _cells(manifest: Manifest, kinds: Sequence[Kind]) -> list[Cell]:
    publishes: Ability = "ours" if manifest.publishes else "no"
    return [*(Cell(ability(manifest, kind)) for kind in kinds), Cell(publishes)]


def ability(manifest: Manifest, kind: Kind) -> Ability:
    """How far a network can be read in that way."""
    way = manifest.readable(kind)
    if way is None:
        return "no"
    if way.channel:
        return "ours"
    return "live" if way.live else "yes"
