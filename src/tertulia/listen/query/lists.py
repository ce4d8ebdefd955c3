"""Lists of authors and sites that searches name: `author:list:press` stands for every entry of the list.

The language knows no database: whoever keeps lists says how to look them up (`keep_in`). A search that names
a list nobody knows is an error, never a search that finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Lookup = Callable[
    [str, str], Sequence[str] | None
]  # ("author" or "site", name) → entries, None: no such list

KINDS = ("author", "site")
PREFIX = "list:"
NAME = re.compile(r"[\w-]{1,60}")
_lookup: Lookup | None = None


def keep_in(lookup: Lookup | None) -> None:
    """Look lists up so from now on; None: there are no lists."""
    global _lookup
    _lookup = lookup


def name_in(field: str, value: str) -> str | None:
    """The name of the list that a field's value stands for; None for any other value."""
    prefix, name = value[: len(PREFIX)], value[len(PREFIX) :]
    return name if field in KINDS and prefix.lower() == PREFIX else None


def entries(field: str, name: str) -> tuple[str, ...]:
    """What stands in the list; nothing where there is no such list."""
    if _lookup is None or not NAME.fullmatch(name):
        return ()
    return tuple(_lookup(field, name) or ())
