"""The explorer as a REST API: the same selection in the address, the same panels, posts and corrections."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer import posts
from tertulia.listen.explorer.asked import Asked, asked
from tertulia.listen.explorer.corrections import TASKS, correct
from tertulia.listen.explorer.measures import MEASURES
from tertulia.listen.explorer.trusted import panel_of
from tertulia.posts.api import store
from tertulia.team.api import auth

router = Router(tags=["explorer"])
MOST = 200
_LARGEST = 2**63 - 1


Number = Annotated[int, Field(ge=0, le=_LARGEST)]
Limit = Annotated[int, Field(ge=1, le=MOST)]


class PostOut(Schema):
    """A post; counters that the network does not give are null."""

    post: int
    network: str
    created_at: datetime
    author: str | None = None
    author_name: str | None = None
    kind: str
    title: str | None = None
    text: str
    own: bool
    followers: int | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None
    lang: str | None = None
    sentiment: str | None = None
    emotion: str | None = None
    intents: list[str] | None = None
    needs_reply: bool | None = None


class PostsOut(Schema):
    """Posts and the mark that asks for those after them, "" at the end."""

    posts: list[PostOut]
    following: str


class SaidOut(Schema):
    """What a post says of a monitor's subject, where it names others too; `sentiment` is null where the model
    is not sure."""

    monitor: int
    sentiment: str | None
    negative_p: float
    neutral_p: float
    positive_p: float


class FileOut(PostOut):
    """A post with all that is kept of it."""

    id: str
    url: str | None = None
    offensive: str | None = None
    monitors: list[int]
    observations: list[dict[str, Any]]
    earlier_texts: list[dict[str, Any]]
    readings: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    said: list[SaidOut]


class BranchOut(PostOut):
    """A post of a thread; `depth` counts from 0 at the first."""

    depth: int


class PanelOut(Schema):
    """A measure of a selection as a table; `show` in a row is the address query of the posts behind it."""

    name: str
    title: str
    selection: str
    columns: list[dict[str, str]]
    rows: list[dict[str, Any]]
    sample: int
    total: int
    formula: str
    notes: list[str]
    gaps: list[dict[str, str | None]]


class CorrectionIn(Schema):
    """A person's word on a task of the reading; a value of null takes it back. Intents are
    comma-separated."""

    value: str | None = None


def _strict(request: HttpRequest) -> Asked:
    """The selection of the address. Raises the first `Problem` in it: a program's mistake is not passed
    over."""
    question = asked(request)
    if question.problems:
        raise question.problems[0]
    return question


def _file(number: int) -> posts.PostFile:
    try:
        return posts.post_file(number, store())
    except Problem as problem:
        raise Http404(problem.code) from problem


@router.get("/panels", auth=auth("read"), response=list[str])
def list_panels(request: HttpRequest) -> list[str]:
    """The names of the measures."""
    return list(MEASURES)


@router.get("/panels/{name}", auth=auth("read"), response=PanelOut)
def get_panel(request: HttpRequest, name: str) -> dict[str, Any]:
    """A measure of the posts selected. Takes the parameters of the explorer's address: period, since,
    until, monitor,
    network, lang, sentiment, emotion, intent, theme, kind, author, hashtag, domain, link, hour, source,
    whose, mentioned, reply, hide, q, thread, compare, by."""
    question = _strict(request)
    return panel_of(question, name).as_dict()


@router.get("/posts", auth=auth("read"), response=PostsOut)
def list_posts(request: HttpRequest, after: str = "", limit: Limit = posts.PAGE) -> dict[str, Any]:
    """The posts selected, a page at a time; takes the same parameters as a panel, and sort."""
    question = _strict(request)
    found = posts.page(question.selection, question.store, after, limit)
    return {"posts": found.posts, "following": found.following}


@router.get("/posts/{number}", auth=auth("read"), response=FileOut)
def get_post(request: HttpRequest, number: Number) -> dict[str, Any]:
    """A post with its counters over time, earlier texts, readings and corrections."""
    file = _file(number)
    return file.post | {
        "monitors": file.monitors,
        "observations": file.observations,
        "earlier_texts": file.earlier,
        "readings": file.readings,
        "corrections": file.corrections,
        "said": file.said,
    }


@router.get("/posts/{number}/thread", auth=auth("read"), response=list[BranchOut])
def get_thread(request: HttpRequest, number: Number) -> list[dict[str, Any]]:
    """The thread that the post stands in, each reply after what it answers."""
    found = posts.thread(_file(number).post, store())
    return [branch.post | {"depth": branch.depth} for branch in found]


@router.put("/posts/{number}/corrections/{task}", auth=auth("write"), response={204: None})
def put_correction(request: HttpRequest, task: str, body: CorrectionIn, number: Number) -> Status[None]:
    """Keep a person's word on the sentiment, emotion, offensive, intents or needs_reply of a post; it wins
    over the model."""
    if task not in TASKS:
        choices = ", ".join(TASKS)
        raise Problem(
            "bad-correction",
            Text("“{task}” is not a task of the reading.", task=task[:40]),
            Text("Choose one of: {choices}.", choices=choices),
        )
    _file(number)
    correct(request.user, number, task, body.value)
    return Status(204, None)
