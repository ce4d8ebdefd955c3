"""Writes the reference of the explorer's measures from the measures themselves.

`python -m tertulia.listen.explorer.reference` renews docs/reference/measures.md and measures.es.md: each
measure's title and formula as the pages show them, and its columns with their units.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tertulia import i18n
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen.explorer.measures import MEASURES, panel
from tertulia.listen.explorer.panel import Column, Panel
from tertulia.listen.explorer.selection import Selection
from tertulia.posts.api import Store, open_store

TITLE = Text("The measures of the explorer")
HEAD = (Text("column"), Text("label"), Text("unit"))
ABOUT = Text(
    "Each measure is defined by a file in src/tertulia/listen/explorer/measures/ whose head says what it "
    "counts, its denominator and its traps. Every figure opens the posts behind it."
)
FILES = {"en": "measures.md", "es": "measures.es.md"}
UNITS = {
    "text": Text("name"),
    "count": Text("number"),
    "share": Text("share, 0 to 1"),
    "points": Text("percentage points, -100 to 100"),
    "score": Text("z-score"),
    "time": Text("start of the bucket, on the zone's clock"),
    "hour": Text("hour of the day"),
    "mixed": Text("as the row says"),
    "change": Text("difference"),
}


def reference(language: str, store: Store) -> str:
    """The whole reference as Markdown in a language; `store` may be empty, no figure of it is used."""
    i18n.activate(language)
    try:
        return "\n".join(_lines(store)) + "\n"
    finally:
        i18n.activate(None)


def _lines(store: Store) -> Iterator[str]:
    yield f"# {TITLE}"
    yield ""
    yield str(ABOUT)
    selection = Selection(zone="UTC", today=date(2026, 1, 31))
    for name in MEASURES:
        yield from _section(name, panel(name, selection, store))


def _section(name: str, measure: Panel) -> Iterator[str]:
    yield from ("", f"## {measure.title} (`{name}`)", "", str(measure.formula), "")
    yield f"| {' | '.join(map(str, HEAD))} |"
    yield "|---|---|---|"
    yield from map(_row, measure.columns)


def _row(column: Column) -> str:
    return f"| `{column.key}` | {column.label} | {UNITS[column.unit]} |"


def write(folder: Path) -> None:
    """Write both languages' files into `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        store = open_store(Home(Path(scratch)).ensure())
        try:
            for language, name in FILES.items():
                (folder / name).write_text(reference(language, store), encoding="utf-8")
        finally:
            store.close()


if __name__ == "__main__":
    write(Path("docs/reference"))
