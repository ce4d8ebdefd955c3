"""The board of ideas, and each idea as a page or in the side panel."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.explorer.api import post_file
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.explorer.cards import Card, card
from tertulia.listen.models import Need
from tertulia.listen.needs.standing import labels_of, members
from tertulia.plan.ideas import service, taking
from tertulia.plan.ideas.forms import IdeaForm
from tertulia.plan.ideas.models import Idea, IdeaSource, IdeaState
from tertulia.plan.objectives.models import Objective
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

WRITES = Role.EDITOR
MOST = 100  # ideas shown in a column


def by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def _idea(number: int, *, deleted: bool = False) -> Idea:
    try:
        return service.find(number, deleted=deleted)
    except Problem as problem:
        raise Http404(str(problem)) from problem


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The ideas by state; `source` and `objective` narrow them."""
    found = Idea.objects.filter(deleted_at=None).select_related("objective", "audience")
    source, objective = request.GET.get("source", ""), request.GET.get("objective", "")
    context = {
        "columns": _columns(_narrowed(found, source, objective)),
        "any": found.exists(),
        "sources": IdeaSource.choices,
        "source": source if source in IdeaSource.values else "",
        "objectives": Objective.objects.filter(deleted_at=None),
        "objective": objective,
        "states": IdeaState.choices,
        "waiting": taking.waiting(),
        "here": request.get_full_path(),
        "may_edit": may(request.user, WRITES),
    }
    return render(request, "ideas/board.html", context)


def _narrowed(found: QuerySet[Idea], source: str, objective: str) -> QuerySet[Idea]:
    if source in IdeaSource.values:
        found = found.filter(source=source)
    if objective.isascii() and objective.isdigit() and len(objective) < 18:
        found = found.filter(objective=int(objective))
    return found


def _columns(found: QuerySet[Idea]) -> list[tuple[str, str, list[Idea], int]]:
    columns = []
    for state, word in IdeaState.choices:
        ideas = found.filter(state=state)
        columns.append((state, str(word), list(ideas[:MOST]), ideas.count()))
    return columns


@require_safe
def idea(request: HttpRequest, number: int) -> HttpResponse:
    """An idea: as a part for the side panel, else as a page by itself."""
    one = _idea(number)
    context = {
        "idea": one,
        "card": _card(one, zone_of(request)),
        "need": _need(one),
        "states": IdeaState.choices,
        "here": reverse("idea", args=[one.pk]),
        "may_edit": may(request.user, WRITES),
    }
    part = bool(request.headers.get("HX-Request"))
    with timezone.override(zone_of(request)):
        return render(request, "ideas/idea_part.html" if part else "ideas/idea.html", context)


def _card(one: Idea, zone: str) -> Card | None:
    if one.post is None:
        return None
    try:
        return card(post_file(one.post, store()).post, zone)
    except Problem:
        return None  # the post is no longer stored


def _need(one: Idea) -> str:
    found = Need.objects.filter(pk=one.need).first() if one.need else None
    return labels_of([found], store(), members([found.pk]))[found.pk] if found else ""


@needs(WRITES)
def new(request: HttpRequest) -> HttpResponse:
    """The form of an idea of the team's own."""
    return _form(request, IdeaForm(request.POST or None, initial={"source": IdeaSource.TEAM}))


@needs(WRITES)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    return _form(request, IdeaForm(request.POST or None, instance=_idea(number)))


def _form(request: HttpRequest, form: IdeaForm) -> HttpResponse:
    is_new = form.instance.pk is None
    if request.method == "POST" and form.is_valid():
        one = form.save(commit=False)
        kept = service.add(one, by(request)) if is_new else service.change(one, by(request))
        messages.success(request, _("The idea is saved."))
        return redirect("idea", kept.pk)
    for name in form.errors if form.is_bound else ():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
    back = reverse("ideas") if is_new else reverse("idea", args=[form.instance.pk])
    return render(request, "ideas/form.html", {"form": form, "is_new": is_new, "back": back})


@require_POST
@needs(WRITES)
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Put the idea into another state, with an undo."""
    one = _idea(number)
    state = request.GET.get("state") or request.POST.get("state", "")
    try:
        before = service.move(one, state, by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect(_next(request, one))
    undo = f"{reverse('idea-move', args=[one.pk])}?state={before}"
    said = _("“%(title)s” is moved to “%(state)s”.")
    values = {"title": one.title, "state": IdeaState(state).label}
    messages.success(request, said % values, extra_tags=f"undo:{undo}")
    return redirect(_next(request, one))


def _next(request: HttpRequest, one: Idea) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else reverse("ideas")


@require_POST
@needs(WRITES)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Delete, and offer to undo it."""
    one = _idea(number)
    service.delete(one, by(request))
    undo = reverse("idea-restore", args=[one.pk])
    messages.success(request, _("The idea is deleted."), extra_tags=f"undo:{undo}")
    return redirect("ideas")


@require_POST
@needs(WRITES)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a deletion."""
    one = service.restore(_idea(number, deleted=True), by(request))
    messages.success(request, _("The idea is back."))
    return redirect("idea", one.pk)


@require_POST
@needs(WRITES)
def from_post(request: HttpRequest, number: int) -> HttpResponse:
    """An idea of a post; `theirs` where what the person made is to be used itself."""
    try:
        one = taking.from_post(number, store(), by(request), theirs=request.POST.get("theirs") == "yes")
    except Problem as problem:
        raise Http404(str(problem)) from problem
    messages.success(request, _("It is an idea now."))
    return redirect("idea", one.pk)


@require_POST
@needs(WRITES)
def from_note(request: HttpRequest, number: int) -> HttpResponse:
    """The idea of what was made of a need."""
    try:
        one = taking.from_note(number, by(request))
    except Problem as problem:
        raise Http404(str(problem)) from problem
    messages.success(request, _("It is on the board now."))
    return redirect("idea", one.pk)


@require_POST
@needs(WRITES)
def all_notes(request: HttpRequest) -> HttpResponse:
    """All ideas that wait at the needs come to the board."""
    for note in taking.waiting():
        taking.from_note(note.pk, by(request))
    messages.success(request, _("They are on the board now."))
    return redirect("ideas")


@require_POST
@needs(WRITES)
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """A calendar entry of the idea."""
    one = _idea(number)
    try:
        made = taking.make_entry(one, by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect("idea", one.pk)
    messages.success(request, _("It is in the calendar now."))
    return redirect("entry", made)
