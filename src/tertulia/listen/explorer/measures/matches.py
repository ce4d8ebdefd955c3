"""Which posts hold the words of the search box, kept between questions where the store is large.

A page asks some twenty questions of one selection; reading millions of texts for each would take minutes. The
numbers of the posts found are kept until any post, edit or erasure changes what a search could find.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from tertulia.listen.explorer.conditions import terms, worded
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store

LARGE = 500_000  # posts of a store from which on searches are kept
MOST = 1_000_000  # posts found beyond which keeping them costs more than searching
_KEPT = 12
_STATE = """SELECT (SELECT count(*) FROM posts) AS posts, (SELECT max(post) FROM posts) AS latest,
    (SELECT count(*) FROM earlier_texts) AS edits, (SELECT count(*) FROM tombstones) AS erased"""


@dataclass
class _Kept:
    """The searches of one store: what was found, and the state of the store that it was found in."""

    lock: Lock = field(default_factory=Lock)
    state: tuple[Any, ...] = ()
    found: OrderedDict[tuple[object, ...], str | None] = field(default_factory=OrderedDict)


_STORES: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_OPENING = Lock()


def matches(selection: Selection, days: Days, store: Store) -> str | None:
    """The numbers of the posts of these days with the selection's words, joined by commas; None where it is
    better to search each time."""
    if not terms(selection.words):
        return None
    state = tuple(store.query(_STATE).to_pylist()[0].values())
    if state[0] < LARGE:
        return None
    with _OPENING:
        kept = _STORES.setdefault(store, _Kept())
    with kept.lock:  # the panels of a page ask at once: one searches, the others wait
        return _kept(kept, state, selection, days, store)


def _kept(kept: _Kept, state: tuple[Any, ...], selection: Selection, days: Days, store: Store) -> str | None:
    if kept.state != state:
        kept.found.clear()
        kept.state = state
    key = (selection.words, selection.zone, days)
    if key not in kept.found:
        kept.found[key] = _search(selection, days, store)
    kept.found.move_to_end(key)
    while len(kept.found) > _KEPT:
        kept.found.popitem(last=False)
    return kept.found[key]


def _search(selection: Selection, days: Days, store: Store) -> str | None:
    asked = worded(selection, days)
    text = f"SELECT post FROM posts WHERE {asked.sql} LIMIT {MOST + 1}"  # noqa: S608
    numbers = store.query(text, asked.parameters)["post"]
    return ",".join(map(str, numbers.to_pylist())) if len(numbers) <= MOST else None
