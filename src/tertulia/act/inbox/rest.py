"""Conversations in the REST API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tertulia.act.inbox import api, changing, replying, saved
from tertulia.act.inbox.access import ANSWERS
from tertulia.act.inbox.asked import asked, conversations
from tertulia.act.inbox.models import ConversationNote, State
from tertulia.errors import Problem
from tertulia.posts.api import store
from tertulia.team.api import Person, auth

router = Router(tags=["inbox"])
PAGE = 100
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ConversationOut(Schema):
    """What one person says to us in one thread. `state`: open, waiting, snoozed, resolved; `priority` 0 (low)
    to 3 (urgent); `posts` and `last_post` are numbers of posts; `assignee` and `channel` are numbers too."""

    number: int
    network: str
    channel: int | None
    reason: str
    state: str
    priority: int
    sentiment: str
    intents: list[str]
    needs_reply: bool
    assignee: int | None
    tags: list[str]
    first_at: datetime
    last_at: datetime
    last_post: int
    ours_at: datetime | None
    posts: list[int]


class ConversationsOut(Schema):
    """A page of conversations, 100 at most; `total` are all that were asked for."""

    total: int
    conversations: list[ConversationOut]


class ConversationIn(Schema):
    """What changes; a field that is missing stays. `until` (with its offset) goes with the state "snoozed";
    an `assignee` of 0 is nobody."""

    state: str | None = None
    until: datetime | None = None
    assignee: Annotated[int, Field(ge=0, le=2**31)] | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    tags: list[str] | None = None


class TextIn(Schema):
    text: Annotated[str, Field(max_length=20_000)]


class ReplyIn(Schema):
    """An answer. `turn`: how many answers were ordered in the conversation when it was looked at; of two
    answers with the same turn one goes out. `over`: codes of warnings that are passed over."""

    text: Annotated[str, Field(max_length=20_000)]
    turn: Annotated[int, Field(ge=0, le=2**31)]
    over: list[str] = []


class OrderedOut(Schema):
    """The number of the publication; null: the text waits to be approved, and is sent by itself then."""

    publication: int | None


class NoteOut(Schema):
    number: int
    text: str
    by: str
    at: datetime


class SavedOut(Schema):
    number: int
    name: str
    text: str


class SavedIn(Schema):
    name: Annotated[str, Field(max_length=120)]
    text: Annotated[str, Field(max_length=5_000)]


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # the scope asks for a person
    return request.user


def _found(number: int) -> api.Conversation:
    try:
        return api.conversation(number)
    except Problem as problem:
        raise Http404(problem.code) from problem


@router.get("/conversations", auth=auth("read"), response=ConversationsOut)
def list_conversations(
    request: HttpRequest, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> dict[str, Any]:
    """Conversations, 100 a page. Takes the parameters of the inbox's address: `state` (open where it is
    missing, or "all"), `who` ("me", "none", a person's number), `network`, `reason`, `intent`, `sentiment`,
    `priority`, `needs`, `unread`, `tag`, `q` (words), `order` (newest, oldest, priority)."""
    found = conversations(asked(request.GET), _by(request), store())
    numbers = found.values_list("pk", flat=True)[(page - 1) * PAGE : page * PAGE]
    return {"total": found.count(), "conversations": [api.conversation(number) for number in numbers]}


@router.get("/conversations/{number}", auth=auth("read"), response=ConversationOut)
def get_conversation(request: HttpRequest, number: Number) -> api.Conversation:
    """One of them."""
    return _found(number)


@router.patch("/conversations/{number}", auth=auth("write", ANSWERS), response=ConversationOut)
def patch_conversation(request: HttpRequest, number: Number, body: ConversationIn) -> api.Conversation:
    """Assign, resolve, open, snooze, prioritise or tag."""
    _found(number)
    by = _by(request)
    if body.assignee is not None:
        changing.assign([number], _colleague(body.assignee), by)
    if body.priority is not None:
        changing.set_priority([number], body.priority, by)
    if body.tags is not None:
        changing.set_tags(number, ",".join(body.tags), by)
    if body.state is not None:
        until = body.until if body.state == State.SNOOZED else None
        changing.set_state([number], body.state, by, until.astimezone() if until else None)
    return _found(number)


def _colleague(number: int) -> Person | None:
    if number == 0:
        return None
    found = Person.objects.filter(pk=number).first()
    if found is None:
        raise Http404("no-such-person")
    return found


@router.get("/conversations/{number}/notes", auth=auth("read"), response=list[NoteOut])
def list_notes(request: HttpRequest, number: Number) -> list[dict[str, Any]]:
    """What the team says among itself, the oldest first."""
    _found(number)
    notes = ConversationNote.objects.filter(conversation=number).select_related("by")
    return [_note(each) for each in notes]


def _note(each: ConversationNote) -> dict[str, Any]:
    by = each.by.shown_name if each.by else ""
    return {"number": each.pk, "text": each.text, "by": by, "at": each.at}


@router.post("/conversations/{number}/notes", auth=auth("write", ANSWERS), response={201: NoteOut})
def post_note(request: HttpRequest, number: Number, body: TextIn) -> Status[dict[str, Any]]:
    """Write a word to the team."""
    _found(number)
    return Status(201, _note(changing.note(number, body.text, _by(request))))


@router.post("/conversations/{number}/reply", auth=auth("write", ANSWERS), response={201: OrderedOut})
def post_reply(request: HttpRequest, number: Number, body: ReplyIn) -> Status[dict[str, int | None]]:
    """Answer on the network. 409 with "someone-writing", "answer-pending", "saved-again" or
    "answered-meanwhile" where someone else answers too."""
    _found(number)
    by = _by(request)
    made = replying.reply(number, body.text, by, store(), at_turn=body.turn, over=body.over)
    return Status(201, {"publication": made.number if made else None})


@router.get("/saved-replies", auth=auth("read"), response=list[SavedOut])
def list_saved(request: HttpRequest) -> list[dict[str, Any]]:
    """The saved replies, by name."""
    return [{"number": each.pk, "name": each.name, "text": each.text} for each in saved.replies()]


@router.post("/saved-replies", auth=auth("write", ANSWERS), response={201: SavedOut})
def post_saved(request: HttpRequest, body: SavedIn) -> Status[dict[str, Any]]:
    """Keep a saved reply."""
    made = saved.keep(body.name, body.text, _by(request))
    return Status(201, {"number": made.pk, "name": made.name, "text": made.text})


@router.delete("/saved-replies/{number}", auth=auth("write", ANSWERS), response={204: None})
def delete_saved(request: HttpRequest, number: Number) -> Status[None]:
    """Take a saved reply away."""
    try:
        saved.find(number)
    except Problem as problem:
        raise Http404(problem.code) from problem
    saved.remove(number, _by(request))
    return Status(204, None)
