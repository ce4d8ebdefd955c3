"""The plan for programs: objectives, audiences, messages, channels, indicators and their values.

Shares are 0 to 1 in what is given back, and percentages (0 to 100) in `baseline` and `target` that are sent,
as people type them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from tertulia.errors import Problem
from tertulia.listen.explorer.asked import today
from tertulia.listen.monitors.api import monitors
from tertulia.plan.objectives import api, service
from tertulia.plan.objectives.measures import MEASURES, Ground
from tertulia.plan.objectives.models import ChannelUse, Indicator, TypedValue
from tertulia.plan.objectives.sizes import size
from tertulia.plan.objectives.standing import name_of, stand, unit_of
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, auth

router = Router(tags=["plan"])
writes = auth("write", Role.EDITOR)
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ObjectiveIn(Schema):
    """What one decides about an objective; `swot` are numbers of points of the SWOT."""

    kind: str = "own"
    title: str = Field(max_length=160)
    why: str = Field("", max_length=4000)
    owner: Number | None = None
    starts: date
    ends: date | None = None
    state: str = "running"
    swot: list[Number] = Field(default=[], max_length=100)


class ObjectiveOut(Schema):
    number: int
    title: str
    kind: str
    state: str
    why: str
    owner: str
    starts: date
    ends: date | None


class AudienceIn(Schema):
    """`query` is the address query of a selection of the explorer; `objective` gets the audience."""

    title: str = Field(max_length=120)
    description: str = Field("", max_length=4000)
    query: str = Field("", max_length=4000)
    objective: Number | None = None


class AudienceOut(Schema):
    number: int
    title: str
    description: str
    query: str
    objectives: list[int]


class SizeOut(Schema):
    """Distinct accounts that wrote, in how many posts; `estimated` where they were not counted one by one."""

    people: int
    posts: int
    estimated: bool
    query: str


class MessageIn(Schema):
    objective: Number
    text: str = Field(max_length=4000)
    audience: Number | None = None
    need: Number | None = None


class MessageOut(Schema):
    number: int
    text: str
    objective: int
    audience: int | None
    need: int | None
    channels: list[int]


class UseIn(Schema):
    """That a message is said on a channel, and how we behave there."""

    message: Number
    channel: Number
    how: str = Field("", max_length=4000)


class UseOut(Schema):
    number: int
    message: int
    channel: int
    how: str


class IndicatorIn(Schema):
    """`measure` is one of the plan's measures, or "hand" with a name and a unit."""

    objective: Number
    measure: str
    name: str = Field("", max_length=120)
    unit: str = Field("", max_length=30)
    query: str = Field("", max_length=4000)
    window: int = 30
    channel: Number | None = None
    audience: Number | None = None
    baseline: float | None = None
    target: float
    since: date
    due: date


class IndicatorOut(Schema):
    """An indicator and how it stands: the value of the newest window with its bounds, from `n` posts."""

    number: int
    objective: int
    measure: str
    name: str
    unit: str
    query: str
    window: int
    channel: int | None
    audience: int | None
    baseline: float | None
    target: float
    since: date
    due: date
    value: float | None
    low: float | None
    high: float | None
    n: int
    status: str


class ValueIn(Schema):
    indicator: Number
    on: date
    value: float
    source: str = Field(max_length=300)


class ValueOut(Schema):
    number: int
    indicator: int
    on: date
    value: float
    source: str


class MeasureOut(Schema):
    name: str
    label: str
    formula: str
    unit: str


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _ground() -> Ground:
    return Ground(store(), monitors(), settings.TIME_ZONE, today(settings.TIME_ZONE))


def _found(kind: str, number: int) -> Any:
    try:
        return service.find(kind, number)
    except Problem as problem:
        raise Http404 from problem


def _keep(request: HttpRequest, kind: str, body: Schema, above: Any = None, thing: Any = None) -> Any:
    form = service.checked(kind, body.dict(), thing)
    return service.keep(kind, form, above, _by(request), _ground() if kind == "indicator" else None)


def _use(one: ChannelUse) -> UseOut:
    return UseOut(number=one.pk, message=one.message_id, channel=one.channel, how=one.how)


def _value(one: TypedValue) -> ValueOut:
    return ValueOut(number=one.pk, indicator=one.indicator_id, on=one.on, value=one.value, source=one.source)


def _indicator(one: Indicator) -> IndicatorOut:
    standing = stand(one, _ground())
    return IndicatorOut(
        number=one.pk,
        objective=one.objective_id,
        measure=one.measure,
        name=name_of(one),
        unit=one.unit or unit_of(one),
        query=one.query,
        window=one.window,
        channel=one.channel,
        audience=one.audience_id,
        baseline=one.baseline,
        target=one.target,
        since=one.since,
        due=one.due,
        value=standing.found.value,
        low=standing.found.low,
        high=standing.found.high,
        n=standing.found.n,
        status=standing.status,
    )


@router.get("/plan/measures", response=list[MeasureOut], summary="What an indicator may measure")
def list_measures(request: HttpRequest) -> list[dict[str, str]]:
    return [
        {"name": name, "label": str(one.label), "formula": str(one.formula), "unit": one.unit}
        for name, one in MEASURES.items()
    ]


@router.get("/plan/objectives", response=list[ObjectiveOut], summary="All objectives")
def list_objectives(request: HttpRequest) -> list[api.ObjectiveInfo]:
    return api.objectives()


