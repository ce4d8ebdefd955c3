"""Makes the sample's posts file: posts with their readings, and their counters over time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, time

from tertulia.home import Home
from tertulia.posts.api import Batch, Store, open_store
from tertulia.site.sample.tables import make
from tertulia.understand.api import read

SOURCE = "sample"
Step = Callable[[], object]


def build(home: Home, today: date, step: Step) -> None:
    """Make the file in a folder beside and put it in its place whole; `step` is called thrice on the way."""
    workshop = Home(home.temporary / SOURCE)
    shutil.rmtree(workshop.path, ignore_errors=True)
    with open_store(workshop.ensure()) as store:
        write(store, today, step)
        store.checkpoint()
    workshop.posts.replace(home.posts)
    shutil.rmtree(workshop.path)


def write(store: Store, today: date, step: Step) -> None:
    """The posts as if they had all been read at the end of the year, and what was observed before."""
    sample = make(today)
    step()
    readings = read(sample.posts)
    step()
    end = datetime.combine(today, time(), UTC)
    store.write(Batch(sample.posts, source=SOURCE, readings=readings, read_at=end))
    store.add_history("observations", sample.observations)
    step()
