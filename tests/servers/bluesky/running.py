"""The real Bluesky network on this machine for the tests: directory, server (PDS) and AppView, with people
who write in it. One network for all test processes: the first starts it, the last stops it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest

HERE = Path(__file__).parent
INSTALLED = Path(
    os.environ.get("TERTULIA_TESTS_BLUESKY")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tertulia-tests/bluesky"
)
PATIENCE_S = 30.0  # the AppView shows what was written a moment later
T = TypeVar("T")
_numbers = count(1)


@dataclass
class Network:
    """The addresses of a running network."""

    pds: str
    appview: str

    @property
    def reachable(self) -> str:
        """What TERTULIA_REACHABLE must name."""
        return ",".join(urlsplit(address).netloc for address in (self.pds, self.appview))

    @property
    def stream(self) -> str:
        """The address of the firehose."""
        return f"ws://{urlsplit(self.pds).netloc}/xrpc/com.atproto.sync.subscribeRepos"

    def sign_up(self, name: str) -> Person:
        """A new account `NAME-….test`, once the AppView knows it."""
        handle = f"{name}-{os.getpid() % 10_000}-{next(_numbers)}.test"
        account = {"handle": handle, "email": f"{handle}@example.com", "password": f"pw-{handle}"}
        session = call(self.pds, "com.atproto.server.createAccount", account)
        person = Person(self, handle, account["password"], session["did"], session["accessJwt"])
        person.create("app.bsky.actor.profile", {"displayName": name.title()}, key="self")
        eventually(lambda: self.profile(person).get("displayName"))
        return person

    def profile(self, person: Person) -> dict[str, Any]:
        return call(self.appview, "app.bsky.actor.getProfile", actor=person.did)

    def posts(self, *uris: str) -> list[dict[str, Any]]:
        """Those that the AppView shows."""
        return list(call(self.appview, "app.bsky.feed.getPosts", uris=uris)["posts"])


@dataclass
class Person:
    """Someone who writes. Each method returns the at:// address of what was made."""

    network: Network
    handle: str
    password: str
    did: str
    token: str = field(repr=False)

    @property
    def settings(self) -> dict[str, str]:
        return {"handle": self.handle, "server": self.network.pds}

    @property
    def secrets(self) -> dict[str, str]:
        return {"password": self.password}

    def post(self, text: str, **more: Any) -> str:
        return self.create("app.bsky.feed.post", {"text": text, "langs": ["es"], **more})

    def tagged(self, text: str, tag: str) -> str:
        """A post that ends in a hashtag."""
        begins = len(f"{text} ".encode())
        index = {"byteStart": begins, "byteEnd": begins + len(f"#{tag}".encode())}
        feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
        return self.post(f"{text} #{tag}", facets=[{"index": index, "features": [feature]}])

    def mention(self, text: str, whom: Person) -> str:
        begins = len(f"{text} ".encode())
        index = {"byteStart": begins, "byteEnd": begins + len(whom.handle) + 1}
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": whom.did}
        return self.post(f"{text} @{whom.handle}", facets=[{"index": index, "features": [feature]}])

    def reply(self, text: str, to: str, root: str | None = None) -> str:
        return self.post(text, reply={"root": self._strong(root or to), "parent": self._strong(to)})

    def quote(self, text: str, what: str) -> str:
        return self.post(text, embed={"$type": "app.bsky.embed.record", "record": self._strong(what)})

    def like(self, what: str) -> str:
        return self.create("app.bsky.feed.like", {"subject": self._strong(what)})

    def repost(self, what: str) -> str:
        return self.create("app.bsky.feed.repost", {"subject": self._strong(what)})

    def follow(self, whom: Person) -> str:
        return self.create("app.bsky.graph.follow", {"subject": whom.did})

    def create(self, collection: str, record: dict[str, Any], key: str | None = None) -> str:
        made = {"$type": collection, "createdAt": datetime.now(UTC).isoformat(), **record}
        given = {"repo": self.did, "collection": collection, "record": made}
        return str(self.call("com.atproto.repo.createRecord", given | ({"rkey": key} if key else {}))["uri"])

    def edit(self, uri: str, text: str) -> None:
        collection, key = uri.split("/")[3:]
        made = {"$type": collection, "createdAt": datetime.now(UTC).isoformat(), "text": text}
        given = {"repo": self.did, "collection": collection, "rkey": key, "record": made}
        self.call("com.atproto.repo.putRecord", given)

    def delete(self, uri: str) -> None:
        collection, key = uri.split("/")[3:]
        given = {"repo": self.did, "collection": collection, "rkey": key}
        self.call("com.atproto.repo.deleteRecord", given)

    def switch_off(self) -> None:
        """Deactivate the account."""
        self.call("com.atproto.server.deactivateAccount", {})

    def call(self, method: str, given: dict[str, Any] | None = None, **parameters: Any) -> dict[str, Any]:
        return call(self.network.pds, method, given, self.token, **parameters)

    def _strong(self, uri: str) -> dict[str, str]:
        named = dict(zip(("repo", "collection", "rkey"), uri.split("/")[2:], strict=True))
        found = call(self.network.pds, "com.atproto.repo.getRecord", **named)
        return {"uri": uri, "cid": found["cid"]}


