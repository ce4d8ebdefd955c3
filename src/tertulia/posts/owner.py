"""The process that owns a data folder's posts, and how it serves the others.

Ownership is a lock on a file, which the system takes back when the process ends, however it ends; what
`owner.json` says is only an address, and worth nothing without the lock behind it.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Any

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.posts.store import LocalStore
from tertulia.posts.wire import pack, unpack

METHODS = frozenset(
    {
        *(
            "write",
            "write_many",
            "query",
            "scan",
            "position",
            "set_mentions",
            "set_said",
            "forget_monitor",
            "set_readings",
            "set_themes",
        ),
        *("correct", "add_history", "erase", "drop_dead_letters", "backup", "checkpoint"),
    }
)
_PATIENCE = 10.0  # seconds that requests under way get when the owner ends


@dataclass(frozen=True)
class Address:
    """Who owns the folder and where it listens; port 0 while it is still opening the file."""

    pid: int
    port: int = 0
    key: str = ""


def read_address(home: Home) -> Address | None:
    """What the last owner wrote; None where there is nothing to read."""
    try:
        return Address(**json.loads(home.owner.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write_address(home: Home, address: Address) -> None:
    """Say where this process listens; readable by its own user alone, whole or not at all."""
    part = home.owner.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(address), file)
    part.replace(home.owner)


def in_children(method: Callable[[], None]) -> None:
    """Have a method called in every child process forked from now on, for as long as its object lives."""
    kept = weakref.WeakMethod(method)
    os.register_at_fork(after_in_child=lambda: (found := kept()) and found())


class Lock:
    """The folder's ownership. Not passed on to child processes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor
        in_children(self.release)

    @classmethod
    def take(cls, home: Home) -> Lock | None:
        """The lock, or None where a process holds it."""
        home.ensure()
        descriptor = os.open(lock_path(home), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(descriptor)

    def release(self) -> None:
        """Let go. In a child, closing the copy leaves the parent's lock alone."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


def lock_path(home: Home) -> Path:
    """The file whose lock is the ownership of the folder's posts."""
    return home.posts.with_suffix(".lock")


@contextmanager
def held(home: Home) -> Iterator[None]:
    """The folder with nobody working on it. Raises `Problem` ("already-running")."""
    lock = Lock.take(home)
    if lock is None:
        address = read_address(home)
        raise already_running(address.pid if address else 0)
    try:
        yield
    finally:
        lock.release()


class Owner:
    """This process as the owner: the store, and a listener on 127.0.0.1 for everyone else of this user."""

    def __init__(self, home: Home, lock: Lock) -> None:
        self._home = home
        self._lock = lock
        write_address(home, Address(os.getpid()))
        self.store = LocalStore(home)
        self._key = secrets.token_bytes(32)
        self._listener = Listener(("127.0.0.1", 0), backlog=64)
        self._connections: set[Connection[Any, Any]] = set()
        self._idle = threading.Condition()
        self._working = 0
        self._closing = False
        port = self._listener.address[1]
        write_address(home, Address(os.getpid(), int(port), self._key.hex()))
        in_children(self._hang_up)
        threading.Thread(target=self._accept, name="posts-owner", daemon=True).start()

    def _hang_up(self) -> None:
        """In a child: callers must find the line dead when the parent is, not held open by a copy."""
        self._listener.close()
        for connection in self._connections:
            connection.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection[Any, Any]) -> None:
        # The proof of the key is asked for here, not in accept: a caller that stalls holds up nobody else.
        with connection, suppress(OSError, EOFError, AuthenticationError):
            deliver_challenge(connection, self._key)
            answer_challenge(connection, self._key)
            self._connections.add(connection)
            try:
                while not self._closing:
                    name, given, named = unpack(connection.recv_bytes())
                    with self._at_work():
                        self._answer(connection, name, given, named)
            finally:
                self._connections.discard(connection)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._idle:
            if self._closing:
                raise EOFError  # unanswered, so the caller asks the next owner
            self._working += 1
        try:
            yield
        finally:
            with self._idle:
                self._working -= 1
                self._idle.notify_all()

    def _answer(
        self, connection: Connection[Any, Any], name: str, given: tuple[Any, ...], named: dict[str, Any]
    ) -> None:
        try:
            if name not in METHODS:
                raise AttributeError(name)
            result = getattr(self.store, name)(*given, **named)
            if name == "scan":
                for piece in result:
                    connection.send_bytes(pack(("piece", piece)))
                result = None
            answer = ("result", result)
        except OSError as error:
            if isinstance(error, BrokenPipeError | ConnectionError):
                raise
            answer = ("error", error)
        except Exception as error:
            answer = ("error", error)
        connection.send_bytes(_packed(answer))

    def close(self) -> None:
        """Answer what was asked, then let go of the posts."""
        with self._idle:
            self._closing = True
            self._idle.wait_for(lambda: not self._working, _PATIENCE)
        with suppress(OSError):  # accept() wakes only for a caller
            socket.create_connection(self._listener.address, timeout=1).close()
        self._listener.close()
        for connection in list(self._connections):
            with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
        self.store.close()
        self._home.owner.unlink(missing_ok=True)
        self._lock.release()


def _packed(answer: tuple[str, object]) -> bytes:
    try:
        return pack(answer)
    except Exception:
        # An error that cannot travel as it is, as what it says.
        return pack((answer[0], RuntimeError(repr(answer[1]))))


def already_running(pid: int) -> Problem:
    """Another process owns the folder."""
    return Problem(
        "already-running",
        Text("Tertulia is already working on this data folder (process {pid}).", pid=pid),
        Text("Use the one that runs, end it first, or choose another folder with --home."),
    )
