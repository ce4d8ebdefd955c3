"""The pages of lists: what stands in them, which searches name them, what is never stored for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.monitors import lists as service
from tertulia.listen.monitors.lists import ListDraft
from tertulia.listen.monitors.models import ListKind, ReusableList
from tertulia.listen.sources.models import SourceHour
from tertulia.team.api import Person, Role, may, needs


class ListForm(forms.Form):
    """What a person decides about a list. The service checks it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("One word, as searches name it: local-press."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it lists"), choices=ListKind.choices)
    entries = forms.CharField(
        label=gettext_lazy("Entries, one a line"),
        widget=forms.Textarea(
            attrs={"rows": 10, "spellcheck": "false", "autocapitalize": "off", "class": "mono"}
        ),
        help_text=gettext_lazy("Handles or names of authors; or sites, such as example.org."),
    )
    excluded = forms.BooleanField(label=gettext_lazy("Exclude at collection"), required=False)

    def draft(self) -> ListDraft:
        data: dict[str, Any] = self.cleaned_data
        return ListDraft(data["name"], data["kind"], data["entries"], data["excluded"])


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def _find(number: int, *, deleted: bool = False) -> ReusableList:
    try:
        return service.find(number, deleted=deleted)
    except Problem as problem:
        raise Http404 from problem


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """All lists, and how many posts the collectors left out."""
    found = service.lists()
    left_out = SourceHour.objects.aggregate(posts=Sum("left_out"))["posts"] or 0
    context = {
        "lines": [(kept, service.users_of(kept)) for kept in found],
        "left_out": left_out,
        "excludes": any(kept.excluded for kept in found),
        "may_edit": may(request.user, Role.MANAGER),
    }
    with timezone.override(zone_of(request)):
        return render(request, "monitors/lists.html", context)


@needs(Role.MANAGER)
def new(request: HttpRequest) -> HttpResponse:
    """An empty list."""
    return _edit(request, ListForm(request.POST or None), None)


def edit(request: HttpRequest, number: int) -> HttpResponseBase:
    """A list with its entries. Viewers only look."""
    if request.method == "POST":
        return _save(request, number)
    kept = _find(number)
    draft = ListDraft.of(kept)
    return _show(request, ListForm(initial=vars(draft)), kept)


@needs(Role.MANAGER)
def _save(request: HttpRequest, number: int) -> HttpResponse:
    return _edit(request, ListForm(request.POST), _find(number))


def _edit(request: HttpRequest, form: ListForm, kept: ReusableList | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = service.save(form.draft(), _by(request), kept)
        except Problem as problem:
            place = problem.place if problem.place in form.fields else None
            form.add_error(place, f"{problem.cause} {problem.remedy or ''}".strip())
        else:
            messages.success(request, _("The list “%(name)s” is saved.") % {"name": saved.name})
            return redirect("lists")
    return _show(request, form, kept and _find(kept.pk))


def _show(request: HttpRequest, form: ListForm, kept: ReusableList | None) -> HttpResponse:
    may_edit = may(request.user, Role.MANAGER)
    if not may_edit:
        for field in form.fields.values():
            field.disabled = True
    context = {
        "form": form,
        "list": kept,
        "users": service.users_of(kept) if kept else [],
        "may_edit": may_edit,
    }
    return render(request, "monitors/list_edit.html", context)


@require_POST
@needs(Role.MANAGER)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Delete, and offer to undo it."""
    kept = _find(number)
    try:
        service.delete(kept, _by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect("list-edit", kept.pk)
    text = _("The list “%(name)s” is deleted.") % {"name": kept.name}
    messages.success(request, text, extra_tags=f"undo:{reverse('list-restore', args=[kept.pk])}")
    return redirect("lists")


@require_POST
@needs(Role.MANAGER)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a deletion."""
    kept = _find(number, deleted=True)
    try:
        service.restore(kept, _by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    else:
        messages.success(request, _("The list “%(name)s” is back.") % {"name": kept.name})
    return redirect("lists")
