"""Who publishes for a data folder: one process at a time, known by a lock that ends with it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text


@contextmanager
def lease(home: Home) -> Iterator[None]:
    """The right to publish for this folder, until the block ends. Raises `Problem` ("already-publishing")."""
    home.ensure()
    descriptor = os.open(home.path / "publisher.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                "already-publishing",
                Text("Another process already publishes what is due for this data folder."),
                Text("There is nothing to do: `tertulia up` publishes by itself."),
                permanent=False,
            ) from None
        yield
    finally:
        os.close(descriptor)
