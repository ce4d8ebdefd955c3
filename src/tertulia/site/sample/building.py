"""Makes the sample's posts file: posts with their readings, and their counters over time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

import pyarrow.compute as pc

from tertulia.home import Home
from tertulia.posts.api import Batch, Store, open_store
from tertulia.site.sample.tables import Sample, make
from tertulia.understand.api import read

SOURCE = "sample"
Step = Callable[[], object]


def build(home: Home, now: datetime, step: Step) -> None:
    """Make the file in a folder beside and put it in its place whole; `step` is called thrice on the way."""
    workshop = Home(home.temporary / SOURCE)
    shutil.rmtree(workshop.path, ignore_errors=True)
    with open_store(workshop.ensure()) as store:
        write(store, now, step)
        store.checkpoint()
    workshop.posts.replace(home.posts)
    shutil.rmtree(workshop.path)


def write(store: Store, now: datetime, step: Step) -> None:
    """The posts as if they had all been read now, and what was observed before."""
    sample = until(now)
    step()
    readings = read(sample.posts)
    step()
    store.write(Batch(sample.posts, source=SOURCE, readings=readings, read_at=now))
    store.add_history("observations", sample.observations)
    step()


def until(now: datetime) -> Sample:
    """The year that ends with this day, without what would be said later today."""
    sample = make(now.date() + timedelta(days=1))
    posts = sample.posts.filter(pc.less_equal(sample.posts["created_at"], now))
    seen = sample.observations
    said = pc.is_in(seen["id"], value_set=posts["id"].combine_chunks())
    return Sample(posts, seen.filter(pc.and_(said, pc.less_equal(seen["observed_at"], now))))
