"""The accuracy of the readings, checks and lessons for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema, Status

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.accuracy import service, teaching
from tertulia.listen.accuracy.models import ModelWork, Round
from tertulia.listen.accuracy.results import result
from tertulia.listen.accuracy.tasks import Checked
from tertulia.listen.measuring.trying import interval
from tertulia.posts.api import store
from tertulia.team.api import Person, auth
from tertulia.understand.adapting.api import Lesson, Score, TaskResult, active, lessons

router = Router(tags=["accuracy"])
LARGEST = 2**63 - 1


class IntervalOut(Schema):
    """An estimate and its 95 % interval."""

    value: float
    low: float
    high: float


class GroupOut(Schema):
    """The figures of a part of the checked posts; null: too few to tell. `read`: those that
    have a reading."""

    name: str
    checked: int
    read: int
    accuracy: IntervalOut | None
    macro_f1: IntervalOut | None
    not_sure: IntervalOut | None


class CellOut(Schema):
    """The posts of which people said one thing and the model another. For intents `model` is "both",
    "missed" (only people see it) or "added" (only the model)."""

    people: str
    model: str
    posts: list[int]
    share: IntervalOut | None


class AgreementOut(Schema):
    """Of two people who checked the same posts; `alpha` is Krippendorff's."""

    posts: int
    alpha: float | None
    same: int


class AccuracyOut(Schema):
    """How often the readings of a task are right on the workspace's own posts. `held_out`: posts that taught
    the models, counted with what models said that had not seen them."""

    task: str
    checked: int
    read: int
    accuracy: IntervalOut | None
    macro_f1: IntervalOut | None
    not_sure: IntervalOut | None
    undecided: int
    gone: int
    held_out: int
    least: int
    f1: dict[str, float]
    agreement: AgreementOut | None
    languages: list[GroupOut]
    networks: list[GroupOut]
    monitors: list[GroupOut]
    confusion: list[CellOut]


class DrawnOut(Schema):
    """A post of a sample, without what the model read: its turn, number, stratum and chance."""

    turn: int
    post: int
    lang: str
    network: str
    monitor: int
    chance: float


class RoundOut(Schema):
    """A sample drawn for a task; `monitor` 0 of a post stands for none."""

    id: int
    task: str
    seed: int
    since: datetime
    posts: int
    strata: int
    at: datetime
    drawn: list[DrawnOut]

    @classmethod
    def of(cls, made: Round) -> RoundOut:
        fields = ("turn", "post", "lang", "network", "monitor", "chance")
        drawn = [DrawnOut(**row) for row in made.drawn.values(*fields)]
        told = {name: getattr(made, name) for name in ("task", "seed", "since", "posts", "strata", "at")}
        return cls(id=made.pk, drawn=drawn, **told)


class SeedIn(Schema):
    """The same seed draws the same sample from the same posts; `size` posts, about."""

    seed: int | None = Field(None, ge=0, le=2**31 - 1)
    size: int = Field(60, ge=1, le=1_000)


class CheckIn(Schema):
    value: str = Field(max_length=160)


class ScoreOut(Schema):
    macro_f1: IntervalOut
    accuracy: IntervalOut
    f1: dict[str, float]


class TaskResultOut(Schema):
    """What `n` words of people on a task taught in a group of languages; scores on posts held out."""

    task: str
    lang: str
    n: int
    counts: dict[str, int]
    missing: dict[str, int]
    before: ScoreOut | None
    after: ScoreOut | None
    difference: IntervalOut | None
    kept: bool
    reason: str


class LessonOut(Schema):
    """A version of what the corrections taught the models."""

    number: int
    at: datetime
    by: str
    base: str
    posts: int
    unlearned: int
    usable: bool
    in_use: bool
    tasks: list[TaskResultOut]


class WorkOut(Schema):
    """Something under way with the models, or done: `what` is "teach" or "reread"; `state` "running", "done"
    or "failed"."""

    what: str
    state: str
    at: datetime
    done: int
    total: int
    lesson: int | None
    problem: dict[str, Any]


class UseIn(Schema):
    """The lesson that readings shall follow; null: the models as shipped."""

    number: int | None = Field(None, ge=1, le=2**31 - 1)


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _task(name: str) -> Checked:
    try:
        return service.find_task(name)
    except Problem as problem:
        raise Http404 from problem


