"""The page "Your own accuracy": the figures of a task, the posts behind each, and its files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tertulia.listen.accuracy import service
from tertulia.listen.accuracy.estimates import ADDED, BOTH, LEAST, LEAST_OF_LABEL, MISSED, Cell
from tertulia.listen.accuracy.models import Round
from tertulia.listen.accuracy.pages import progress_of, task_of
from tertulia.listen.accuracy.results import Group, Result, cell_as_dict, result, rounds
from tertulia.listen.accuracy.sampling import SIZE
from tertulia.listen.accuracy.tasks import TASKS, Checked
from tertulia.listen.accuracy.words import in_a_line
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.asked import asked, zone_of
from tertulia.listen.explorer.cards import Card, card, local
from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.monitors.api import monitors
from tertulia.listen.triggers.asking import cards_of
from tertulia.listen.triggers.pages import FILES, as_csv, question_of
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may

POSTS_SHOWN = 60


@dataclass(frozen=True)
class ShownCell:
    """A cell of the confusion as it is read: how many posts, their share, where the posts are."""

    posts: int
    share: str
    kind: str  # "right", "wrong" or ""
    address: str
    name: str


@dataclass(frozen=True)
class ShownGroup:
    """A part's figures with its name as people read it."""

    name: str
    group: Group


@require_safe
def accuracy(request: HttpRequest) -> HttpResponse:
    """The figures of `?task=`."""
    task = task_of(request.GET.get("task") or "sentiment")
    context: dict[str, Any] = {
        "task": task,
        "tasks": TASKS.values(),
        "size": SIZE,
        "minutes": max(1, round(SIZE * task.seconds / 60)),
        "least": LEAST,
        "least_of_label": LEAST_OF_LABEL,
        "may_label": may(request.user, Role.MANAGER),
    }
    found = result(task, store())
    context |= _standing(request, task)
    if found.judged or found.undecided:
        context |= _figures(found)
    return render(request, "accuracy/accuracy.html", context)


def _standing(request: HttpRequest, task: Checked) -> dict[str, Any]:
    """How far the newest round is: how many posts wait for this person, and whether others checked them."""
    newest = service.latest(task)
    if newest is None:
        return {}
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    zone = zone_of(request)
    progress = progress_of(newest, request.user)
    others = newest.drawn.filter(checks__isnull=False).exclude(checks__by=request.user).exists()
    return {
        "waiting": len(progress.waiting),
        "mine": progress.done,
        "others": others,
        "rounds": [_round(each, zone) for each in rounds(task)],
    }


def _round(given: Round, zone: str) -> str:
    return _("%(day)s: %(drawn)s of %(posts)s, in %(strata)s strata, with seed %(seed)s") % {
        "day": labels.day(local(given.at, zone).date()),
        "drawn": labels.number(given.drawn.count()),
        "posts": labels.posts(given.posts),
        "strata": labels.number(given.strata),
        "seed": given.seed,
    }


def _figures(found: Result) -> dict[str, Any]:
    names = {str(monitor.id): monitor.name for monitor in monitors()}
    return {
        "result": found,
        "line": in_a_line(found.whole),
        "headers": [_text(found.task, said) for said in _columns(found.task)],
        "rows": [
            (
                str(found.task.values[row[0].truth]),
                sum(len(c.posts) for c in row),
                [_cell(found.task, c) for c in row],
            )
            for row in found.cells
            if any(cell.posts for cell in row)
        ],
        "f1": [
            (str(found.task.values[label]), labels.number(100 * value)) for label, value in found.f1.items()
        ],
        "parts": [
            (_("By language"), _("Language"), _named(found.languages, labels.language)),
            (_("By network"), _("Network"), _named(found.networks, labels.network)),
            (_("By monitor"), _("Monitor"), list(_monitors(found.monitors, names))),
        ],
    }


def _named(groups: Sequence[Group], name: Any) -> list[ShownGroup]:
    return [ShownGroup(name(group.name), group) for group in groups]


def _monitors(groups: Sequence[Group], names: dict[str, str]) -> Iterator[ShownGroup]:
    """Those of monitors that were deleted since are left out."""
    for group in groups:
        if group.name in names:
            yield ShownGroup(names[group.name], group)


def _columns(task: Checked) -> list[str]:
    return [BOTH, MISSED, ADDED] if task.several else [*task.values, ""]


def _text(task: Checked, said: str) -> str:
    if task.several:
        return {BOTH: _("People and the model"), MISSED: _("Only people"), ADDED: _("Only the model")}[said]
    return task.label(said)


def _cell(task: Checked, cell: Cell) -> ShownCell:
    query = urlencode({"task": task.name, "people": cell.truth, "model": cell.said})
    right = cell.said == BOTH if task.several else cell.truth == cell.said
    kind = ("right" if right else "wrong" if cell.said else "") if cell.posts else ""
    return ShownCell(
        len(cell.posts),
        _range(cell.share),
        kind,
        f"{reverse('accuracy-posts')}?{query}",
        f"{task.values[cell.truth]} · {_text(task, cell.said)}",
    )


def _range(share: Interval | None) -> str:
    return labels.share_range(share.low, share.high) if share else ""


@require_safe
def cell_posts(request: HttpRequest) -> HttpResponse:
    """The posts that people gave one value and the model another: `?people=`, `?model=`."""
    task = task_of(request.GET.get("task", ""))
    truth, said = request.GET.get("people", ""), request.GET.get("model", "")
    if truth not in task.values or said not in _columns(task):
        raise Http404
    cells = {(cell.truth, cell.said): cell for row in result(task, store()).cells for cell in row}
    cell = cells.get((truth, said), Cell(truth, said, (), None))
    context = {
        "task": task,
        "people": task.values[truth],
        "model": _text(task, said),
        "cards": _cards(request, cell.posts[:POSTS_SHOWN]),
        "posts": len(cell.posts),
    }
    part = bool(request.headers.get("HX-Request"))
    return render(request, "accuracy/cell_part.html" if part else "accuracy/cell.html", context)


def _cards(request: HttpRequest, numbers: Sequence[int]) -> list[Card]:
    zone = zone_of(request)
    found = cards_of(question_of(asked(request)), set(numbers))
    return [card(post, zone) for post in found.values()]


@require_safe
def accuracy_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures as JSON, or the checked posts one a row as CSV."""
    task = task_of(request.GET.get("task") or "sentiment")
    found = result(task, store())
    if kind == "json":
        content = json.dumps(found.as_dict(), ensure_ascii=False, indent=1)
    else:
        content = as_csv(list(csv_rows(found)))
    response = HttpResponse(content, content_type=FILES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="tertulia-accuracy-{task.name}.{kind}"'
    return response


def csv_rows(found: Result) -> Iterator[dict[str, Any]]:
    """The confusion, a cell a row."""
    for row in found.cells:
        for cell in row:
            told = cell_as_dict(cell)
            bounds = told["share"] or {"value": None, "low": None, "high": None}
            yield {
                "task": found.task.name,
                "people": cell.truth,
                "model": cell.said,
                "count": len(cell.posts),
                **bounds,
                "posts": told["posts"],
            }
