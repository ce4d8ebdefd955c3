"""How much each monitor finds: for the list of monitors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tertulia.posts.api import Store

DAYS = 30
_FIGURES = """
SELECT m.monitor, count(*) AS total, max(p.created_at) AS newest,
    histogram(date_diff('day', $first::TIMESTAMP, p.created_at))
        FILTER (p.created_at >= $first AND p.created_at <= $until) AS by_day
FROM mentions m JOIN posts p USING (post)
GROUP BY m.monitor
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


NONE = Figures(0, (0,) * DAYS, None)


def figures(store: Store, now: datetime | None = None) -> dict[int, Figures]:
    """By monitor; one that finds nothing is absent. Days are UTC and end with today."""
    now = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    first = (now - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    found = store.query(_FIGURES, {"first": first, "until": now}).to_pylist()
    return {row["monitor"]: _figures(row["total"], row["newest"], dict(row["by_day"] or [])) for row in found}


def _figures(total: int, newest: datetime, by_day: dict[int, int]) -> Figures:
    days = tuple(by_day.get(day, 0) for day in range(DAYS))
    return Figures(total, days, newest.replace(tzinfo=UTC))


def sparkline(days: tuple[int, ...], width: int = 120, height: int = 24) -> str:
    """The points of an SVG polyline: one a day, zero at the bottom."""
    most = max((*days, 1))
    step = width / (len(days) - 1)
    return " ".join(
        f"{n * step:.1f},{height - 2 - (height - 4) * count / most:.1f}" for n, count in enumerate(days)
    )
