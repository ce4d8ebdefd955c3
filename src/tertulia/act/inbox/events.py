"""The stream of server-sent events behind an open inbox: that something changed, and how many wait now."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tertulia.act.inbox.models import Conversation, State
from tertulia.act.inbox.pages import person_of
from tertulia.errors import Problem
from tertulia.listen.live.streams import STREAMS, Streams
from tertulia.posts.arrivals import Listener
from tertulia.team.api import Person

LOOK_S = 3.0  # what colleagues do is seen within
BEAT_S = 15.0


@dataclass(frozen=True)
class Look:
    """The state of the inbox: a stamp that changes with anything in it, open ones, mine among them."""

    stamp: str
    open: int
    mine: int


def look(person: int) -> Look:
    """Called in a thread: it asks the desk."""
    try:
        newest = Conversation.objects.aggregate(at=Max("changed_at"), last=Max("id"))
        opened = Conversation.objects.filter(state=State.OPEN)
        mine = opened.filter(assignee=person).count()
        return Look(f"{newest['at']}:{newest['last']}", opened.count(), mine)
    finally:
        connection.close()


def is_welcome(person: int, session: str) -> bool:
    """Whether the person may still look and has not signed out. Called in a thread."""
    try:
        alive = Session.objects.filter(pk=session, expire_date__gt=timezone.now()).exists()
        return alive and Person.objects.filter(pk=person, is_active=True).exists()
    finally:
        connection.close()


async def changes(
    person: int, session: str, streams: Streams = STREAMS, look_s: float = LOOK_S, beat_s: float = BEAT_S
) -> AsyncIterator[str]:
    """Events until the person leaves, may look no longer, or the process stops."""
    clock = asyncio.get_running_loop().time
    with streams.joined(person) as listener:
        known = await asyncio.to_thread(look, person)
        yield "retry: 2000\n\n"
        beat_at = clock() + beat_s
        while not streams.ended:
            await _woken(listener, look_s)
            now = await asyncio.to_thread(look, person)
            if now.stamp != known.stamp:
                told = {"open": now.open, "mine": now.mine, "more": now.open - known.open}
                known = now
                yield f"event: inbox\ndata: {json.dumps(told)}\n\n"
            if clock() >= beat_at:
                if not await asyncio.to_thread(is_welcome, person, session):
                    return
                yield ": beat\n\n"
                beat_at = clock() + beat_s


async def _woken(listener: Listener, within_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            await listener.next()


@require_safe
def stream(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events `inbox` with {"open", "mine", "more"}: `more` open ones than at the last event."""
    person = person_of(request)
    try:
        STREAMS.require_room(person.pk)
    except Problem as problem:
        return HttpResponse(str(problem), status=429, content_type="text/plain; charset=utf-8")
    events = changes(person.pk, request.session.session_key or "")
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep the events back
    return response
