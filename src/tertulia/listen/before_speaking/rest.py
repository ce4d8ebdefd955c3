"""A conversation before one speaks in it, in the REST API: the explorer's selection in the address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tertulia.listen.before_speaking.finding import find
from tertulia.listen.before_speaking.meant import selection_for
from tertulia.listen.before_speaking.reading_now import read_now
from tertulia.listen.before_speaking.telling import as_dict
from tertulia.listen.explorer.asked import asked
from tertulia.listen.triggers.rest import _question
from tertulia.posts.api import store
from tertulia.team.api import Person, auth, record

router = Router(tags=["before you speak"])


class SentenceOut(Schema):
    """A sentence, its figure in words, its value with bounds from 0 to 1 (null: it has none), and the numbers
    of posts that show it."""

    text: str
    figure: str
    value: float | None
    low: float | None
    high: float | None
    showing: list[int]


class LeaderOut(Schema):
    """Someone who leads: how many distinct others took them up, and the reactions that the network counts
    (null: it tells none)."""

    account: str
    taken_up_by: int
    reactions: int | None
    posts: int
    organisation: bool


class OrganisationOut(Schema):
    """An organisation's account and how that is told: ours, competitor, followed, name or speech."""

    account: str
    how: str


class BeforeOut(Schema):
    """What there is to know of a conversation. `pulse` is alive, slowing, over or unknown; `voices` few,
    between, many or unknown; `welcome` welcome, as anyone, mixed, unwelcome, unknown or absent; `open` are
    numbers of posts that asked and got no answer that is known."""

    selection: str
    posts: int
    people: int
    sample: int
    first: str | None
    last: str | None
    pulse: str
    posts_a_day: float | None
    topics: list[str]
    typical: list[int]
    leaders: list[LeaderOut]
    voices: str
    summary: list[SentenceOut]
    customs: list[SentenceOut]
    praised: list[SentenceOut]
    punished: list[SentenceOut]
    asked: int
    open: list[int]
    welcome: str
    organisations: list[OrganisationOut]
    formula: str
    notes: list[str]


class ReadIn(Schema):
    """What to read now: words, a #hashtag or the address of a post; on which network; at which server ("":
    its own)."""

    about: str
    network: str
    server: str = ""


class ReadOut(Schema):
    """How many posts the network gave, how many were new, and the selection that shows them (null: none is
    stored)."""

    read: int
    new: int
    selection: str | None


@router.get("/before-speaking", auth=auth("read"), response=BeforeOut)
def get_before_speaking(request: HttpRequest) -> dict[str, Any]:
    """What there is to know of the posts selected before one speaks among them. Takes the parameters of the
    explorer's address."""
    return as_dict(find(_question(request), datetime.now(UTC)))


@router.post("/before-speaking/read", auth=auth("write"), response=ReadOut)
def post_read(request: HttpRequest, body: ReadIn) -> dict[str, Any]:
    """Read what a network has of it at this moment, and store it."""
    assert isinstance(request.user, Person)  # the scope asks for a person
    words = body.about.strip()[:500]
    brought = read_now(body.network, words, store(), body.server.strip()[:200])
    record(
        request.user, "conversation.read", words, network=body.network, posts=brought.read, new=brought.new
    )
    selection = selection_for(words, asked(request).selection, store())
    return {"read": brought.read, "new": brought.new, "selection": selection.query if selection else None}
