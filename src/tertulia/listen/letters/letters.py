"""Dead letters as the store keeps them: look at them, count them, drop them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tertulia.listen.letters.reasons import CLASSES, INVALID, class_of, classed, codes_of, label
from tertulia.listen.sources.titles import titles
from tertulia.posts.api import Store

IMPORT = "import:"
_COUNTS = """
SELECT source, code, count(*) AS letters FROM dead_letters GROUP BY ALL ORDER BY letters DESC, source, code
"""
_COLUMNS = "letter, source, place, code, reason, raw, first_seen, last_seen, tries"


@dataclass(frozen=True)
class Filter:
    """Which letters: of a source (its beginning is enough), with a code, of a class of reasons
    (reasons.CLASSES), or these numbers."""

    source: str = ""
    code: str = ""
    letters: tuple[int, ...] = ()
    reason: str = ""

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
        if self.reason:
            broken = self.reason == INVALID
            parts.append(f"{'NOT' if broken else ''} list_contains($codes, code)")
            values["codes"] = list(classed() if broken else codes_of(self.reason))
        return " AND ".join(parts), values


def find(store: Store, chosen: Filter, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """The letters, newest first."""
    where, values = chosen.where()
    order = "ORDER BY last_seen DESC, letter LIMIT $rows OFFSET $skip"
    sql = f"SELECT {_COLUMNS} FROM dead_letters WHERE {where} {order}"  # noqa: S608
    return _named(store.query(sql, {**values, "rows": limit, "skip": offset}).to_pylist())


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with what people call their source and their code, and the class of the code."""
    names = names_of(row["source"] for row in rows)
    return [
        {
            **row,
            "name": names[row["source"]],
            "label": label(row["code"]),
            "reason_class": class_of(row["code"]),
            "class_name": str(CLASSES[class_of(row["code"])]),
        }
        for row in rows
    ]


def names_of(sources: Iterable[str]) -> dict[str, str]:
    """What people call each source: a file's name, a followed source's title, else the source itself."""
    keys = set(sources)
    files = {key: key.removeprefix(IMPORT).rpartition(":")[0] for key in keys if key.startswith(IMPORT)}
    return {key: key for key in keys} | titles(keys - files.keys()) | files


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
