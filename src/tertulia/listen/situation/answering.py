"""Do they answer: of what people ask of a party, how much got a reply of its own, and after how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tertulia.listen.explorer.periods import Days
from tertulia.listen.situation.asking import Record, ask
from tertulia.listen.situation.scope import Party, Scope
from tertulia.understand.situation.api import FEW, Figure, share, wait

_DUE = timedelta(days=1)  # what was asked later may still be answered
_NEWEST = "SELECT max(created_at) AS newest FROM posts"


@dataclass(frozen=True)
class Answering:
    """Rows of answers.sql. Networks on which hardly any post of the party was read are left out (`unread`):
    who seems silent there may only be unheard."""

    rows: tuple[Record, ...]
    unread: tuple[str, ...]

    @property
    def share(self) -> Figure:
        return share(len(self.hours), len(self.rows))

    @property
    def hours(self) -> list[float]:
        return [row["hours"] for row in self.rows if row["hours"] is not None]

    @property
    def median(self) -> Figure:
        return wait(self.hours, 0.5)

    @property
    def ninth(self) -> Figure:
        return wait(self.hours, 0.9)

    @property
    def open(self) -> list[Record]:
        """What got no answer."""
        return [row for row in self.rows if row["hours"] is None]

    def of(self, name: str, value: str) -> Answering:
        """Those of a network, or with an intent."""
        if name == "network":
            return Answering(tuple(row for row in self.rows if row["network"] == value), self.unread)
        return Answering(tuple(row for row in self.rows if value in row["intents"]), self.unread)

    @property
    def networks(self) -> list[str]:
        return sorted({row["network"] for row in self.rows})


def answering(scope: Scope, party: Party, days: Days) -> Answering:
    """What is asked of the party on these days, with its answers."""
    rows = ask(scope, party, "answers", days, due=_due(scope, days))
    places = [row for row in ask(scope, party, "places", days) if row["what"] == "network"]
    speaks = {row["label"] for row in places if row["published"] + row["answered"] >= FEW}
    unread = sorted({row["label"] for row in places if row["said"]} - speaks)
    return Answering(tuple(row for row in rows if row["network"] in speaks), tuple(unread))


def _due(scope: Scope, days: Days) -> datetime:
    """Until when what was asked is due: the end of the days, or a day before the newest post."""
    end = days.instants(scope.selection.zone)[1]
    newest = scope.store.query(_NEWEST)["newest"][0].as_py()
    return min(end, newest.replace(tzinfo=None) - _DUE) if newest else end
