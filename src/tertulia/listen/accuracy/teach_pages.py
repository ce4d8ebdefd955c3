"""The page on which people teach the models: their corrections, the lessons learned, reading anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen import rereading
from tertulia.listen.accuracy import teaching
from tertulia.listen.accuracy.models import ModelWork
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.explorer.cards import local
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs
from tertulia.understand import words
from tertulia.understand.adapting.api import (
    LEAST,
    LEAST_OF_EACH,
    Lesson,
    TaskResult,
    active,
    lessons,
    outdated,
    why,
)
from tertulia.understand.api import model_version
from tertulia.understand.corrected import corrected
from tertulia.understand.showing import Change, changes_of
from tertulia.understand.statistics import Interval

SHOWN = 12  # lessons


@dataclass(frozen=True)
class ShownCorrections:
    """What people said of a task, in words."""

    name: str
    words: int
    confirmed: int
    changes: list[Change]


@dataclass(frozen=True)
class ShownResult:
    """What a task learned, in words; intervals are shares."""

    name: str
    n: str
    counts: str
    before: Interval | None
    after: Interval | None
    gain: str
    kept: bool
    reason: str


@dataclass(frozen=True)
class ShownLesson:
    lesson: Lesson
    when: str
    in_use: bool
    results: list[ShownResult]


@require_safe
def teach(request: HttpRequest) -> HttpResponse:
    """The page; while something is under way it asks for itself again."""
    folder, zone = Home.of().models, zone_of(request)
    in_use, made = active(folder), lessons(folder)
    given = corrected(store())
    busy = teaching.is_busy()
    context: dict[str, Any] = {
        "may_teach": may(request.user, Role.MANAGER),
        "corrections": [_corrections(each) for each in given.values()],
        "total": sum(each.words for each in given.values()),
        "least": LEAST,
        "least_of_each": LEAST_OF_EACH,
        "teaching": teaching.newest(ModelWork.What.TEACH),
        "rereading": teaching.newest(ModelWork.What.REREAD),
        "busy": busy,
        "lessons": [_lesson(each, in_use, zone) for each in made[:SHOWN]],
        "in_use": in_use,
        "outdated": outdated(folder),
        "version": model_version(),
        "waiting": 0 if busy else rereading.waiting(store(), model_version()),
    }
    part = bool(request.headers.get("HX-Request"))
    return render(request, "accuracy/teach_part.html" if part else "accuracy/teach.html", context)


def _corrections(given: Any) -> ShownCorrections:
    return ShownCorrections(
        str(words.TASKS_CORRECTED[given.task]), given.words, given.confirmed, changes_of(given)
    )


def _lesson(lesson: Lesson, in_use: Lesson | None, zone: str) -> ShownLesson:
    used = in_use is not None and in_use.number == lesson.number
    when = labels.moment(local(lesson.at, zone))
    return ShownLesson(lesson, when, used, [_result(each) for each in lesson.tasks])


def _result(result: TaskResult) -> ShownResult:
    task = str(words.TASKS_CORRECTED[result.task])
    counts = [f"{words.value_label(result.task, value)} {number}" for value, number in result.counts.items()]
    return ShownResult(
        f"{task} · {words.GROUPS[result.lang]}",
        labels.number(result.n),
        " · ".join(counts),
        result.before.macro_f1 if result.before else None,
        result.after.macro_f1 if result.after else None,
        _gain(result.difference),
        result.kept,
        f"{why(result)}{_missing(result)}",
    )


def _gain(difference: Interval | None) -> str:
    """ "+12 (8 to 16)" points of macro-F1."""
    if difference is None:
        return ""
    value, low, high = (100 * each for each in (difference.value, difference.low, difference.high))
    told = Text(
        "{gain} points ({low} to {high})",
        gain=labels.points(value),
        low=labels.points(low),
        high=labels.points(high),
    )
    return str(told)


def _missing(result: TaskResult) -> str:
    if not result.missing:
        return ""
    in_all = Text("in all")
    wanted = [
        f"{words.value_label(result.task, value) if value else in_all} {number}"
        for value, number in result.missing.items()
    ]
    missing = Text("Still missing: {labels}.", labels=", ".join(wanted))
    return f" {missing}"


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


@require_POST
@needs(Role.MANAGER)
def start(request: HttpRequest) -> HttpResponse:
    """Begin to teach the models with all corrections."""
    teaching.teach_in_background(_by(request))
    return redirect("teach")


@require_POST
@needs(Role.MANAGER)
def choose(request: HttpRequest) -> HttpResponse:
    """Use the lesson of `number`, or the shipped models where it is empty."""
    given = request.POST.get("number", "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 9):
        raise Http404
    try:
        teaching.choose(int(given) if given else None, _by(request))
        messages.success(
            request, _("New posts are read so from now on. History stays until it is read anew.")
        )
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    return redirect("teach")


@require_POST
@needs(Role.MANAGER)
def reread(request: HttpRequest) -> HttpResponse:
    """Begin to read history anew."""
    teaching.reread_in_background(_by(request))
    return redirect("teach")
