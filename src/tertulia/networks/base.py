"""The contract that every network answers, as far as files need it: what it is, how its dumps become posts.

A network is a folder of this package (or of another distribution, by an entry point in the group
`tertulia.networks`) that holds `NETWORK`. Adding one touches nothing outside its folder.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Protocol

from tertulia.i18n import Text

Record = dict[str, Any]
GROUP = "tertulia.networks"


@dataclass(frozen=True)
class Manifest:
    """What a network is: its `name` (as posts carry it) and its title for people."""

    name: str
    title: Text


@dataclass(frozen=True)
class Sample:
    """The first items of a file, and its name."""

    file: str
    records: Sequence[Record]

    @property
    def fields(self) -> frozenset[str]:
        """Every field that some item has."""
        return frozenset().union(*self.records) if self.records else frozenset()


class Archive(Protocol):
    """One shape in which a network's posts are found in files."""

    @property
    def name(self) -> str:
        """Its name for programs: `twitter-csv`."""

    @property
    def title(self) -> Text: ...

    def detect(self, sample: Sample) -> float:
        """How sure it is that the file has this shape: 0 not at all, 1 certain."""

    def map_item(self, item: Record) -> Record:
        """The item as fields of the posts file; a counter that the item lacks stays away. Raises
        `tertulia.posts.formats.values.BadValue` for an item that is no post."""


@dataclass(frozen=True)
class Network:
    """A network as far as it is built: its manifest and the shapes of its files."""

    manifest: Manifest
    archives: tuple[Archive, ...] = ()


@cache
def networks() -> dict[str, Network]:
    """All networks by name: those of this package, then those that other distributions bring."""
    package = import_module("tertulia.networks")
    folders = [module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg]
    found = [getattr(import_module(f"tertulia.networks.{name}"), "NETWORK", None) for name in folders]
    found += [point.load() for point in entry_points(group=GROUP)]
    return {network.manifest.name: network for network in reversed(found) if network is not None}


def archives() -> dict[str, Archive]:
    """Every shape of every network by its name."""
    return {archive.name: archive for network in networks().values() for archive in network.archives}


def detect(sample: Sample) -> Archive | None:
    """The shape that knows the file best, if any is more sure than not."""
    scored = [(archive.detect(sample), archive.name) for archive in archives().values()]
    confidence, name = max(scored, default=(0.0, ""))
    return archives()[name] if confidence > 0.5 else None
