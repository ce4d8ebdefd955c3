"""Dead letters: items that could not become posts. Look at them, try them again, drop them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tertulia.listen.imports.codes import label
from tertulia.listen.imports.pipeline import Reached
from tertulia.listen.imports.plan import Plan
from tertulia.listen.imports.work import matched, understood
from tertulia.posts.api import Batch, DeadLetter, Store
from tertulia.posts.formats.api import Items, read_items
from tertulia.posts.formats.jsonl import raw_record
from tertulia.posts.formats.records import RAW_LIMIT

_SOURCE = "import:"
_COUNTS = """
SELECT source, code, count(*) AS letters FROM dead_letters GROUP BY ALL ORDER BY letters DESC, source, code
"""
_COLUMNS = "letter, source, place, code, reason, raw, first_seen, last_seen, tries"


@dataclass(frozen=True)
class Filter:
    """Which letters: of a source (its beginning is enough), with a code, or these numbers."""

    source: str = ""
    code: str = ""
    letters: tuple[int, ...] = ()

    def where(self) -> tuple[str, dict[str, Any]]:
        parts, values = ["true"], dict[str, Any]()
        if self.source:
            parts.append("starts_with(source, $source)")
            values["source"] = self.source
        if self.code:
            parts.append("code = $code")
            values["code"] = self.code
        if self.letters:
            parts.append("list_contains($letters, letter)")
            values["letters"] = list(self.letters)
        return " AND ".join(parts), values


@dataclass(frozen=True)
class Retried:
    """What trying again did: items that are posts now, that still cannot be, and that only their source
    can retry."""

    posts: int = 0
    still_dead: int = 0
    left: int = 0


def find(store: Store, chosen: Filter, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """The letters, newest first."""
    where, values = chosen.where()
    order = "ORDER BY last_seen DESC, letter LIMIT $rows OFFSET $skip"
    sql = f"SELECT {_COLUMNS} FROM dead_letters WHERE {where} {order}"  # noqa: S608
    return _named(store.query(sql, {**values, "rows": limit, "skip": offset}).to_pylist())


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with what people call their source (the file's name) and their code."""
    return [{**row, "name": name_of(row["source"]), "label": label(row["code"])} for row in rows]


def name_of(source: str) -> str:
    """The file that a source stands for, or the source itself."""
    return source.removeprefix(_SOURCE).rpartition(":")[0] if source.startswith(_SOURCE) else source


def count(store: Store, chosen: Filter) -> int:
    where, values = chosen.where()
    return int(store.query(f"SELECT count(*) AS n FROM dead_letters WHERE {where}", values)["n"][0].as_py())  # noqa: S608


def counts(store: Store) -> list[dict[str, Any]]:
    """How many letters by source and code, most first."""
    return _named(store.query(_COUNTS).to_pylist())


def numbers(store: Store, chosen: Filter) -> list[int]:
    where, values = chosen.where()
    found = store.query(f"SELECT letter FROM dead_letters WHERE {where} ORDER BY letter", values)  # noqa: S608
    return [int(number) for number in found["letter"].to_pylist()]


def drop(store: Store, chosen: Filter) -> int:
    """Forget them; returns how many."""
    found = numbers(store, chosen)
    return store.drop_dead_letters(found) if found else 0


def retry(store: Store, chosen: Filter, searches: Mapping[int, str], plan: Plan | None = None) -> Retried:
    """Try the items of files again, as their file was read or by another `plan`. Those that are posts
    now go."""
    posts = dead = left = 0
    by_source: dict[str, list[dict[str, Any]]] = {}
    for letter in find(store, chosen, limit=1_000_000):
        by_source.setdefault(letter["source"], []).append(letter)
    for source, letters in by_source.items():
        if not source.startswith(_SOURCE):
            left += len(letters)
            continue
        done, failed = _retry_source(store, source, letters, tuple(searches.items()), plan)
        posts, dead = posts + done, dead + failed
    return Retried(posts, dead, left)


def _retry_source(
    store: Store,
    source: str,
    letters: Sequence[dict[str, Any]],
    searches: tuple[tuple[int, str], ...],
    plan: Plan | None,
) -> tuple[int, int]:
    chosen = plan or Reached.load(store.position(source)).plan or Plan()
    items = Items()
    for letter in letters:
        record = _record(letter)
        if isinstance(record, dict):
            items.records.append(record)
            items.places.append(letter["letter"])
    read = read_items(items, chosen.mapper())
    failed = {int(letter.place) for letter in read.dead}
    done = [number for number in items.places if number not in failed]
    if done:
        readings = understood(read.posts)
        mentions = matched(read.posts, readings, searches)
        store.write(Batch(read.posts, source, mentions=mentions, readings=readings))
        store.drop_dead_letters(done)
    return len(done), len(letters) - len(done)


def _record(letter: Mapping[str, Any]) -> dict[str, Any] | DeadLetter | None:
    """The raw item, where it was kept whole and can be read."""
    raw = letter["raw"] or ""
    return raw_record(raw) if len(raw) < RAW_LIMIT else None
