"""Looking into JSON that others wrote: what has the wanted type, or nothing. Nothing here raises."""

from __future__ import annotations

from typing import Any

from tertulia.networks.base import Record


def table(value: Any) -> Record:
    """An object, {} for anything else."""
    return value if isinstance(value, dict) else {}


def tables(value: Any) -> list[Record]:
    """The objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def word(value: Any) -> str | None:
    """A text that says something."""
    return value if isinstance(value, str) and value.strip() else None


def words(value: Any) -> list[str]:
    """The texts of a list."""
    return [item for item in value if word(item)] if isinstance(value, list) else []


def number(value: Any) -> int | None:
    """A whole number that is not negative."""
    return value if type(value) is int and 0 <= value < 2**63 else None


def only_given(**fields: Any) -> Record:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}
