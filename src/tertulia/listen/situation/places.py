"""Where people write of a party, in which language and when, beside where it publishes itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.periods import Days
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.finding import Cell, Table
from tertulia.listen.situation.scope import Party, Scope
from tertulia.understand.situation.api import Figure, share

_SHOWN = 7
_TITLES = {
    "network": Text("Networks"),
    "language": Text("Languages"),
    "kind": Text("Formats"),
}
_FILTERS = {"network": "networks", "language": "languages", "kind": "kinds"}


@dataclass(frozen=True)
class Places:
    """Rows of places.sql."""

    rows: tuple[Record, ...]

    def of(self, what: str) -> list[Record]:
        return [row for row in self.rows if row["what"] == what]

    def total(self, what: str, column: str) -> int:
        return sum(row[column] for row in self.of(what))


def places(scope: Scope, party: Party, days: Days) -> Places:
    return Places(tuple(ask(scope, party, "places", days)))


def share_of(row: Record, found: Places, what: str, column: str) -> Figure:
    """A row's share of what is said, published or answered."""
    return share(row[column], found.total(what, column))


def table_of(scope: Scope, party: Party, found: Places, what: str) -> Table:
    """What is said and what the party publishes and answers there."""
    theirs = scope.question(party.monitors).selection
    rows = tuple(tuple(_cells(row, found, what, theirs)) for row in found.of(what)[:_SHOWN])
    headers = (
        (str(_TITLES[what]), False),
        (str(Text("Said by others")), True),
        (str(Text("Share")), True),
        (str(Text("We publish")), True),
        (str(Text("We answer")), True),
    )
    return Table(str(_TITLES[what]), headers, rows)


def _cells(row: Record, found: Places, what: str, selection: Selection) -> Iterator[Cell]:
    name = labels.label(_FILTERS[what], row["label"])
    yield Cell(name, select=selection.with_filter(_FILTERS[what], row["label"]))
    yield Cell(labels.number(row["said"]), True)
    yield Cell(labels.share(share_of(row, found, what, "said").value), True)
    yield Cell(labels.number(row["published"]), True)
    yield Cell(labels.number(row["answered"]), True)
