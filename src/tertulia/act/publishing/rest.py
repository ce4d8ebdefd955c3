"""Publishing for programs: how publications fare, cancel and retry, the pause. Ordering is for people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from tertulia.act.publishing import ordering, pausing
from tertulia.act.publishing.acting import may_act
from tertulia.act.publishing.models import Pause, Publication, State
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.problems import in_words
from tertulia.team.api import Person, Role, auth, may

router = Router(tags=["publishing"])
LARGEST = 2**63 - 1
MOST = 200


class PublicationOut(Schema):
    """A publication; times are UTC, `problem` is {} when all is well."""

    id: int
    channel: int
    network: str
    text: str
    state: str
    due: datetime
    ordered_by: str
    ordered_at: datetime
    attempts: int
    problem: dict[str, str]
    published_at: datetime | None
    native_id: str
    url: str
    post: int | None
    after: int | None
    entry: int | None
    version: int | None
    conversation: int | None

    @classmethod
    def of(cls, row: Publication) -> PublicationOut:
        same = (
            *("channel", "network", "state", "due", "ordered_at", "attempts", "published_at"),
            *("native_id", "url", "post", "entry", "version", "conversation"),
        )
        return cls(
            id=row.pk,
            text=str(row.draft.get("text", "")),
            ordered_by=row.ordered_by.shown_name,
            problem=in_words(row.problem),
            after=row.after_id,
            **{name: getattr(row, name) for name in same},
        )


class PauseOut(Schema):
    """Whether everything is paused, since when, by whom and why."""

    paused: bool
    since: datetime | None = None
    by: str = ""
    why: str = ""

    @classmethod
    def of(cls, pause: Pause | None) -> PauseOut:
        if pause is None:
            return cls(paused=False)
        return cls(paused=True, since=pause.at, by=pause.by.shown_name, why=pause.why)


class ResumedOut(Schema):
    """How many came due meanwhile and ask a person."""

    asking: int


class PauseIn(Schema):
    why: str = Field(max_length=500)


@router.get("/publishing/pause", response=PauseOut)
def pause_now(request: HttpRequest) -> PauseOut:
    """Whether publishing is paused."""
    return PauseOut.of(pausing.current())


@router.post("/publishing/pause", response=PauseOut, auth=auth("write"))
def pause(request: HttpRequest, given: PauseIn) -> PauseOut:
    """Stop everything scheduled."""
    return PauseOut.of(pausing.pause(_by(request, Role.RESPONDER), given.why))


@router.post("/publishing/resume", response=ResumedOut, auth=auth("write"))
def resume(request: HttpRequest) -> ResumedOut:
    """Let it go on."""
    return ResumedOut(asking=pausing.resume(_by(request, Role.EDITOR)))


@router.get("/publications", response=list[PublicationOut])
def publications(
    request: HttpRequest, state: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Any:
    """Publications by their time, 200 a page; of one state where it is given."""
    rows = Publication.objects.select_related("ordered_by")
    if state:
        rows = rows.filter(state=_state(state))
    return [PublicationOut.of(row) for row in rows[(page - 1) * MOST : page * MOST]]


@router.get("/publications/{number}", response=PublicationOut)
def publication(request: HttpRequest, number: int) -> PublicationOut:
    """One of them."""
    return PublicationOut.of(_found(number))


@router.post("/publications/{number}/cancel", response=PublicationOut, auth=auth("write"))
def cancel(request: HttpRequest, number: int) -> PublicationOut:
    """Have it not published."""
    return PublicationOut.of(ordering.cancel(_mine(request, number).pk, _by(request)))


@router.post("/publications/{number}/retry", response=PublicationOut, auth=auth("write"))
def retry(request: HttpRequest, number: int) -> PublicationOut:
    """Have one that failed or missed its time published now; the channel is looked at first."""
    return PublicationOut.of(ordering.retry(_mine(request, number).pk, _by(request)))


def _by(request: HttpRequest, role: Role = Role.VIEWER) -> Person:
    if not isinstance(request.user, Person) or not may(request.user, role):
        raise PermissionDenied
    return request.user


def _found(number: int) -> Publication:
    try:
        return ordering.find(min(max(number, 0), LARGEST))
    except Problem as problem:
        raise Http404 from problem


def _mine(request: HttpRequest, number: int) -> Publication:
    row = _found(number)
    if not may_act(request.user, row):
        raise PermissionDenied
    return row


def _state(given: str) -> State:
    try:
        return State(given)
    except ValueError:
        raise Problem(
            "unknown-value",
            Text("There is no state “{state}”.", state=given),
            Text("Use one of these: {names}.", names=", ".join(State.values)),
            "state",
        ) from None