@router.post("/plan/objectives", response={201: ObjectiveOut}, auth=writes, summary="Set an objective")
def create_objective(request: HttpRequest, body: ObjectiveIn) -> Status[api.ObjectiveInfo]:
    return Status(201, api.find_objective(_keep(request, "objective", body).pk))


@router.get("/plan/objectives/{int:number}", response=ObjectiveOut, summary="One objective")
def get_objective(request: HttpRequest, number: int) -> api.ObjectiveInfo:
    return api.find_objective(_found("objective", number).pk)


@router.put(
    "/plan/objectives/{int:number}", response=ObjectiveOut, auth=writes, summary="Change an objective"
)
def change_objective(request: HttpRequest, number: int, body: ObjectiveIn) -> api.ObjectiveInfo:
    return api.find_objective(_keep(request, "objective", body, None, _found("objective", number)).pk)


@router.get(
    "/plan/objectives/{int:number}/indicators",
    response=list[IndicatorOut],
    summary="The indicators of an objective, and how they stand",
)
def list_indicators(request: HttpRequest, number: int) -> list[IndicatorOut]:
    return [_indicator(one) for one in _found("objective", number).indicators.filter(deleted_at=None)]


@router.get("/plan/audiences", response=list[AudienceOut], summary="All audiences")
def list_audiences(request: HttpRequest) -> list[api.AudienceInfo]:
    return api.audiences()


@router.post("/plan/audiences", response={201: AudienceOut}, auth=writes, summary="Describe an audience")
def create_audience(request: HttpRequest, body: AudienceIn) -> Status[api.AudienceInfo]:
    above = _found("objective", body.objective) if body.objective else None
    return Status(201, api.find_audience(_keep(request, "audience", body, above).pk))


@router.put("/plan/audiences/{int:number}", response=AudienceOut, auth=writes, summary="Change an audience")
def change_audience(request: HttpRequest, number: int, body: AudienceIn) -> api.AudienceInfo:
    """`objective` is added to those that have it."""
    one = _keep(request, "audience", body, None, _found("audience", number))
    if body.objective:
        service.link(_found("objective", body.objective), one, _by(request), linked=True)
    return api.find_audience(one.pk)


@router.get("/plan/audiences/{int:number}/size", response=SizeOut, summary="How many people of it write")
def get_size(request: HttpRequest, number: int) -> Any:
    return size(_found("audience", number).query, _ground())


@router.get("/plan/messages", response=list[MessageOut], summary="All messages")
def list_messages(request: HttpRequest) -> list[api.MessageInfo]:
    return api.messages()


@router.post("/plan/messages", response={201: MessageOut}, auth=writes, summary="Write a message")
def create_message(request: HttpRequest, body: MessageIn) -> Status[api.MessageInfo]:
    made = _keep(request, "message", body, _found("objective", body.objective))
    return Status(201, api.find_message(made.pk))


@router.put("/plan/messages/{int:number}", response=MessageOut, auth=writes, summary="Change a message")
def change_message(request: HttpRequest, number: int, body: MessageIn) -> api.MessageInfo:
    """It stays with its objective."""
    return api.find_message(_keep(request, "message", body, None, _found("message", number)).pk)


@router.post("/plan/uses", response={201: UseOut}, auth=writes, summary="Give a message a channel")
def create_use(request: HttpRequest, body: UseIn) -> Status[UseOut]:
    return Status(201, _use(_keep(request, "channel", body, _found("message", body.message))))


@router.post("/plan/indicators", response={201: IndicatorOut}, auth=writes, summary="Choose an indicator")
def create_indicator(request: HttpRequest, body: IndicatorIn) -> Status[IndicatorOut]:
    """Without a baseline it takes what was measured right before it begins."""
    made = _keep(request, "indicator", body, _found("objective", body.objective))
    return Status(201, _indicator(made))


@router.get("/plan/indicators/{int:number}", response=IndicatorOut, summary="One indicator, as it stands")
def get_indicator(request: HttpRequest, number: int) -> IndicatorOut:
    return _indicator(_found("indicator", number))


@router.put(
    "/plan/indicators/{int:number}", response=IndicatorOut, auth=writes, summary="Change an indicator"
)
def change_indicator(request: HttpRequest, number: int, body: IndicatorIn) -> IndicatorOut:
    """It stays with its objective."""
    return _indicator(_keep(request, "indicator", body, None, _found("indicator", number)))


@router.get("/plan/indicators/{int:number}/values", response=list[ValueOut], summary="Values typed in")
def list_values(request: HttpRequest, number: int) -> list[ValueOut]:
    return [_value(one) for one in _found("indicator", number).values.filter(deleted_at=None)]


@router.post("/plan/values", response={201: ValueOut}, auth=writes, summary="Type in a value")
def create_value(request: HttpRequest, body: ValueIn) -> Status[ValueOut]:
    return Status(201, _value(_keep(request, "value", body, _found("indicator", body.indicator))))


def _deleting(path: str, kind: str, name: str) -> Callable[[HttpRequest, int], Status[None]]:
    def operation(request: HttpRequest, number: int) -> Status[None]:
        service.delete(kind, _found(kind, number), _by(request))
        return Status(204, None)

    operation.__name__ = f"delete_{kind}"
    route = f"/plan/{path}/{{int:number}}"
    return router.delete(route, response={204: None}, auth=writes, summary=name)(operation)


_deleting("objectives", "objective", "Delete an objective")
_deleting("audiences", "audience", "Delete an audience")
_deleting("messages", "message", "Delete a message")
_deleting("uses", "channel", "Take a channel from a message")
_deleting("indicators", "indicator", "Delete an indicator")
_deleting("values", "value", "Delete a typed value")
