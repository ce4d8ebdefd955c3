"""A note reaches a real receiver through the guarded client, and one on this machine only where it may."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tertulia.listen.needs import noting, sending
from tertulia.listen.needs.models import Need, NeedSending

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


class Receiver(HTTPServer):
    """Keeps what it is sent; answers with `status`."""

    status = 200

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *given: Any) -> None: ...


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def address(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sending, "in_background", lambda: None)  # the test sends by itself
    return f"http://127.0.0.1:{receiver.server_port}/notes"


def test_what_arrives_can_be_proved(
    receiver: Receiver, address: str, bruno: Any, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_REACHABLE", f"127.0.0.1:{receiver.server_port}")
    key = sending.send_to(address, bruno)
    need = Need.objects.create(kind="request", name="Más bancos")
    noting.note(need, bruno, "product", "Bancos a la sombra, ¡ya! 🌳")
    assert sending.send_due() == 1
    headers, body = receiver.got[0]
    at, signed = (part.partition("=")[2] for part in headers["Tertulia-Signature"].split(","))
    assert signed == hmac.new(key.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    assert json.loads(body)["note"]["text"] == "Bancos a la sombra, ¡ya! 🌳"


def test_an_error_is_tried_again_and_a_refused_address_is_not(
    receiver: Receiver, address: str, bruno: Any, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = Need.objects.create(kind="request", name="Más bancos")
    sending.send_to(address, bruno)
    noting.note(need, bruno, "task", "uno")
    assert sending.send_due() == 0 and not receiver.got
    refused = NeedSending.objects.get()
    assert (refused.state, refused.problem["code"]) == ("failed", "address-refused")
    monkeypatch.setenv("TERTULIA_REACHABLE", f"127.0.0.1:{receiver.server_port}")
    receiver.status = 503
    noting.note(need, bruno, "task", "dos")
    assert sending.send_due() == 0 and len(receiver.got) == 1
    waiting = NeedSending.objects.first()
    assert waiting and (waiting.state, waiting.problem["code"]) == ("waiting", "server-error")
