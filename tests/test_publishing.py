"""Publishing through `tertulia up` on a real Bluesky: once, at its time, though the process is killed in the
middle of it; and the post that is read is bound to its publication."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.servers.bluesky.running import Network, Person, bluesky

__all__ = ["bluesky"]  # the fixture
pytestmark = [pytest.mark.server, pytest.mark.slow]
PATIENCE_S = 120.0
# What a person does: connect the account, order a text for a channel.
_ORDER = """
import json, sys
from tertulia.site.bootstrap import prepare_desk
prepare_desk()
from tertulia.act.publishing import api
from tertulia.listen.sources import channels
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft
from tertulia.team.models import Person
given = json.loads(sys.argv[1])
ana, _made = Person.objects.get_or_create(username="ana", defaults={"role": "owner", "language": "en"})
channel = Channel.objects.first() or channels.connect("bluesky", given["answers"], ana)
before = None
for part, text in enumerate(given["texts"]):
    before = api.order(channel.pk, Draft(text, lang="es"), ana, version=1, part=part, after=before).number
print(before)
"""

# What a worker does, without the network: it claims what is due, and says what it got.
_CLAIM = """
import sys
from tertulia.site.bootstrap import prepare_django
prepare_django()
from django.utils import timezone
from tertulia.act.publishing.claiming import claim, look
print("ready", flush=True)
sys.stdin.readline()
while due := look(timezone.now()):
    for number, _channel in due:
        if claim(number, timezone.now()):
            print(number, flush=True)
"""
_FILL = """
from tertulia.site.bootstrap import prepare_desk
prepare_desk()
from tertulia.act.publishing import api
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Draft
from tertulia.team.models import Person
ana = Person.objects.create(username="ana", role="owner", language="en")
channel = Channel.objects.create(network="bluesky", handle="ana.test")
for number in range(40):
    api.order(channel.pk, Draft(f"Texto {number}"), ana)
"""


class Line(ThreadingHTTPServer):
    """A line to the server that can be held: what is sent arrives, and the answer stays away."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Carrier)
        self.target, self.held, self.arrived = target, False, threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Carrier(BaseHTTPRequestHandler):
    server: Line
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._carry(None)

    def do_POST(self) -> None:
        self._carry(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _carry(self, body: bytes | None) -> None:
        kept = {
            name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")
        }
        kept["Accept-Encoding"] = "identity"
        request = urllib.request.Request(self.server.target + self.path, body, kept)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, kind, said = answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:
            status, kind, said = error.code, error.headers["Content-Type"], error.read()
        if self.server.held and b"app.bsky.feed.post" in (body or b""):
            self.server.arrived.set()
            time.sleep(PATIENCE_S)
        self.send_response(status)
        self.send_header("Content-Type", kind or "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *given: Any) -> None:
        """Nothing is said of it."""


@pytest.fixture
def line(bluesky: Network) -> Iterator[Line]:
    with Line(bluesky.pds) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def environment(bluesky: Network, line: Line, tmp_path: Path) -> dict[str, str]:
    reachable = f"{bluesky.reachable},{line.address.removeprefix('http://')}"
    return {
        **os.environ,
        "TERTULIA_HOME": str(tmp_path / "home"),
        "TERTULIA_LANGUAGE": "en",
        "TERTULIA_REACHABLE": reachable,
        "TERTULIA_BLUESKY_SERVER": bluesky.appview,
    }


@contextmanager
def up(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The whole of Tertulia, as a person starts it."""
    command = [sys.executable, "-m", "tertulia", "up", "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    assert process.stdout is not None
    try:
        for said in process.stdout:
            if "Ctrl-C" in said:
                break
        yield process
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()


def order(environment: dict[str, str], person: Person, server: str, *texts: str) -> int:
    answers = {**person.settings, **person.secrets, "server": server}
    given = json.dumps({"answers": answers, "texts": texts})
    done = subprocess.run(
        [sys.executable, "-c", _ORDER, given], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def desk(environment: dict[str, str], question: str) -> list[tuple[Any, ...]]:
    path = Path(environment["TERTULIA_HOME"]) / "desk.sqlite3"
    with closing(sqlite3.connect(path, timeout=30)) as opened, opened:
        return opened.execute(question).fetchall()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.3)


def texts_of(person: Person) -> list[tuple[str, str]]:
    """All that stands in the account: text and what it answers, oldest first."""
    found = person.call("com.atproto.repo.listRecords", repo=person.did, collection="app.bsky.feed.post")
    posts = [(each["uri"], each["value"]) for each in found["records"]]
    by_uri = {uri: post["text"] for uri, post in posts}
    ordered = sorted(posts, key=lambda each: each[1]["createdAt"])
    return [
        (post["text"], by_uri.get(post["reply"]["parent"]["uri"], "?") if "reply" in post else "")
        for _uri, post in ordered
    ]


def test_a_thread_goes_out_in_order_and_its_posts_are_read_again(
    bluesky: Network, line: Line, environment: dict[str, str]
) -> None:
    ana = bluesky.sign_up("ana")
    order(environment, ana, line.address, "Abre la verbena 🎭", "Con música en la plaza")
    with up(environment):
        states = "SELECT count(*) FROM act_publication WHERE state = 'published'"
        until(lambda: desk(environment, states) == [(2,)])
        assert texts_of(ana) == [
            ("Abre la verbena 🎭", ""),
            ("Con música en la plaza", "Abre la verbena 🎭"),
        ]
        read = "SELECT count(*) FROM act_publication WHERE post IS NOT NULL"
        until(lambda: desk(environment, read) == [(2,)])


def test_killed_while_the_network_takes_it_it_stands_there_once(
    bluesky: Network, line: Line, environment: dict[str, str]
) -> None:
    ana = bluesky.sign_up("ana")
    order(environment, ana, line.address, "Una sola vez")
    line.held = True
    with up(environment) as process:
        assert line.arrived.wait(PATIENCE_S)
        process.kill()
    assert desk(environment, "SELECT state FROM act_publication") == [("sending",)]
    line.held = False
    # The claim would end by itself in two minutes and a half.
    desk(environment, "UPDATE act_publication SET lease_until = '2026-01-01 00:00:00'")
    with up(environment):
        until(lambda: desk(environment, "SELECT state FROM act_publication") == [("published",)])
    history = [what for (what,) in desk(environment, "SELECT what FROM act_moment ORDER BY at, id")]
    assert history[:4] == ["ordered", "sending", "stopped", "found"]
    assert texts_of(ana) == [("Una sola vez", "")]


def test_two_processes_never_claim_the_same(tmp_path: Path) -> None:
    environment = {**os.environ, "TERTULIA_HOME": str(tmp_path / "home"), "TERTULIA_LANGUAGE": "en"}
    subprocess.run([sys.executable, "-c", _FILL], env=environment, check=True)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _CLAIM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    claimed = [worker.communicate(timeout=PATIENCE_S)[0].split() for worker in workers]
    assert all(worker.returncode == 0 for worker in workers)
    assert sorted(int(number) for each in claimed for number in each) == list(range(1, 41))