def _round(task: Checked, number: int) -> Round:
    found = Round.objects.filter(task=task.name, pk=number if abs(number) <= LARGEST else 0).first()
    if found is None:
        raise Http404
    return found


@router.get("/accuracy/{task}", response=AccuracyOut, summary="How often readings are right on our posts")
def get_accuracy(request: HttpRequest, task: str) -> dict[str, Any]:
    """`task` is sentiment, emotion, intents, needs_reply or offensive."""
    return result(_task(task), store()).as_dict()


@router.get("/accuracy/{task}/rounds", response=list[RoundOut], summary="The samples drawn for a task")
def get_rounds(request: HttpRequest, task: str) -> list[RoundOut]:
    return [RoundOut.of(made) for made in Round.objects.filter(task=_task(task).name)]


@router.post(
    "/accuracy/{task}/rounds", response={201: RoundOut}, auth=auth("write"), summary="Draw a new sample"
)
def begin(request: HttpRequest, task: str, body: SeedIn) -> Status[RoundOut]:
    made = service.begin(_task(task), _by(request), body.seed, body.size)
    return Status(201, RoundOut.of(made))


@router.put(
    "/accuracy/{task}/rounds/{int:number}/checks/{int:turn}",
    response={204: None},
    auth=auth("write"),
    summary="Say what a drawn post is",
)
def put_check(request: HttpRequest, task: str, number: int, turn: int, body: CheckIn) -> Status[None]:
    """A value of the task, or "undecided"; several intents by commas. It takes the place of the person's
    earlier word and corrects the reading."""
    given = _round(_task(task), number)
    drawn = given.drawn.select_related("round").filter(turn=min(abs(turn), 32_767)).first()
    if drawn is None:
        raise Http404
    service.check(drawn, body.value, _by(request))
    return Status(204, None)


@router.get("/lessons", response=list[LessonOut], summary="What the corrections taught the models")
def get_lessons(request: HttpRequest) -> list[dict[str, Any]]:
    folder = Home.of().models
    in_use = active(folder)
    return [_lesson(each, in_use) for each in lessons(folder)]


def _lesson(lesson: Lesson, in_use: Lesson | None) -> dict[str, Any]:
    names = ("number", "at", "by", "base", "posts", "unlearned", "usable")
    return {name: getattr(lesson, name) for name in names} | {
        "in_use": in_use is not None and in_use.number == lesson.number,
        "tasks": [_result(each) for each in lesson.tasks],
    }


def _result(told: TaskResult) -> dict[str, Any]:
    return vars(told) | {
        "before": _score(told.before),
        "after": _score(told.after),
        "difference": interval(told.difference),
    }


def _score(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "macro_f1": interval(score.macro_f1),
        "accuracy": interval(score.accuracy),
        "f1": dict(score.f1),
    }


@router.post(
    "/lessons", response={202: WorkOut}, auth=auth("write"), summary="Teach the models with all corrections"
)
def post_lesson(request: HttpRequest) -> Status[ModelWork | None]:
    """It goes on in the background: ask `/lessons/work`. 202 with the one under way where there is one."""
    teaching.teach_in_background(_by(request))
    return Status(202, ModelWork.objects.first())


@router.put("/lessons/in-use", response={204: None}, auth=auth("write"), summary="Choose a lesson")
def put_in_use(request: HttpRequest, body: UseIn) -> Status[None]:
    teaching.choose(body.number, _by(request))
    return Status(204, None)


@router.post("/lessons/reread", response={202: WorkOut}, auth=auth("write"), summary="Read history anew")
def post_reread(request: HttpRequest) -> Status[ModelWork | None]:
    """Posts that other models read last are read by those in use, in the background."""
    teaching.reread_in_background(_by(request))
    return Status(202, ModelWork.objects.first())


@router.get("/lessons/work", response=list[WorkOut], summary="What is under way with the models")
def get_work(request: HttpRequest) -> list[ModelWork]:
    """The last teaching and the last re-reading."""
    found = (teaching.newest(what) for what in ModelWork.What.values)
    return [work for work in found if work]
