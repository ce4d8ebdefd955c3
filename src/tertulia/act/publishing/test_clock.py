"""The clock asks the desk in one thread, and leaves it there."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tertulia.act.publishing import clock
from tertulia.act.publishing.clock import Clock


class Desk:
    """A connection that belongs, as Django's do, to the thread that names it."""

    named_by: threading.Thread | None = None

    @property
    def close(self) -> object:
        self.named_by = threading.current_thread()
        return lambda: None


def test_the_desk_is_left_by_the_thread_that_asked_it(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, ended = Desk(), threading.Event()
    ended.set()
    monkeypatch.setattr(clock, "connection", desk)
    with ThreadPoolExecutor(1, "desk") as executor:
        asyncio.run(Clock(executor).run(ended))
    assert desk.named_by is not None
    assert desk.named_by.name.startswith("desk")
