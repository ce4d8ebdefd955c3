"""The store as every process holds it: the owner's own or a stand-in, whichever it is at the moment.

Where the owner ends, the next to ask becomes the owner or finds the new one. A question that was under way is
asked again, which is sound because every method of the store may be repeated: doing it twice changes nothing.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.posts import swap
from tertulia.posts.asking import AskingStore, Parameters
from tertulia.posts.disk import alive
from tertulia.posts.owner import Lock, Owner, already_running, read_address
from tertulia.posts.remote import OwnerGone, RemoteStore
from tertulia.posts.store import LocalStore

_PATIENCE = 60.0  # seconds: an owner may be migrating, or replaying what a crash left in the log
_TRIES = 5


class SharedStore(AskingStore):
    """See `posts/api.py`, whose protocol this is."""

    def __init__(self, home: Home, *, exclusive: bool = False) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._closed = False
        self._pid = os.getpid()
        self._abandoned: list[object] = []
        self._found = _find(home, exclusive=exclusive)
        # A process that forgets to close still answers what it was asked, and leaves the screen clean.
        closing = weakref.WeakMethod(self.close)
        atexit.register(lambda: (close := closing()) and close())

    def __enter__(self) -> SharedStore:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def owned(self) -> bool:
        """Whether this process is the owner."""
        return isinstance(self._found, Owner)

    def scan(self, sql: str, parameters: Parameters = (), rows: int = 65_536) -> Iterator[pa.RecordBatch]:
        started = False
        for _ in range(_TRIES):
            store, found = self._store()
            try:
                for piece in store.scan(sql, parameters, rows):
                    started = True
                    yield piece
                return
            except OwnerGone as error:
                if started:
                    raise _gone() from error
                self._look_again(found)
        raise _gone()

    def close(self) -> None:
        """Let go; as the owner, after answering what others asked. Closing again does nothing."""
        with self._lock:
            if not self._closed and self._pid == os.getpid():
                self._found.close()
            self._closed = True

    def _ask(self, name: str, *given: object, **named: object) -> Any:
        for _ in range(_TRIES):
            store, found = self._store()
            try:
                return getattr(store, name)(*given, **named)
            except OwnerGone:
                self._look_again(found)
        raise _gone()

    def _store(self) -> tuple[LocalStore | RemoteStore, Owner | RemoteStore]:
        if self._pid != os.getpid():
            self._after_fork()
        found = self._found
        return (found.store if isinstance(found, Owner) else found), found

    def _after_fork(self) -> None:
        """In a child the parent's file and connections are not ours. Kept, so that nothing closes them."""
        self._abandoned.append(self._found)
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._found = _find(self._home, exclusive=False)

    def _look_again(self, gone: Owner | RemoteStore) -> None:
        with self._lock:
            if self._found is gone and not self._closed:
                gone.close()
                self._found = _find(self._home, exclusive=False)


def _find(home: Home, *, exclusive: bool) -> Owner | RemoteStore:
    """Become the owner, or find it."""
    deadline = time.monotonic() + _PATIENCE
    pause = 0.01
    while time.monotonic() < deadline:
        if lock := Lock.take(home):
            try:
                swap.recover(home)
                return Owner(home, lock)
            except BaseException:
                lock.release()
                raise
        address = read_address(home)
        # Only a living owner's word counts: another may hold the lock and not have written its own yet.
        if address and alive(address.pid):
            if exclusive:
                raise already_running(address.pid)
            if address.port:
                try:
                    return RemoteStore(address)
                except OwnerGone:
                    pass
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)
    raise _gone()


def _gone() -> Problem:
    return Problem(
        "owner-gone",
        Text("The process that holds the posts ended or does not answer."),
        Text("Try again; if `tertulia up` is running and this goes on, start it anew."),
        permanent=False,
    )
