"""Resources: a month's hours and budget, against what the calendar's entries take."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.explorer.asked import today, zone_of
from tertulia.plan.resources import service
from tertulia.plan.resources.forms import AllotmentForm
from tertulia.plan.resources.models import Allotment
from tertulia.plan.resources.reckoning import first_of, reckon
from tertulia.team.api import Person, Role, may, needs

WRITES = Role.EDITOR


def by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def month_of(request: HttpRequest) -> date:
    """The month of the address ("2026-11"), else the present one."""
    now = first_of(today(zone_of(request)))
    try:
        found = date.fromisoformat(f"{request.GET.get('month') or request.POST.get('month', '')}-01")
    except ValueError:
        return now
    return found if 1970 <= found.year <= 2200 else now


@require_safe
def resources(request: HttpRequest) -> HttpResponse:
    """A month: what there is, what is planned, and where that is too much."""
    first = month_of(request)
    had = Allotment.objects.filter(month=first, deleted_at=None).select_related("person")
    before = Allotment.objects.filter(month=first_of(first, -1), deleted_at=None)
    context = {
        "month": reckon(first, zone_of(request)),
        "first": first,
        "earlier": f"{first_of(first, -1):%Y-%m}",
        "later": f"{first_of(first, 1):%Y-%m}",
        "here": f"{first:%Y-%m}",
        "had": [(one, _channel(one)) for one in had],
        "may_copy": not had and before.exists(),
        "may_edit": may(request.user, WRITES),
    }
    return render(request, "resources/resources.html", context)


def _channel(one: Allotment) -> str:
    names = dict(AllotmentForm().fields["channel"].choices)  # type: ignore[attr-defined]
    return str(names.get(one.channel or "", one.channel))


def _found(number: int, *, deleted: bool = False) -> Allotment:
    try:
        return service.find(number, deleted=deleted)
    except Problem as problem:
        raise Http404(str(problem)) from problem


@needs(WRITES)
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, AllotmentForm(request.POST or None, initial={"month": month_of(request)}))


@needs(WRITES)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    return _form(request, AllotmentForm(request.POST or None, instance=_found(number)))


def _form(request: HttpRequest, form: AllotmentForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        kept = service.keep(form.save(commit=False), by(request))
        messages.success(request, _("It is saved."))
        return redirect(_address(kept.month))
    for name in form.errors if form.is_bound else ():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
    return render(request, "resources/form.html", {"form": form, "is_new": form.instance.pk is None})


def _address(month: date) -> str:
    return f"{reverse('resources')}?month={month:%Y-%m}"


@require_POST
@needs(WRITES)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Delete, and offer to undo it."""
    one = _found(number)
    service.delete(one, by(request))
    messages.success(
        request, _("It is deleted."), extra_tags=f"undo:{reverse('resource-restore', args=[one.pk])}"
    )
    return redirect(_address(one.month))


@require_POST
@needs(WRITES)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a deletion."""
    one = _found(number, deleted=True)
    service.restore(one, by(request))
    messages.success(request, _("It is back."))
    return redirect(_address(one.month))


@require_POST
@needs(WRITES)
def copy(request: HttpRequest) -> HttpResponse:
    """Take over what the month before had."""
    first = month_of(request)
    service.copy(first, by(request))
    messages.success(request, _("It is as in the month before."))
    return redirect(_address(first))
