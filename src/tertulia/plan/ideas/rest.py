"""Ideas for programs: list, read, write down, change, move, use, delete."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.plan.ideas import service, taking
from tertulia.plan.ideas.forms import IdeaForm
from tertulia.plan.ideas.models import Idea, IdeaState
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, auth

router = Router(tags=["ideas"])
writes = auth("write", Role.EDITOR)
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class IdeaIn(Schema):
    """What one decides about an idea. `source`: need, post, team, people or feed; `permission`: "", asked,
    granted or refused."""

    title: str = Field(max_length=160)
    text: str = Field("", max_length=20_000)
    source: str = "team"
    format: str = ""
    objective: Number | None = None
    audience: Number | None = None
    message: Number | None = None
    need: Number | None = None
    link: str = Field("", max_length=1000)
    permission: str = ""
    permission_on: date | None = None
    permission_text: str = Field("", max_length=4000)
    credit: str = Field("", max_length=200)


class IdeaOut(IdeaIn):
    """An idea; numbers are of the store's post and of the calendar's entry."""

    number: int
    state: str
    post: int | None
    entry: int | None
    created_at: datetime


class StateIn(Schema):
    """new, ready, used or dropped."""

    state: str


class EntryOut(Schema):
    entry: int


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _found(number: int) -> Idea:
    try:
        return service.find(number)
    except Problem as problem:
        raise Http404 from problem


def _out(idea: Idea) -> IdeaOut:
    plain = ("title", "text", "source", "format", "link", "permission", "permission_on", "permission_text")
    links = {name: getattr(idea, f"{name}_id") for name in ("objective", "audience", "message")}
    rest = {name: getattr(idea, name) for name in (*plain, "credit", "state", "need", "post", "entry")}
    return IdeaOut(number=idea.pk, created_at=idea.created_at, **links, **rest)


def _read(body: IdeaIn, idea: Idea | None = None) -> Idea:
    """The idea with what was sent. Raises `Problem` (bad-idea) at the first field refused."""
    given: dict[str, Any] = {name: value for name, value in body.dict().items() if value is not None}
    form = IdeaForm(given, instance=idea)
    if not form.is_valid():
        place, errors = next(iter(form.errors.items()))
        raise Problem("bad-idea", Text("Not accepted: {reason}", reason=errors[0]), place=place)
    kept: Idea = form.save(commit=False)
    return kept


@router.get("/plan/ideas", response=list[IdeaOut], summary="All ideas, or those in a state")
def list_ideas(request: HttpRequest, state: str = "") -> list[IdeaOut]:
    found = Idea.objects.filter(deleted_at=None)
    return [_out(idea) for idea in (found.filter(state=state) if state in IdeaState.values else found)]


@router.post("/plan/ideas", response={201: IdeaOut}, auth=writes, summary="Write down an idea")
def create_idea(request: HttpRequest, body: IdeaIn) -> Status[IdeaOut]:
    return Status(201, _out(service.add(_read(body), _by(request))))


@router.post(
    "/plan/ideas/posts/{int:post}", response={201: IdeaOut}, auth=writes, summary="An idea of a post"
)
def create_of_post(request: HttpRequest, post: int, theirs: bool = False) -> Status[IdeaOut]:
    """`theirs`: what the person made is to be used itself, by their leave. A second call gives the same."""
    if post >= 2**63:
        raise Http404
    try:
        return Status(201, _out(taking.from_post(post, store(), _by(request), theirs=theirs)))
    except Problem as problem:
        raise Http404 from problem


@router.get("/plan/ideas/{int:number}", response=IdeaOut, summary="One idea")
def get_idea(request: HttpRequest, number: int) -> IdeaOut:
    return _out(_found(number))


@router.put("/plan/ideas/{int:number}", response=IdeaOut, auth=writes, summary="Change an idea")
def change_idea(request: HttpRequest, number: int, body: IdeaIn) -> IdeaOut:
    return _out(service.change(_read(body, _found(number)), _by(request)))


@router.post("/plan/ideas/{int:number}/state", response=IdeaOut, auth=writes, summary="Move an idea")
def move_idea(request: HttpRequest, number: int, body: StateIn) -> IdeaOut:
    idea = _found(number)
    service.move(idea, body.state, _by(request))
    return _out(idea)


@router.post("/plan/ideas/{int:number}/entry", response={201: EntryOut}, auth=writes, summary="Make an entry")
def create_entry(request: HttpRequest, number: int) -> Status[EntryOut]:
    """A calendar entry of the idea, which is used then."""
    return Status(201, EntryOut(entry=taking.make_entry(_found(number), _by(request))))


@router.delete("/plan/ideas/{int:number}", response={204: None}, auth=writes, summary="Delete an idea")
def delete_idea(request: HttpRequest, number: int) -> Status[None]:
    service.delete(_found(number), _by(request))
    return Status(204, None)
