"""A collector that reads thousands of feeds round after round, as `tertulia up` does, and says what each
took.

    TERTULIA_HOME=… python -m benchmarks.rounds PORT FEEDS 50/150 1000/0

PORT is that of `benchmarks.sources feeds`; each mix is the thousandths of feeds that changed and that are
sent whole though they did not. It prints for each round the seconds of processor and of the clock, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
import urllib.request
from pathlib import Path

from benchmarks.sources import HOSTS

TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    from tertulia.site.bootstrap import prepare_desk

    prepare_desk()
    from tertulia.home import Home
    from tertulia.listen.collect.runner import Collector
    from tertulia.posts.api import close_store, store
    from tertulia.understand.api import warm_up

    port, feeds, mixes = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    follow(port, feeds)
    warm_up()
    collector = Collector(Home.of(), store())
    thread = threading.Thread(target=lambda: asyncio.run(collector.run()))
    thread.start()
    await_all(feeds)
    for mix in mixes:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/mix/{mix}").close()
        print(json.dumps(one_round(feeds)), flush=True)
    collector.stop()
    thread.join()
    close_store()


def follow(port: int, feeds: int) -> None:
    from django.db import transaction

    from tertulia.listen.sources.service import SourceDraft
    from tertulia.listen.sources.service import follow as begin

    with transaction.atomic():
        for number in range(feeds):
            address = f"http://127.0.0.{number % HOSTS + 1}:{port}/feed/{number}"
            begin(SourceDraft("rss", "feed", address), None)


def one_round(feeds: int) -> dict[str, float]:
    """All feeds become due; until all were read."""
    from tertulia.listen.sources import waking
    from tertulia.listen.sources.models import SourceState

    SourceState.objects.update(next_at=None, succeeded_at=None)
    processor, clock = spent(), time.perf_counter()
    waking.wake()
    await_all(feeds)
    return {"processor": spent() - processor, "clock": time.perf_counter() - clock}


def await_all(feeds: int) -> None:
    from tertulia.listen.sources.models import SourceState

    while SourceState.objects.exclude(succeeded_at=None).count() < 0.99 * feeds:
        time.sleep(0.5)


def spent() -> float:
    """Seconds of processor that this process and its children have taken."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    for task in Path("/proc/self/task").iterdir():
        children += (task / "children").read_text().split()
    return sum(_of(pid) for pid in {str(os.getpid()), *children})


def _of(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main()
