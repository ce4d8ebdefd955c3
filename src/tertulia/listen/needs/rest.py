"""Needs and what is made of them in the REST API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.timezone import is_naive, make_aware
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.errors import Problem
from tertulia.listen.needs import changing, noting
from tertulia.listen.needs.models import Need, NeedNote
from tertulia.listen.needs.register import Register, as_dict, register
from tertulia.listen.needs.standing import members, standings
from tertulia.listen.needs.views import as_dict as need_as_dict
from tertulia.posts.api import store
from tertulia.team.api import Person, auth

router = Router(tags=["needs"])
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Numbers = Annotated[list[Annotated[int, Field(ge=0, le=2**63 - 1)]], Field(max_length=5000)]


class AfterOut(Schema):
    """Asked again after the answer: people before and after it, those of both, days on both sides, and the
    people a day after as a share of those before, with its interval (null: too few to tell)."""

    people_before: int
    people_after: int
    asked_again: int
    days_before: float
    days_after: float
    rate_ratio: float | None
    rate_ratio_low: float | None
    rate_ratio_high: float | None


class NeedOut(Schema):
    """A need in a selection. `name` is a person's where `named`, else the words of its most typical post;
    `kind` and `state` are codes; `followers` and `views` are null where no number is known."""

    number: int
    name: str
    named: bool
    kind: str
    state: str
    people: int
    posts: int
    first: str
    last: str
    followers: int | None
    views: int | None
    networks: dict[str, int]
    languages: dict[str, int]
    trend: str
    note: str
    answer: str
    answer_url: str
    answer_post: int | None
    answered_at: str | None
    after: AfterOut | None


class NeedsOut(Schema):
    """The needs of a selection; `asking` of its posts ask something, in a need or not."""

    selection: str
    asking: int
    needs: list[NeedOut]


class NeedPostsOut(Schema):
    """The numbers of a need's posts."""

    posts: list[int]


class StandIn(Schema):
    """Where a need stands: "open", "answered", "met", "passed" or "wont"."""

    state: str
    note: str = ""
    answer: str = ""
    answer_url: str = ""
    answer_post: Number | None = None
    answered_at: datetime | None = None


class NameIn(Schema):
    """What a need is called; "" leaves it to its most typical post."""

    name: str


class OtherIn(Schema):
    """The number of another need."""

    other: Number


class PostsIn(Schema):
    """Posts of the need by number; `other` is the need that they go to, null for none."""

    posts: Numbers
    other: Number | None = None


class NoteIn(Schema):
    """What is made of a need: "idea", "task", "answer" or "product"."""

    kind: str
    text: str


class NoteOut(Schema):
    """Something that was made of a need; `done_at` null: it waits."""

    number: int
    kind: str
    text: str
    need: int | None
    need_name: str
    by: str
    at: str
    done_at: str | None


class NotesOut(Schema):
    notes: list[NoteOut]


class DoneIn(Schema):
    done: bool


class MadeOut(Schema):
    """The number of what was made."""

    number: int


def _register(request: HttpRequest) -> Register:
    """The register of the address. Raises the first `Problem` in it."""
    found = register(request)
    if found.problems:
        raise found.problems[0]
    return found


def _found(number: int, *, ended: bool = False) -> Need:
    try:
        return changing.find(number, ended=ended)
    except Problem as problem:
        raise Http404(problem.code) from problem


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # the scope asks for a person
    return request.user


@router.get("/needs", auth=auth("read"), response=NeedsOut)
def list_needs(request: HttpRequest) -> dict[str, Any]:
    """The needs. Takes the parameters of the explorer's address, and `state`, `asks` (kind) and `order`."""
    return as_dict(_register(request))


@router.get("/needs/{number}", auth=auth("read"), response=NeedOut)
def get_need(request: HttpRequest, number: Number) -> dict[str, Any]:
    """A need in the selection of the address. 404 where there is none, or nobody asks it there."""
    found = standings(_register(request).question, [_found(number)])
    if not found:
        raise Http404("not-asked")
    return need_as_dict(found[0])


@router.get("/needs/{number}/posts", auth=auth("read"), response=NeedPostsOut)
def get_need_posts(request: HttpRequest, number: Number) -> dict[str, Any]:
    """All posts of a need."""
    return {"posts": sorted(members([_found(number).pk]))}


@router.put("/needs/{number}/state", auth=auth("write"), response={204: None})
def put_state(request: HttpRequest, number: Number, body: StandIn) -> Status[None]:
    """Say where a need stands."""
    given = body.dict()
    if given["answered_at"] and is_naive(given["answered_at"]):
        given["answered_at"] = make_aware(given["answered_at"])
    changing.stand(_found(number), _by(request), changing.Standing(**given))
    return Status(204, None)


@router.put("/needs/{number}/name", auth=auth("write"), response={204: None})
def put_name(request: HttpRequest, number: Number, body: NameIn) -> Status[None]:
    """Name a need."""
    changing.rename(_found(number), _by(request), body.name)
    return Status(204, None)


@router.post("/needs/{number}/merge", auth=auth("write"), response={204: None})
def post_merge(request: HttpRequest, number: Number, body: OtherIn) -> Status[None]:
    """Make another need part of this one."""
    changing.merge(_found(number), _found(body.other), _by(request), store())
    return Status(204, None)


@router.post("/needs/{number}/split", auth=auth("write"), response={201: MadeOut})
def post_split(request: HttpRequest, number: Number, body: PostsIn) -> Status[dict[str, int]]:
    """Make a need of some posts of another."""
    made = changing.split(_found(number), body.posts, _by(request), store())
    return Status(201, {"number": made.pk})


@router.post("/needs/{number}/move", auth=auth("write"), response={204: None})
def post_move(request: HttpRequest, number: Number, body: PostsIn) -> Status[None]:
    """Put posts of a need into another, or into none."""
    other = _found(body.other) if body.other is not None else None
    changing.move(_found(number), body.posts, other, _by(request), store())
    return Status(204, None)


@router.post("/needs/{number}/notes", auth=auth("write"), response={201: MadeOut})
def post_note(request: HttpRequest, number: Number, body: NoteIn) -> Status[dict[str, int]]:
    """Make something of a need."""
    made = noting.note(_found(number), _by(request), body.kind, body.text)
    return Status(201, {"number": made.pk})


@router.get("/need-notes", auth=auth("read"), response=NotesOut)
def list_notes(request: HttpRequest) -> dict[str, Any]:
    """What was made of needs, the newest first."""
    return {"notes": noting.as_rows(noting.listed(), store())}


@router.put("/need-notes/{number}", auth=auth("write"), response={204: None})
def put_note(request: HttpRequest, number: Number, body: DoneIn) -> Status[None]:
    """Say that a note is done, or is not."""
    try:
        made: NeedNote = noting.find(number)
    except Problem as problem:
        raise Http404(problem.code) from problem
    noting.settle(made, _by(request), done=body.done)
    return Status(204, None)
