"""The sample: a year of an invented city's cultural centre, its public and two competitors.

Everything in it is invented; nothing in it was written by a person. The same day gives the same year.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tertulia.site.sample.monitors import SampleMonitor, monitors

if TYPE_CHECKING:
    import pyarrow as pa

    from tertulia.home import Home

MARK = "sample.complete"
__all__ = ["SampleMonitor", "ensure_sample", "monitors", "observations", "posts"]


def posts(today: date) -> pa.Table:
    """The year of posts that ends on the day before `today` (about 20,000, schema.POSTS, by time)."""
    from tertulia.site.sample.tables import make

    return make(today).posts


def observations(today: date) -> pa.Table:
    """How the counters of those posts stood before: network, id, observed_at and the counters."""
    from tertulia.site.sample.tables import make

    return make(today).observations


def ensure_sample(home: Home) -> None:
    """Fill a data folder with the sample unless it is there. Django must be ready in that folder.

    A start that was cut short is taken up by the next: the posts' file comes into its place whole or not at
    all, monitors that are missing are made, and a mark is left last.
    """
    mark = home.path / MARK
    if mark.exists():
        return
    from tertulia.site.sample.filling import fill

    fill(home, datetime.now(UTC))
    mark.touch()
