"""A `tertulia` process to measure: started on a free port, asked over HTTP, stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 180  # seconds


@dataclass
class Running:
    """A process that answers at `address`; `started_in` seconds passed before it did."""

    process: subprocess.Popen[bytes]
    address: str
    started_in: float = 0.0
    cookie: str = ""
    seen: list[int] = field(default_factory=list)

    def get(self, path: str) -> tuple[float, int]:
        """Seconds until the whole answer was here, and its bytes. Raises OSError where it is an error."""
        request = urllib.request.Request(self.address + path.lstrip("/"), headers={"Cookie": self.cookie})
        since = time.perf_counter()
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            size = len(answer.read())
            if not answer.url.startswith(self.address + path.lstrip("/").split("?")[0]):
                raise OSError(f"{path} led to {answer.url}")
        return time.perf_counter() - since, size

    def resident(self) -> float:
        """Megabytes in memory of the process and its children."""
        return sum(map(_resident, _family(self.process.pid))) / 1024


@contextmanager
def running(
    *words: str, home: Path, cookie: str = "", environment: Mapping[str, str] = {}
) -> Iterator[Running]:
    """`tertulia WORDS… --port FREE`, until the block ends; `environment` is added to ours."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "tertulia",
        *words,
        "--home",
        str(home),
        "--port",
        str(port),
        "--no-browser",
    ]
    since = time.perf_counter()
    settings = {**_environment(), **environment}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=settings)
    try:
        server = Running(process, f"http://127.0.0.1:{port}/", cookie=cookie)
        _await(server)
        server.started_in = time.perf_counter() - since
        yield server
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("TERTULIA_", "DJANGO_"))
    }


def _await(server: Running) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())  # the demo signs in by itself
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        if server.process.poll() is not None:
            raise RuntimeError(f"tertulia ended: {server.process.communicate()[1].decode()[-2000:]}")
        try:
            opener.open(server.address, timeout=PATIENCE).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("tertulia did not answer")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def session_of_owner(home: Path) -> str:
    """A cookie with which requests are those of the workspace's owner. Makes Django ready in that folder."""
    os.environ["TERTULIA_HOME"] = str(home)
    from tertulia.site.bootstrap import prepare_desk

    prepare_desk()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from tertulia.team.models import Person, Role

    ana, _ = Person.objects.get_or_create(username="ana", defaults={"role": Role.OWNER})
    session = SessionStore()
    session[SESSION_KEY] = str(ana.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = ana.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
