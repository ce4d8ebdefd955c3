"""Notes on their way to a hook: signed, tried again, given up, and never with the key on a page."""

from __future__ import annotations

import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.needs import noting, sending
from tertulia.listen.needs.models import Need, NeedHook, NeedNote, NeedSending
from tertulia.outbound.api import OutboundProblem
from tertulia.team.models import Event

URL = "https://hooks.example/take?token=hidden-token"


class Receiver:
    """Stands where the guarded client stands: keeps what it is given, or fails as told."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], Any]] = []
        self.problem: Problem | None = None

    async def post(self, url: str, *, json: Any, headers: dict[str, str], **more: Any) -> None:
        if self.problem:
            raise self.problem
        self.got.append((url, headers, json))


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    made = Receiver()

    @asynccontextmanager
    async def open_client() -> AsyncIterator[Receiver]:
        yield made

    monkeypatch.setattr(sending, "open_client", open_client)
    monkeypatch.setattr(sending, "in_background", lambda: None)  # the test sends by itself
    return made


@pytest.fixture
def need(db: None) -> Need:
    return Need.objects.create(kind="question", name="Library hours")


def test_a_note_is_sent_signed(receiver: Receiver, need: Need, bruno: Any) -> None:
    key = sending.send_to(URL, bruno)
    noting.note(need, bruno, "product", "Open on Saturday afternoons")
    assert sending.send_due() == 1 and sending.send_due() == 0
    url, headers, body = receiver.got[0]
    assert url == URL and body["note"]["text"] == "Open on Saturday afternoons"
    assert body["need"] == {"number": need.pk, "name": "Library hours", "kind": "question"}
    at, signed = (part.partition("=")[2] for part in headers["Tertulia-Signature"].split(","))
    expected = hmac.new(key.encode(), f"{at}.".encode() + json.dumps(body).encode(), "sha256").hexdigest()
    assert signed == expected and headers["Tertulia-Id"] == f"note-{NeedNote.objects.get().pk}"
    assert NeedSending.objects.get().state == "sent"


def test_a_failure_is_tried_again_then_given_up_and_shown(
    receiver: Receiver, need: Need, bruno: Any, client_of: Any, home: Any
) -> None:
    sending.send_to(URL, bruno)
    noting.note(need, bruno, "task", "Call back")
    receiver.problem = OutboundProblem("server-error", Text("The host failed."), permanent=False, status=503)
    for tries in range(1, len(sending.AGAIN) + 2):
        assert sending.send_due() == 0
        waiting = NeedSending.objects.get()
        assert waiting.tries == tries
        if waiting.state == "waiting":
            assert waiting.next_at > timezone.now() + timedelta(seconds=sending.AGAIN[tries - 1] - 5)
        NeedSending.objects.update(next_at=timezone.now())
    assert NeedSending.objects.get().state == "failed"
    page = client_of(bruno).get("/listen/needs/notes/").content.decode()
    assert "The host failed." in page and "Send again" in page
    receiver.problem = None
    client_of(bruno).post(f"/listen/needs/notes/sendings/{NeedSending.objects.get().pk}/")
    assert sending.send_due() == 1


def test_what_cannot_work_is_not_tried_again(receiver: Receiver, need: Need, bruno: Any) -> None:
    sending.send_to(URL, bruno)
    noting.note(need, bruno, "task", "Call back")
    receiver.problem = OutboundProblem("address-refused", Text("It is not public."), permanent=True)
    sending.send_due()
    assert NeedSending.objects.get().state == "failed"


def test_the_address_and_the_key_stand_nowhere(
    receiver: Receiver, need: Need, bruno: Any, client_of: Any, home: Any
) -> None:
    client = client_of(bruno)
    shown = client.post("/listen/needs/notes/hook/", {"url": URL}).content.decode()
    kept = NeedHook.objects.get()
    from tertulia.team.secrets import open_sealed

    key = open_sealed(kept.secrets)["key"]
    assert key in shown  # this once
    page = client.get("/listen/needs/notes/").content.decode()
    assert key not in page and "hidden-token" not in page and "hooks.example" in page
    written = str(list(Event.objects.values())) + str(list(NeedHook.objects.values()))
    assert key not in written and "hidden-token" not in written
    bad = client.post("/listen/needs/notes/hook/", {"url": "ftp://x"})
    assert bad.status_code == 400 and NeedHook.objects.get() == kept


def test_without_an_address_nothing_is_sent(receiver: Receiver, need: Need, bruno: Any) -> None:
    noting.note(need, bruno, "idea", "A video")
    assert not NeedSending.objects.exists()
    sending.send_to(URL, bruno)
    sending.send_nowhere(bruno)
    noting.note(need, bruno, "idea", "Another")
    assert sending.send_due() == 0 and not receiver.got and not NeedHook.objects.exists()
