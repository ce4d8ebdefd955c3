"""The list "From needs": what was made of needs, until it is done; and where new notes are sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.needs import noting, sending
from tertulia.listen.needs.models import NeedNote, NeedSending
from tertulia.listen.needs.pages import download
from tertulia.listen.needs.standing import labels_of, members
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

WAITING = {"": True, "done": False, "all": None}


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """The notes that wait, those done, or all."""
    return render(request, "needs/notes.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    found = noting.listed(kind, WAITING.get(show, True))
    whole = [note.need for note in found if note.need]
    labels = labels_of(whole, store(), members(need.pk for need in whole))
    return {
        "notes": [
            (note, labels[note.need.pk] if note.need else "", next(iter(note.sendings.all()), None))
            for note in found
        ],
        "show": show if show in WAITING else "",
        "kind": kind if kind in NeedNote.Kind.values else "",
        "kinds": NeedNote.Kind.choices,
        "any": NeedNote.objects.exists(),
        "hook": sending.hook(),
        "may_edit": may(request.user, Role.MANAGER),
        "here": request.GET.urlencode(),
    }


@require_safe
def notes_file(request: HttpRequest, kind: str) -> HttpResponse:
    """All notes as CSV or JSON."""
    rows = noting.as_rows(noting.listed(), store())
    return download("from-needs", kind, {"notes": rows}, rows)


@require_POST
@needs(Role.MANAGER)
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a note is done, or is not."""
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    try:
        note = noting.find(number)
    except Problem as problem:
        raise Http404(str(problem)) from problem
    done = request.POST.get("done") == "yes"
    noting.settle(note, request.user, done=done)
    messages.success(request, _("It is done.") if done else _("It waits again."))
    query = request.GET.urlencode()
    return redirect(f"{reverse('need-notes')}{'?' + query if query else ''}")


@require_POST
@needs(Role.MANAGER)
@sensitive_post_parameters("url")
@sensitive_variables("key")
def hook(request: HttpRequest) -> HttpResponse:
    """Say where new notes are sent, or that they are sent nowhere; the key is shown this once."""
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    if "remove" in request.POST:
        sending.send_nowhere(request.user)
        messages.success(request, _("Notes are sent nowhere any more."))
        return redirect("need-notes")
    try:
        key = sending.send_to(request.POST.get("url", ""), request.user)
    except Problem as problem:
        context = _context(request) | {"problem": problem, "given_url": request.POST.get("url", "")}
        return render(request, "needs/notes.html", context, status=400)
    return render(request, "needs/notes.html", _context(request) | {"key": key})


@require_POST
@needs(Role.MANAGER)
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Send a note once more."""
    sending.again(get_object_or_404(NeedSending, pk=number, state=NeedSending.State.FAILED))
    messages.success(request, _("It is being sent again."))
    return redirect("need-notes")
