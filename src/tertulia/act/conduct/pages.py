"""Act › Conduct: try a text; who is tied to us; how grave the rules are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tertulia.act.conduct import lists, service
from tertulia.act.conduct.checks.run import CHECKS
from tertulia.act.conduct.endorsers import endorsements
from tertulia.act.conduct.forms import RelationshipForm, TextForm
from tertulia.act.conduct.models import Relationship, Severity
from tertulia.errors import Problem
from tertulia.listen.models import Channel
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

KEEPS = Role.EDITOR  # the register; lets a stop pass
SETS = Role.MANAGER
WRITES = Role.TRAINEE


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


@require_safe
def conduct(request: HttpRequest) -> HttpResponse:
    """A text to try against the rules, and the rules themselves."""
    context = {
        "form": TextForm(),
        "checks": _with_severities(),
        "may_set": may(request.user, SETS),
        "may_write": may(request.user, WRITES),
    }
    return render(request, "conduct/conduct.html", context)


def _with_severities() -> list[tuple[Any, str, str]]:
    """Each rule, how grave it is here, and the word for that."""
    kept = service.severities()
    here = [(check, kept.get(check.code, check.severity)) for check in CHECKS]
    return [(check, severity, str(Severity(severity).label)) for check, severity in here]


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What the rules find in a text: a part of a page for htmx, else the whole page."""
    form = TextForm(request.POST)
    context: dict[str, Any] = {"form": form, "may_pass": may(request.user, KEEPS)}
    if form.is_valid():
        context |= _checked(request, form.cleaned_data)
    if request.headers.get("HX-Request"):
        return render(request, "conduct/findings.html", context)
    context |= {
        "checks": _with_severities(),
        "may_set": may(request.user, SETS),
        "may_write": may(request.user, WRITES),
    }
    return render(request, "conduct/conduct.html", context)


def _checked(request: HttpRequest, data: dict[str, Any]) -> dict[str, Any]:
    text, channel = data["text"], data["channel"]
    if data["origin"] and may(request.user, WRITES):
        service.tell_origin(text, data["origin"], _by(request))
    found = service.check(text, channel, _by(request), relation=data["relation"])
    return {"checked": True, "findings": found, "text": text, "channel": channel}


@require_POST
@needs(KEEPS)
def let_pass(request: HttpRequest) -> HttpResponse:
    """Let a rule pass for a text, with the reason; answers with what the rules find now."""
    form = TextForm(request.POST)
    context: dict[str, Any] = {"form": form, "may_pass": True}
    if form.is_valid():
        data = form.cleaned_data
        code, why = request.POST.get("code", ""), request.POST.get("why", "")
        try:
            service.let_pass(data["text"], data["channel"], code, why, _by(request))
        except Problem as problem:
            context |= {"problem": problem, "problem_code": code}
        context |= _checked(request, data)
    return render(request, "conduct/findings.html", context)


@needs(SETS)
def rules(request: HttpRequest) -> HttpResponse:
    """How grave each rule is in this workspace."""
    if request.method == "POST":
        for rule in CHECKS:
            if severity := request.POST.get(rule.code):
                service.set_rule(rule.code, severity, _by(request))
        messages.success(request, _("The rules are set."))
        return redirect("conduct-rules")
    context = {"checks": _with_severities(), "severities": Severity.choices}
    return render(request, "conduct/rules.html", context)


@require_safe
def relationships(request: HttpRequest) -> HttpResponse:
    """The register; the posts of those in it arrive by themselves."""
    known = {channel.pk: str(channel) for channel in Channel.objects.all()}
    found = Relationship.objects.filter(deleted_at=None).select_related("person", "by")
    context = {
        "rows": [(one, known.get(one.channel or 0, "")) for one in found],
        "may_edit": may(request.user, KEEPS),
    }
    return render(request, "conduct/relationships.html", context)


@require_safe
def endorsed(request: HttpRequest) -> HttpResponse:
    """What those in the register write of us without telling the tie: a part of a page."""
    return render(request, "conduct/endorsed.html", {"found": endorsements(store())})


@needs(KEEPS)
def edit(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The form of a relationship, new or known."""
    one = _relationship(number) if number is not None else None
    initial = {name: request.GET[name] for name in ("network", "handle", "tie") if name in request.GET}
    form = RelationshipForm(request.POST or None, instance=one, initial=initial)
    if request.method == "POST" and form.is_valid():
        service.keep(form.save(commit=False), _by(request))
        messages.success(request, _("The relationship is written down."))
        return redirect("relationships")
    for name in form.errors if form.is_bound else ():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
    title = _("Change a relationship") if one else _("Write down a relationship")
    return render(request, "conduct/relationship.html", {"form": form, "title": title})


def _relationship(number: int, *, deleted: bool = False) -> Relationship:
    found = Relationship.objects.filter(pk=min(number, 2**63 - 1), deleted_at__isnull=not deleted)
    return get_object_or_404(found)


@require_POST
@needs(KEEPS)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Take it out, and offer to undo that."""
    one = _relationship(number)
    service.delete(one, _by(request))
    undo = reverse("relationship-restore", args=[one.pk])
    messages.success(request, _("The relationship is deleted."), extra_tags=f"undo:{undo}")
    return redirect("relationships")


@require_POST
@needs(KEEPS)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a deletion."""
    service.restore(_relationship(number, deleted=True), _by(request))
    messages.success(request, _("The relationship is back."))
    return redirect("relationships")


def bring_in(request: HttpRequest) -> HttpResponse:
    """Relationships from a CSV file."""
    if not may(request.user, KEEPS):
        raise PermissionDenied
    context: dict[str, Any] = {"columns": ", ".join(lists.COLUMNS)}
    if request.method == "POST" and (file := request.FILES.get("file")):
        try:
            taken = lists.take(file.read(lists.MOST_BYTES + 1), _by(request))
        except Problem as problem:
            context["problem"] = problem
        else:
            if not taken.wrong:
                said = ngettext(
                    "{n} relationship written down.", "{n} relationships written down.", taken.kept
                )
                messages.success(request, said.format(n=taken.kept))
                return redirect("relationships")
            context["wrong"] = taken.wrong[:50]
    return render(request, "conduct/list.html", context)
