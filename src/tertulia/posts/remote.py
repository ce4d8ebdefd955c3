"""The store of another process, reached through its owner. Every method asks and waits for the answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from typing import Any, cast

import pyarrow as pa

from tertulia.posts.asking import AskingStore, Parameters
from tertulia.posts.owner import Address
from tertulia.posts.wire import pack, unpack


class OwnerGone(Exception):  # noqa: N818  (a fact, which `shared.py` deals with)
    """The owning process ended, before or while it was asked."""


class RemoteStore(AskingStore):
    """A stand-in for the store. Many threads may use it; each question has a connection to itself."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._free: list[Connection[Any, Any]] = []
        self._lock = threading.Lock()
        self._free.append(self._connect())

    def scan(self, sql: str, parameters: Parameters = (), rows: int = 65_536) -> Iterator[pa.RecordBatch]:
        connection = self._send("scan", sql, parameters, rows)
        ended = False
        try:
            while True:
                kind, value = self._receive(connection)
                if kind == "piece":
                    yield value
                    continue
                ended = True
                if kind == "error":
                    raise value
                return
        finally:
            if ended:
                self._keep(connection)
            else:
                connection.close()  # what is still on its way is nobody's

    def close(self) -> None:
        with self._lock:
            for connection in self._free:
                connection.close()
            self._free.clear()

    def _ask(self, name: str, *given: object, **named: object) -> Any:
        connection = self._send(name, *given, **named)
        try:
            kind, value = self._receive(connection)
        except BaseException:
            connection.close()
            raise
        self._keep(connection)
        if kind == "error":
            raise value
        return value

    def _send(self, name: str, *given: object, **named: object) -> Connection[Any, Any]:
        message = pack((name, given, named))
        with self._lock:
            connection = self._free.pop() if self._free else None
        connection = connection or self._connect()
        try:
            connection.send_bytes(message)
        except OSError as error:
            connection.close()
            raise OwnerGone from error
        return connection

    def _receive(self, connection: Connection[Any, Any]) -> tuple[str, Any]:
        try:
            return cast("tuple[str, Any]", unpack(connection.recv_bytes()))
        except (EOFError, OSError) as error:
            raise OwnerGone from error

    def _keep(self, connection: Connection[Any, Any]) -> None:
        with self._lock:
            self._free.append(connection)

    def _connect(self) -> Connection[Any, Any]:
        try:
            return Client(("127.0.0.1", self._address.port), authkey=bytes.fromhex(self._address.key))
        except (OSError, EOFError, AuthenticationError) as error:
            raise OwnerGone from error

    def __del__(self) -> None:
        with suppress(Exception):
            self.close()
