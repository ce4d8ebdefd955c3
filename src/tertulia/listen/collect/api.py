"""What the rest of the house may use of the collector."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.collect.health import Health, health
from tertulia.listen.collect.plans import listen_live, plan
from tertulia.listen.collect.runner import Collector
from tertulia.posts.api import store

__all__ = ["Health", "collecting", "health", "is_switched_off", "listen_live", "plan", "running"]

AGAIN_AFTER_S = 10.0
STOPS_WITHIN_S = 20.0
log = logging.getLogger("tertulia.collect")
_running: Collector | None = None


def is_switched_off() -> bool:
    """Whether this process shall not collect (TERTULIA_COLLECT=0)."""
    return os.environ.get("TERTULIA_COLLECT") == "0"


def running() -> Collector | None:
    """The collector of this process, for its figures."""
    return _running


@contextmanager
def collecting() -> Iterator[None]:
    """Collect in a thread of its own while the block runs. The store is open and stays open until its end."""
    if is_switched_off():
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_collect, args=(ended,), name="collect", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        if _running is not None:
            _running.stop()
        thread.join(STOPS_WITHIN_S)


def _collect(ended: threading.Event) -> None:
    """Until the end: where another process collects, wait for its end; after a fault, begin again."""
    global _running
    while not ended.is_set():
        _running = Collector(Home.of(), store())
        try:
            asyncio.run(_running.run(ended))
        except Problem as problem:
            log.warning("%s", problem)
        except Exception:
            log.exception("the collector failed; it begins again")
        finally:
            _running = None
        ended.wait(AGAIN_AFTER_S)