def call(
    server: str, method: str, given: dict[str, Any] | None = None, token: str = "", **parameters: Any
) -> dict[str, Any]:
    """Ask a server of the network, or tell it something (`given`). Raises HTTPError."""
    query = f"?{urllib.parse.urlencode(parameters, doseq=True)}" if parameters else ""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = None if given is None else json.dumps(given).encode()
    request = urllib.request.Request(f"{server}/xrpc/{method}{query}", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        written = answer.read()
    return dict(json.loads(written)) if written else {}


def eventually(found: Callable[[], T]) -> T:
    """What `found` gives as soon as it is true; errors of the server count as not yet."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            if value := found():
                return value
        except urllib.error.HTTPError:
            value = None  # type: ignore[assignment]
        if time.monotonic() > until:
            raise AssertionError(f"it did not come within {PATIENCE_S:g} seconds: {value!r}")
        time.sleep(0.1)


class SharedNetwork:
    """Counts the test processes that use the network, under a file lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def __enter__(self) -> Network:
        with self._locked() as users:
            if not users.read():
                self._state.mkdir(exist_ok=True)
                _run("install.sh", INSTALLED)
                _run("start.sh", INSTALLED, self._state)
            users.change(1)
        return Network(**json.loads((self._state / "network.json").read_text()))

    def __exit__(self, *exception: object) -> None:
        with self._locked() as users:
            users.change(-1)
            if not users.read():
                _run("stop.sh", self._state)

    @property
    def _state(self) -> Path:
        return self.folder / "state"

    def _locked(self) -> _Users:
        return _Users(self.folder)


def _run(script: str, *given: Path) -> None:
    subprocess.run([HERE / script, *given], check=True, capture_output=True, text=True)


class _Users:
    """The number of processes that use the network, while nobody else can change it."""

    def __init__(self, folder: Path) -> None:
        self._count, self._lock = folder / "users", (folder / "lock").open("w")

    def __enter__(self) -> _Users:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self

    def __exit__(self, *exception: object) -> None:
        self._lock.close()

    def read(self) -> int:
        return int(self._count.read_text()) if self._count.exists() else 0

    def change(self, by: int) -> None:
        self._count.write_text(str(self.read() + by))


@pytest.fixture(scope="session")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """The running network, installed first where it is not there yet (two minutes)."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("redis-server") is None:
        pytest.skip("PostgreSQL and Redis are not installed (apt install postgresql redis-server)")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "bluesky-network"
    shared = SharedNetwork(folder)
    try:
        network = shared.__enter__()
    except subprocess.CalledProcessError as error:
        pytest.skip(f"the Bluesky network did not start: {error.stderr[-2000:]}")
    yield network
    shared.__exit__()
