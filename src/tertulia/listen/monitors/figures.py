"""How much each monitor finds: for the list of monitors."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tertulia.listen.explorer.periods import Days, days_of
from tertulia.posts.api import Store

_TOTALS = """
SELECT m.monitor, count(*) AS total, max(p.created_at) AS newest
FROM mentions m JOIN posts p USING (post) GROUP BY m.monitor
"""
# By hour: no zone begins its day within one.
_HOURS = """
SELECT m.monitor, time_bucket(INTERVAL 1 HOUR, p.created_at, $first::TIMESTAMP) AS hour, count(*) AS found
FROM mentions m JOIN posts p USING (post)
WHERE p.created_at >= $first AND p.created_at < $until
GROUP BY m.monitor, hour
"""


@dataclass(frozen=True)
class Figures:
    """Mentions of a monitor: all, by day over the last 30 days (oldest first), and when the newest was."""

    total: int
    days: tuple[int, ...]
    newest: datetime | None

    @property
    def recent(self) -> int:
        return sum(self.days)


NONE = Figures(0, (0,) * 30, None)


def figures(store: Store, zone: str = "UTC", today: date | None = None) -> dict[int, Figures]:
    """By monitor; one that finds nothing is absent. Days are the zone's and end with today."""
    days = days_of("30d", today or datetime.now(ZoneInfo(zone)).date())
    assert days is not None  # only all time has none
    counted = _by_day(store, days, zone)
    return {
        row["monitor"]: Figures(
            row["total"], tuple(counted[row["monitor"]]), row["newest"].replace(tzinfo=UTC)
        )
        for row in store.query(_TOTALS).to_pylist()
    }


def _by_day(store: Store, days: Days, zone: str) -> dict[int, list[int]]:
    first, until = days.instants(zone)
    each = [days.first + timedelta(days=n) for n in range(days.count)]
    midnights = [Days(day, day).instants(zone)[0] for day in each]
    counted: dict[int, list[int]] = defaultdict(lambda: [0] * days.count)
    for row in store.query(_HOURS, {"first": first, "until": until}).to_pylist():
        counted[row["monitor"]][bisect_right(midnights, row["hour"]) - 1] += row["found"]
    return counted


def sparkline(days: tuple[int, ...], width: int = 120, height: int = 24) -> str:
    """The points of an SVG polyline: one a day, zero at the bottom."""
    most = max((*days, 1))
    step = width / (len(days) - 1)
    return " ".join(
        f"{n * step:.1f},{height - 2 - (height - 4) * count / most:.1f}" for n, count in enumerate(days)
    )
