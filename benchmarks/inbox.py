"""The inbox over 10,000 open conversations: its pages, and how long filing what arrived takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.rows import Row, below, middle
from tertulia.home import Home

OPEN = 10_000
LIMIT_MS = 300
ROUNDS = 15
PAGES = {
    "": "the list",
    "{number}/": "a conversation beside the list",
    "?state=all&order=priority&needs=yes": "the list, most urgent first, that need a reply",
    "?unread=yes": "the list, not read by me",
    "?q=tren": "the list, words looked for",
    "?page=100": "the list, its hundredth page",
}


def run(quick: bool) -> list[Row]:
    """Measured in a process of its own, which has a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="tertulia-inbox-") as folder:
        environment = os.environ | {
            "TERTULIA_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "tertulia.site.settings",
        }
        command = [sys.executable, "-m", "benchmarks.inbox", str(OPEN // 10 if quick else OPEN)]
        answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    lines = [line.split("\t") for line in answer.stdout.splitlines()]
    return [below(name, float(value), unit, float(limit), note) for name, value, unit, limit, note in lines]


def measure(count: int) -> None:
    """Prints a row a line: name, value, unit, limit, note."""
    import django

    Home(Path(os.environ["TERTULIA_HOME"])).ensure()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from tertulia.act.inbox.filing import file_all
    from tertulia.act.inbox.models import Conversation
    from tertulia.posts.api import close_store, store
    from tertulia.team.models import Person

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    fill(count)
    started = time.perf_counter()
    file_all(store())
    took = time.perf_counter() - started
    print("Filing", f"{took / (2 * count) * 1e6:.0f}", "µs a post", 2000, f"{2 * count:,} posts", sep="\t")
    client = Client()
    client.force_login(Person.objects.create(username="ana", role="owner"))
    number = Conversation.objects.order_by("pk")[count // 2].pk
    for path, name in PAGES.items():
        times = [_asked(client, f"/act/inbox/{path.format(number=number)}") for _round in range(ROUNDS)]
        spread = f"slowest {max(times):.0f} ms, {count:,} open"
        print(f"Inbox: {name}", f"{middle(times):.0f}", "ms", LIMIT_MS, spread, sep="\t")
    close_store()


def _asked(client: object, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return (time.perf_counter() - started) * 1000


def fill(count: int) -> None:
    """So many people, each of whom asks below a post of ours."""
    import pyarrow as pa

    from tertulia.posts.api import Batch, store
    from tertulia.posts.schema import POSTS, READINGS

    at = datetime.now(UTC) - timedelta(days=20)
    ours = [_post(f"o{n}", "Novedades de la semana", "ayto", at, own=True) for n in range(count)]
    theirs = [
        _post(
            f"t{n}",
            f"¿Y el tren de las {n % 24}? Llevo {n} minutos esperando",
            f"vecina{n}",
            at + timedelta(minutes=n * 2),
            reply_to=f"o{n}",
            thread=f"o{n}",
        )
        for n in range(count)
    ]
    readings = [
        {"model": "m", "lang": "es", "intents": ["question"], "intents_p": [0.9], "needs_reply": n % 3 == 0}
        for n in range(2 * count)
    ]
    posts = pa.Table.from_pylist([*ours, *theirs], schema=POSTS)
    store().write(Batch(posts, source="bench", readings=pa.Table.from_pylist(readings, schema=READINGS)))


def _post(id: str, text: str, author: str, at: datetime, **more: object) -> dict[str, object]:
    return {"id": id, "network": "mastodon", "created_at": at, "text": text, "author": author} | more


if __name__ == "__main__":
    measure(int(sys.argv[1]))
