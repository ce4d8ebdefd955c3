"""Sends notes to the address that the workspace named: signed, tried again when it fails, and shown.

The body is JSON. `Tertulia-Signature: t=SECONDS,v1=HEX` signs "SECONDS.BODY" with HMAC-SHA256 under the
hook's key, so that the receiver knows who sent it and when; `Tertulia-Id` is the same on every try.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
import threading
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import connection, transaction
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.needs.models import NeedHook, NeedNote, NeedSending
from tertulia.listen.sources.problems import kept
from tertulia.outbound.api import ANY, open_client
from tertulia.team.api import Person, record
from tertulia.team.secrets import open_sealed, seal

AGAIN = (60, 300, 1_800, 7_200, 43_200)  # seconds after each failure; then it is given up
WITHIN_S = 15.0
_EVERY_S = 30.0
_MOST_BYTES = 64 << 10
_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


def hook() -> NeedHook | None:
    """Where notes are sent, None for nowhere."""
    return NeedHook.objects.order_by("-pk").first()


def send_to(url: str, by: Person) -> str:
    """Send new notes to this address from now on, in place of another; returns the key that signs them,
    which is told this once. Raises `Problem` ("bad-address")."""
    url = url.strip()
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        cause, remedy = Text("This is no web address."), Text("It begins with https://.")
        raise Problem("bad-address", cause, remedy, place="url") from error
    key = secrets.token_urlsafe(32)
    host = urlsplit(url).netloc.rpartition("@")[2][:300]
    with transaction.atomic():
        NeedHook.objects.all().delete()
        NeedHook.objects.create(host=host, secrets=seal({"url": url, "key": key}))
        record(by, "hook.changed", host)
    return key


def send_nowhere(by: Person) -> None:
    """Send notes no more; what waits is dropped."""
    if present := hook():
        NeedHook.objects.all().delete()
        record(by, "hook.removed", present.host)


def send_soon(note: NeedNote) -> None:
    """Put a note on its way, where there is one."""
    if present := hook():
        NeedSending.objects.create(note=note, hook=present)
        in_background()


def again(sending: NeedSending) -> None:
    """Try once more now, however often it failed."""
    sending.state, sending.tries, sending.next_at = NeedSending.State.WAITING, 0, timezone.now()
    sending.save()
    in_background()


def in_background() -> None:
    """Send what waits, without waiting for it."""
    threading.Thread(target=_send_alone, name="needs-sending", daemon=True).start()


def watch_sending() -> None:
    """Send what waits, for as long as the process runs."""
    threading.Thread(target=_watch, name="needs-sending-watch", daemon=True).start()


def _watch() -> None:
    waiting = threading.Event()
    while not waiting.wait(_EVERY_S):
        _send_alone()


def _send_alone() -> None:
    try:
        send_due()
    except Exception:  # the next time is soon
        _log.exception("Notes could not be sent")
    finally:
        connection.close()


def send_due() -> int:
    """Send what is due; returns how much went."""
    with _one_at_a_time:
        due = NeedSending.objects.select_related("note", "note__need", "note__by", "hook").filter(
            state=NeedSending.State.WAITING, next_at__lte=timezone.now()
        )
        return sum(_send(sending) for sending in due.order_by("pk")[:100])


def _send(sending: NeedSending) -> bool:
    now = timezone.now()
    problem = _tried(sending, now)
    sending.tries += 1
    sending.tried_at, sending.problem = now, kept(problem) if problem else {}
    if problem is None:
        sending.state = NeedSending.State.SENT
    elif problem.permanent or sending.tries > len(AGAIN):
        sending.state = NeedSending.State.FAILED
    else:
        sending.next_at = now + timedelta(seconds=AGAIN[sending.tries - 1])
    NeedSending.objects.filter(pk=sending.pk).update(
        state=sending.state,
        tries=sending.tries,
        tried_at=now,
        problem=sending.problem,
        next_at=sending.next_at,
    )
    return problem is None


def _tried(sending: NeedSending, now: datetime) -> Problem | None:
    try:
        opened = open_sealed(sending.hook.secrets)
        asyncio.run(_post(opened["url"], opened["key"], sending, now))
    except Problem as problem:
        return problem
    return None


async def _post(url: str, key: str, sending: NeedSending, now: datetime) -> None:
    content = payload(sending.note)
    headers = {
        "Tertulia-Signature": signature(key, int(now.timestamp()), json.dumps(content).encode()),
        "Tertulia-Id": f"note-{sending.note_id}",
    }
    async with open_client() as http:
        await http.post(
            url, json=content, headers=headers, accept=ANY, most_bytes=_MOST_BYTES, within_s=WITHIN_S
        )


def signature(key: str, at: int, body: bytes) -> str:
    """What proves that a body was sent by us at that time (seconds since 1970)."""
    signed = hmac.new(key.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    return f"t={at},v1={signed}"


def payload(note: NeedNote) -> dict[str, Any]:
    """A note as it is sent: what a person wrote, and which need it is of; no post and no author."""
    return {
        "event": "need.note",
        "note": {"number": note.pk, "kind": note.kind, "text": note.text, "at": note.at.isoformat()},
        "by": note.by.shown_name if note.by else None,
        "need": {"number": note.need.pk, "name": note.need.name, "kind": note.need.kind}
        if note.need
        else None,
    }
