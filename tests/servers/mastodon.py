"""A server that speaks the Mastodon interface, on a free port of this machine, with a few people in it.

It is `mastodon_mock`, by other people than us. Each person's token is their name with "-token".
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

PEOPLE = ("ana", "bruno", "vera")
STARTS_WITHIN_S = 60
_CONFIGURATION = """
[database]
driver = "sqlite"
path = ":memory:"
"""
_PERSON = """
[[seed.accounts]]
username = "{name}"
display_name = "{title}"
access_token = "{name}-token"
"""


@dataclass(frozen=True)
class MastodonServer:
    """A running server: `address` is scheme, host and port."""

    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def call(self, method: str, path: str, by: str = "", body: Mapping[str, Any] | None = None) -> Any:
        """The JSON that an interface call answers, in a person's name or nobody's."""
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {by}-token"} if by else {}
        )
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self.address + path, data, headers, method=method), timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def post(self, text: str, by: str = "ana", **more: Any) -> dict[str, Any]:
        """Publish a status, with `in_reply_to_id`, `visibility`, `spoiler_text`, `quoted_status_id` …"""
        return self.call("POST", "/api/v1/statuses", by, {"status": text, **more})

    def edit(self, status: Mapping[str, Any], text: str, by: str = "ana") -> dict[str, Any]:
        return self.call("PUT", f"/api/v1/statuses/{status['id']}", by, {"status": text})

    def delete(self, status: Mapping[str, Any], by: str = "ana") -> None:
        self.call("DELETE", f"/api/v1/statuses/{status['id']}", by)

    def boost(self, status: Mapping[str, Any], by: str = "bruno") -> dict[str, Any]:
        return self.call("POST", f"/api/v1/statuses/{status['id']}/reblog", by)

    def fault(self, kind: str, path: str = "*", times: int | None = 1, **effect: Any) -> None:
        """Have the next calls of a path go wrong: status, ratelimit, latency, malformed, timeout."""
        rule = {"match": {"path": path}, "effect": {"type": kind, **effect}, "count": times}
        self.call("POST", "/api/v1/_mock/faults", body=rule)

    def heal(self) -> None:
        self.call("DELETE", "/api/v1/_mock/faults")


@contextmanager
def running(folder: Path) -> Iterator[MastodonServer]:
    """A fresh server; `folder` holds its configuration and log."""
    port = _free_port()
    configuration, log = folder / "mastodon.toml", folder / "mastodon.log"
    people = [_PERSON.format(name=name, title=name.capitalize()) for name in PEOPLE]
    configuration.write_text(_CONFIGURATION + "".join(people), "utf-8")
    host = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--in-memory", "--config", str(configuration)]
    where = ["--host", "127.0.0.1", "--port", str(port), "--domain", host, "--log-level", "warning"]
    with (
        log.open("wb") as written,
        subprocess.Popen([*command, *where], stdout=written, stderr=written) as process,
    ):
        try:
            yield _ready(MastodonServer(f"http://{host}"), process, log)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:  # open streams hold it up
                process.kill()


def _ready(server: MastodonServer, process: subprocess.Popen[bytes], log: Path) -> MastodonServer:
    for _ in range(STARTS_WITHIN_S * 5):
        try:
            server.call("GET", "/api/v2/instance")
            return server
        except (URLError, ConnectionError):
            if process.poll() is not None:
                break
            time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text('utf-8')}")


def _free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
