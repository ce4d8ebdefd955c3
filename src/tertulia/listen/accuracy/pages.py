"""The page on which a person says what each post of a sample is, without seeing what the model read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.accuracy import service
from tertulia.listen.accuracy.models import Check, Drawn, Round
from tertulia.listen.accuracy.results import result
from tertulia.listen.accuracy.sampling import SIZE
from tertulia.listen.accuracy.saying import said
from tertulia.listen.accuracy.tasks import UNDECIDED, Checked
from tertulia.listen.accuracy.words import in_a_line
from tertulia.listen.explorer import posts
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.explorer.cards import Card, card
from tertulia.listen.labelling.choices import Choice, turn_of
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs


def task_of(name: str) -> Checked:
    try:
        return service.find_task(name)
    except Problem as problem:
        raise Http404 from problem


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


@dataclass(frozen=True)
class Progress:
    """A person's way through a round: the turns whose posts are still stored, in order, and what they said of
    each, "" for nothing yet."""

    round: Round
    turns: list[Drawn]
    given: dict[int, str]

    @property
    def waiting(self) -> list[Drawn]:
        return [drawn for drawn in self.turns if drawn.pk not in self.given]

    @property
    def done(self) -> int:
        return len(self.turns) - len(self.waiting)

    def at(self, turn: int | None) -> Drawn | None:
        """The turn asked for, else the first that waits; None where all are checked."""
        chosen = next((drawn for drawn in self.turns if drawn.turn == turn), None)
        return chosen or next(iter(self.waiting), None)

    def beside(self, drawn: Drawn, step: int) -> int | None:
        place = self.turns.index(drawn) + step
        return self.turns[place].turn if 0 <= place < len(self.turns) else None


def progress_of(given: Round, person: Person) -> Progress:
    """How far a person is in a round."""
    drawn = list(given.drawn.all())
    here = said(store(), [each.post for each in drawn], given.task)
    own = Check.objects.filter(drawn__round=given, by=person)
    return Progress(
        given,
        [each for each in drawn if each.post in here],
        dict(own.values_list("drawn", "value")),
    )


@require_safe
def check(request: HttpRequest, task: str) -> HttpResponse:
    """The next post to check: `?at=` a turn. Who may not label is shown the figures."""
    chosen = task_of(task)
    if not may(request.user, Role.MANAGER):
        return redirect(f"{reverse('accuracy')}?task={chosen.name}")
    part = request.headers.get("HX-Target", "").endswith("labelling")
    context = _context(request, chosen, turn_of(request.GET.get("at", "")))
    return render(request, "accuracy/part.html" if part else "accuracy/check.html", context)


def _context(request: HttpRequest, task: Checked, wanted: int | None = None) -> dict[str, Any]:
    given = service.latest(task)
    context: dict[str, Any] = {"task": task, "size": SIZE, "minutes": _minutes(task, SIZE)}
    if given is None:
        return context
    progress = progress_of(given, _by(request))
    drawn = progress.at(wanted)
    context |= {"round": given, "progress": progress}
    if drawn is None:
        return context | {"in_a_line": in_a_line(result(task, store()).whole)}
    return context | _turn(request, task, progress, drawn)


def _turn(request: HttpRequest, task: Checked, progress: Progress, drawn: Drawn) -> dict[str, Any]:
    return {
        "drawn": drawn,
        "card": _card(drawn, zone_of(request)),
        "place": progress.turns.index(drawn) + 1,
        "before": progress.beside(drawn, -1),
        "after": progress.beside(drawn, 1),
        "minutes": _minutes(task, len(progress.waiting)),
        "verdicts": _choices(task, progress.given.get(drawn.pk)),
        "undecided": Choice(UNDECIDED, task.label(UNDECIDED), "u", progress.given.get(drawn.pk) == UNDECIDED),
        "label_address": reverse("accuracy-label", args=[task.name]),
        "undo_address": reverse("accuracy-undo", args=[task.name]),
        "turns_address": reverse("accuracy-check", args=[task.name]),
        "figures_address": f"{reverse('accuracy')}?task={task.name}" if progress.done else "",
    }


def _minutes(task: Checked, posts_left: int) -> int:
    return max(1, round(posts_left * task.seconds / 60))


def _card(drawn: Drawn, zone: str) -> Card:
    return card(posts.post_file(drawn.post, store()).post, zone)


def _choices(task: Checked, given: str | None) -> list[Choice]:
    chosen = given.split(",") if given else []
    found = [Choice(v, str(text), task.keys[v], v in chosen) for v, text in task.values.items()]
    if task.several:
        return found
    return [*found, Choice(UNDECIDED, task.label(UNDECIDED), "u", given == UNDECIDED)]


@require_safe
@needs(Role.MANAGER)
def context(request: HttpRequest, task: str, turn: int) -> HttpResponse:
    """The conversation that a post stands in, without readings, as a part of the page."""
    given = service.latest(task_of(task))
    drawn = given.drawn.filter(turn=turn).first() if given else None
    if drawn is None:
        raise Http404
    try:
        post = posts.post_file(drawn.post, store()).post
    except Problem as problem:
        raise Http404 from problem
    zone = zone_of(request)
    thread = [(card(branch.post, zone), min(branch.depth, 5)) for branch in posts.thread(post, store())]
    return render(
        request, "accuracy/context.html", {"thread": thread, "number": drawn.post, "url": post["url"]}
    )


@require_POST
@needs(Role.MANAGER)
def start(request: HttpRequest, task: str) -> HttpResponse:
    """Draw a new sample."""
    chosen = task_of(task)
    try:
        service.begin(chosen, _by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect(f"{reverse('accuracy')}?task={chosen.name}")
    return redirect("accuracy-check", chosen.name)


@require_POST
@needs(Role.MANAGER)
def label(request: HttpRequest, task: str) -> HttpResponse:
    """Keep the person's word on the turn's post and show the next."""
    chosen = task_of(task)
    given = service.latest(chosen)
    turn = turn_of(request.POST.get("turn", ""))
    drawn = given.drawn.select_related("round").filter(turn=turn).first() if given else None
    if drawn is None:
        raise Http404
    try:
        service.check(drawn, _value(chosen, request.POST.getlist("verdict")), _by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return _next(request, chosen, drawn.turn)
    return _next(request, chosen, None)


def _value(task: Checked, given: Sequence[str]) -> str:
    """Of several what was ticked, unless the person could not decide."""
    if UNDECIDED in given:
        return UNDECIDED
    return ",".join(each for each in given if each) if task.several else next(iter(given), "")


@require_POST
@needs(Role.MANAGER)
def undo(request: HttpRequest, task: str) -> HttpResponse:
    """Take back the person's last check and show its post again."""
    chosen = task_of(task)
    given = service.latest(chosen)
    if given is None:
        raise Http404
    return _next(request, chosen, service.undo(given, _by(request)))


def _next(request: HttpRequest, task: Checked, turn: int | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "accuracy/part.html", _context(request, task, turn))
    address = reverse("accuracy-check", args=[task.name])
    return redirect(address if turn is None else f"{address}?at={turn}")
