"""Measured searches for programs: samples, labels, figures, suggestions, trials; lists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema, Status

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.measuring import service
from tertulia.listen.measuring.advice import advise
from tertulia.listen.measuring.results import Result, latest, result
from tertulia.listen.measuring.trying import try_on_labels
from tertulia.listen.monitors import lists
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.models import Monitor, ReusableList
from tertulia.listen.query.api import MAX_LENGTH
from tertulia.posts.api import store
from tertulia.team.api import Person, auth

router = Router(tags=["measured searches"])
LARGEST = 2**63 - 1


class IntervalOut(Schema):
    """An estimate and its 95 % interval."""

    value: float
    low: float
    high: float


class TallyOut(Schema):
    """How many posts of a sample were found relevant, not relevant, undecided, and how many wait."""

    yes: int
    no: int
    undecided: int
    waiting: int


class SampledOut(Schema):
    """A post of the sample; `part` is "hit" or "miss" (found only by the relaxed search), `verdict` "" while
    nobody labelled it."""

    turn: int
    post: int
    part: str
    verdict: str
    network: str
    lang: str


class MeasurementOut(Schema):
    """A sample and what its labels say. Intervals are null while fewer than `least` posts are decided;
    recall is relative to the relaxed search, `missed` the estimated number of posts that only it finds."""

    monitor: int
    query: str
    relaxed: str | None
    seed: int
    since: datetime
    at: datetime
    hits: int
    missed: int
    found: TallyOut
    probe: TallyOut
    gone: int
    least: int
    precision: IntervalOut | None
    recall: IntervalOut | None
    relevant_missed: IntervalOut | None
    networks: dict[str, IntervalOut | None]
    languages: dict[str, IntervalOut | None]
    sampled: list[SampledOut]


class SeedIn(Schema):
    """The same seed draws the same sample from the same posts."""

    seed: int | None = Field(None, ge=0, le=LARGEST)


class LabelIn(Schema):
    verdict: str


class TrialIn(Schema):
    query: str = Field(max_length=MAX_LENGTH)


class TriedOut(Schema):
    """A search on the labels: relevant posts and others that it finds, of how many of each."""

    relevant_found: int
    relevant: int
    others_found: int
    others: int
    precision: IntervalOut | None
    recall: IntervalOut | None


class TrialOut(Schema):
    """The search asked for and the one in force; `lost` and `gained` are labelled relevant posts."""

    asked: TriedOut
    in_force: TriedOut
    lost: list[int]
    gained: list[int]


class SuggestionOut(Schema):
    """A term to exclude or to add; `right` and `wrong` are the labelled posts that prove it."""

    term: str
    z: float
    right: list[int]
    of_right: int
    wrong: list[int]
    of_wrong: int
    other_posts: int


class AdviceOut(Schema):
    exclusions: list[SuggestionOut]
    additions: list[SuggestionOut]


class ListIn(Schema):
    """`kind` is "author" or "site"; `excluded`: the collectors never store what it names."""

    name: str = Field(max_length=60)
    kind: str
    entries: list[str] = Field(max_length=5_000)
    excluded: bool = False

    def draft(self) -> lists.ListDraft:
        return lists.ListDraft(self.name, self.kind, "\n".join(self.entries), self.excluded)


class ListOut(Schema):
    id: int
    name: str
    kind: str
    entries: list[str]
    excluded: bool
    monitors: list[int]

    @classmethod
    def of(cls, kept: ReusableList) -> ListOut:
        users = [monitor.pk for monitor in lists.users_of(kept)]
        return cls(
            id=kept.pk,
            name=kept.name,
            kind=kept.kind,
            entries=list(kept.lines),
            excluded=kept.excluded,
            monitors=users,
        )


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # `auth` saw to it
    return request.user


def _monitor(number: int) -> Monitor:
    try:
        return monitors.find(number if abs(number) <= LARGEST else 0)
    except Problem as problem:
        raise Http404 from problem


def _list(number: int) -> ReusableList:
    try:
        return lists.find(number if abs(number) <= LARGEST else 0)
    except Problem as problem:
        raise Http404 from problem


def _result(monitor: Monitor) -> Result:
    measurement = latest(monitor.pk)
    if measurement is None:
        raise Http404
    return result(measurement, store())


def _out(found: Result) -> dict[str, Any]:
    return found.as_dict() | {"sampled": [vars(turn) for turn in found.turns]}


@router.get("/monitors/{int:number}/measurement", response=MeasurementOut, summary="How good a search is")
def get_measurement(request: HttpRequest, number: int) -> dict[str, Any]:
    """The newest sample and its figures; 404 where none was drawn."""
    return _out(_result(_monitor(number)))


@router.post(
    "/monitors/{int:number}/measurement",
    response={201: MeasurementOut},
    auth=auth("write"),
    summary="Draw a new sample",
)
def begin(request: HttpRequest, number: int, body: SeedIn) -> Status[dict[str, Any]]:
    monitor = _monitor(number)
    service.begin(monitor, _by(request), body.seed)
    return Status(201, _out(_result(monitor)))


@router.put(
    "/monitors/{int:number}/labels/{int:post}",
    response={204: None},
    auth=auth("write"),
    summary="Say whether a post is relevant",
)
def put_label(request: HttpRequest, number: int, post: int, body: LabelIn) -> Status[None]:
    """`verdict` is yes, no or undecided; it takes the place of an earlier one."""
    service.label(_monitor(number), {post if abs(post) <= LARGEST else 0: body.verdict}, _by(request))
    return Status(204, None)


@router.post("/monitors/{int:number}/trial", response=TrialOut, summary="Try a search on the labels")
def try_search(request: HttpRequest, number: int, body: TrialIn) -> dict[str, Any]:
    monitor = _monitor(number)
    tried = try_on_labels(monitor, {"asked": body.query, "now": monitor.query}, store()).tried
    if "asked" not in tried or "now" not in tried:
        cause = Text("The search has an error, or nobody has labelled posts of this monitor yet.")
        raise Problem("nothing-to-try", cause, Text("Check the search and label some posts."), "query")
    asked, now = tried["asked"], tried["now"]
    return {
        "asked": asked.as_dict(),
        "in_force": now.as_dict(),
        "lost": sorted(now.yes - asked.yes),
        "gained": sorted(asked.yes - now.yes),
    }


@router.get("/monitors/{int:number}/suggestions", response=AdviceOut, summary="What would mend a search")
def get_suggestions(request: HttpRequest, number: int) -> dict[str, Any]:
    monitor = _monitor(number)
    advice = advise(monitor, monitor.query, store())
    return advice.as_dict() if advice else {"exclusions": [], "additions": []}


@router.get("/lists", response=list[ListOut], summary="All lists of authors and sites")
def get_lists(request: HttpRequest) -> list[ListOut]:
    return [ListOut.of(kept) for kept in lists.lists()]


@router.post("/lists", response={201: ListOut}, auth=auth("write"), summary="Write a new list")
def create_list(request: HttpRequest, body: ListIn) -> Status[ListOut]:
    return Status(201, ListOut.of(lists.save(body.draft(), _by(request))))


@router.put("/lists/{int:number}", response=ListOut, auth=auth("write"), summary="Change a list")
def update_list(request: HttpRequest, number: int, body: ListIn) -> ListOut:
    """Monitors that name it are matched with all stored posts again."""
    return ListOut.of(lists.save(body.draft(), _by(request), _list(number)))


@router.delete("/lists/{int:number}", response={204: None}, auth=auth("write"), summary="Delete a list")
def delete_list(request: HttpRequest, number: int) -> Status[None]:
    lists.delete(_list(number), _by(request))
    return Status(204, None)
