"""No test reaches another machine."""

from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_a_socket_to_another_machine_is_refused():
    with socket.socket() as ours, pytest.raises(SocketConnectBlockedError):
        ours.connect(("192.0.2.1", 80))


def test_a_socket_to_this_machine_opens():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
