"""Trying dead letters again, each as its own source is read: a file by its plan, a network by its map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tertulia.errors import Problem
from tertulia.listen.collect.digest import Origin, Rules, digest
from tertulia.listen.digest import Searches, matched, understood
from tertulia.listen.imports.pipeline import Reached
from tertulia.listen.imports.plan import Plan
from tertulia.listen.letters.letters import IMPORT, Filter, find
from tertulia.listen.monitors.api import exclusions, subjects
from tertulia.listen.sources.keys import network_of
from tertulia.listen.sources.models import Keep, Source
from tertulia.networks.base import Page, live
from tertulia.posts.api import Batch, DeadLetter, Store
from tertulia.posts.formats.api import Items, read_items
from tertulia.posts.formats.jsonl import raw_record
from tertulia.posts.formats.records import RAW_LIMIT
from tertulia.posts.formats.values import dump

Letter = dict[str, Any]
_ALL = 1_000_000


@dataclass(frozen=True)
class Retried:
    """What trying again did: items that are posts now, that still cannot be, and that only their source
    can retry."""

    posts: int = 0
    still_dead: int = 0
    left: int = 0


def retry(store: Store, chosen: Filter, searches: Mapping[int, str], plan: Plan | None = None) -> Retried:
    """Try the items again as their source is read, those of files by another `plan` if one is given. Those
    that are posts now go; those that are not count one more try."""
    posts = dead = left = 0
    by_source: dict[str, list[Letter]] = {}
    for letter in find(store, chosen, limit=_ALL):
        by_source.setdefault(letter["source"], []).append(letter)
    for source, letters in by_source.items():
        tried = _tried(store, source, letters, tuple(searches.items()), plan)
        if tried is None:
            left += len(letters)
            continue
        batch, done = tried
        store.write(batch)
        if done:
            store.drop_dead_letters(done)
        posts, dead = posts + len(done), dead + len(letters) - len(done)
    return Retried(posts, dead, left)


def _tried(
    store: Store, source: str, letters: Sequence[Letter], searches: Searches, plan: Plan | None
) -> tuple[Batch, list[int]] | None:
    """The batch that the letters of a source give now, and the numbers of those that are dead no more. None
    where nothing here knows how the source is read."""
    if source.startswith(IMPORT):
        chosen = plan or Reached.load(store.position(source)).plan or Plan()
        return _of_file(source, letters, searches, chosen)
    origin = _origin(source)
    return _of_network(origin, letters, Rules(searches, exclusions(), subjects())) if origin else None


def _of_file(
    source: str, letters: Sequence[Letter], searches: Searches, plan: Plan
) -> tuple[Batch, list[int]]:
    items = _items(letters)
    read = read_items(items, plan.mapper())
    failed = {int(letter.place): letter for letter in read.dead}
    again = [
        DeadLetter(failure.code, failure.reason, letter["raw"], letter["place"] or "")
        for letter in letters
        if (failure := failed.get(letter["letter"]))
    ]
    readings = understood(read.posts)
    mentions = matched(read.posts, readings, searches, subjects())
    batch = Batch(read.posts, source, mentions=mentions, readings=readings, dead=again)
    return batch, [number for number in items.places if number not in failed]


def _of_network(origin: Origin, letters: Sequence[Letter], rules: Rules) -> tuple[Batch, list[int]]:
    """As a page that brings the items once more. What its source does not keep goes without coming in."""
    items = _items(letters)
    [digested] = digest([(Page(items=items.records), origin)], rules)
    batch = digested.batch
    failed = {letter.raw: letter for letter in batch.dead}
    written = {number: dump(raw) for number, raw in zip(items.places, items.records, strict=True)}
    again = [
        replace(failure, raw=letter["raw"], place=letter["place"] or "")
        for letter in letters
        if (failure := failed.get(written.get(letter["letter"], "")))
    ]
    return replace(batch, dead=again), [n for n in items.places if written[n] not in failed]


def _origin(source: str) -> Origin | None:
    network = network_of(source)
    try:
        _manifest, read = live(network)
    except Problem:
        return None
    followed = Source.objects.filter(key=source).first()
    own, keep = (followed.own, followed.keep) if followed else (False, Keep.ALL)
    return Origin(source, network, read.map_item, own, keep == Keep.MATCHED)


def _items(letters: Sequence[Letter]) -> Items:
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
