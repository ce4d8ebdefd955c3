"""Trying dead letters again, each as its own source is read: a file by its plan, a network by its map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.errors import Problem
from tertulia.listen.digest import matched, understood
from tertulia.listen.imports.pipeline import Reached
from tertulia.listen.imports.plan import Plan
from tertulia.listen.letters.letters import IMPORT, Filter, find
from tertulia.listen.monitors.api import exclusions, leave_out
from tertulia.listen.sources.keys import network_of
from tertulia.listen.sources.models import Keep, Source
from tertulia.networks.base import live
from tertulia.posts.api import Batch, DeadLetter, Store
from tertulia.posts.formats.api import Items, Mapper, read_items
from tertulia.posts.formats.jsonl import raw_record
from tertulia.posts.formats.records import RAW_LIMIT, Record

Searches = tuple[tuple[int, str], ...]
_ALL = 1_000_000


@dataclass(frozen=True)
class Retried:
    """What trying again did: items that are posts now, that still cannot be, and that only their source
    can retry."""

    posts: int = 0
    still_dead: int = 0
    left: int = 0


@dataclass(frozen=True)
class _Way:
    """How the items of a source become posts, and which of these are stored."""

    mapper: Mapper | None
    matched_only: bool = False
    leaves_out: bool = False


def retry(store: Store, chosen: Filter, searches: Mapping[int, str], plan: Plan | None = None) -> Retried:
    """Try the items again as their source is read, those of files by another `plan` if one is given. Those
    that are posts now go; those that are not count one more try."""
    posts = dead = left = 0
    by_source: dict[str, list[dict[str, Any]]] = {}
    for letter in find(store, chosen, limit=_ALL):
        by_source.setdefault(letter["source"], []).append(letter)
    for source, letters in by_source.items():
        way = _way(store, source, plan)
        if way is None:
            left += len(letters)
            continue
        done, failed = _retry_source(store, source, letters, tuple(searches.items()), way)
        posts, dead = posts + done, dead + failed
    return Retried(posts, dead, left)


def _way(store: Store, source: str, plan: Plan | None) -> _Way | None:
    """How a source is read; None where nothing here knows."""
    if source.startswith(IMPORT):
        chosen = plan or Reached.load(store.position(source)).plan or Plan()
        return _Way(chosen.mapper())
    try:
        _manifest, network = live(network_of(source))
    except Problem:
        return None
    followed = Source.objects.filter(key=source).first()
    mapper = _ours(network.map_item) if followed and followed.own else network.map_item
    return _Way(mapper, bool(followed and followed.keep == Keep.MATCHED), leaves_out=True)


def _ours(mapper: Mapper) -> Mapper:
    """The map of a source that brings what we published."""

    def mapped(item: Record) -> Record:
        return {**mapper(item), "own": True}

    return mapped


def _retry_source(
    store: Store, source: str, letters: Sequence[dict[str, Any]], searches: Searches, way: _Way
) -> tuple[int, int]:
    items = _items(letters)
    read = read_items(items, way.mapper)
    failed = {int(letter.place): letter for letter in read.dead}
    done = [number for number in items.places if number not in failed]
    posts, readings, mentions = _wanted(read.posts, searches, way)
    again = [
        DeadLetter(failure.code, failure.reason, letter["raw"], letter["place"] or "")
        for letter in letters
        if (failure := failed.get(letter["letter"]))
    ]
    store.write(Batch(posts, source, mentions=mentions, readings=readings, dead=again))
    if done:
        store.drop_dead_letters(done)
    return len(done), len(letters) - len(done)


def _wanted(posts: pa.Table, searches: Searches, way: _Way) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The posts that are stored, read and matched."""
    if way.leaves_out and len(posts):
        posts = posts.filter(pc.invert(leave_out(posts, exclusions())))
    readings = understood(posts)
    mentions = matched(posts, readings, searches)
    if way.matched_only:
        rows = pc.unique(mentions["row"]).sort()
        place = pc.index_in(mentions["row"], value_set=rows)
        mentions = mentions.set_column(0, mentions.schema.field("row"), place.cast(pa.int32()))
        posts, readings = posts.take(rows), readings.take(rows)
    return posts, readings, mentions


def _items(letters: Sequence[dict[str, Any]]) -> Items:
    """The raw items that were kept whole, each under the number of its letter."""
    items = Items()
    for letter in letters:
        raw, number = letter["raw"] or "", letter["letter"]
        if not raw or len(raw) >= RAW_LIMIT:
            continue
        record = raw_record(raw)
        if isinstance(record, DeadLetter):
            items.dead.append(replace(record, place=str(number)))
        else:
            items.records.append(record)
            items.places.append(number)
    return items
