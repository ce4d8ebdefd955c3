"""The pages of approvals: what waits for me, what I asked for, what was decided; and the rules."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.act.approvals import api, rules, service
from tertulia.act.approvals.forms import RuleForm, channels
from tertulia.act.approvals.models import Approval, ApprovalRule
from tertulia.act.approvals.states import State
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.models import Channel
from tertulia.team.access import may, needs
from tertulia.team.api import Act, Person, Role, may_on
from tertulia.team.rights import people_who_may, rights_on, set_rights

HISTORY = 200  # newest that are listed
SHOWS = ("waiting", "asked", "history")


def by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page here asks for a role first
    return request.user


@dataclass(frozen=True)
class Line:
    """An approval in a list: what its channel is called, and what this person may do with it."""

    approval: api.Approval
    channel: str
    may_decide: bool
    may_withdraw: bool


@require_safe
@needs(Role.VIEWER)
def page(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWS else "waiting"
    person = by(request)
    context = {
        "show": show,
        "lines": _lines(_found(show, person), person),
        "any": Approval.objects.exists(),
        "may_rule": may(person, Role.MANAGER),
        "may_give": may(person, Role.OWNER),
    }
    return render(request, "approvals/approvals.html", context)


def _found(show: str, person: Person) -> list[Approval]:
    if show == "waiting":
        return service.waiting_for(person)
    if show == "asked":
        return service.asked_by(person)
    service.expire_late()
    ended = Approval.objects.exclude(state=State.WAITING).select_related("asked_by")[:HISTORY]
    return [row for row in ended if may_on(person, Act.READ, row.channel)]


def _lines(rows: list[Approval], person: Person) -> list[Line]:
    called = {channel.pk: str(channel) for channel in Channel.objects.all()}
    return [
        Line(
            api.info(row, State(row.state)),
            called.get(row.channel, str(Text("channel {number}", number=row.channel))),
            row.state == State.WAITING and service.may_decide(row, person),
            row.state == State.WAITING and row.asked_by_id == person.pk,
        )
        for row in rows
    ]


@require_POST
@needs(Role.VIEWER)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever a rule names approves, whatever their role; nobody else is told that there is something."""
    person = by(request)
    row = Approval.objects.filter(pk=number).first()
    if row is None or not (row.asked_by_id == person.pk or service.may_decide(row, person)):
        raise PermissionDenied
    granted = request.POST.get("granted") == "yes"
    try:
        api.decide(number, person, granted, request.POST.get("comment", ""))
        messages.success(request, _("You approved it.") if granted else _("You refused it."))
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("approvals")


@require_POST
@needs(Role.VIEWER)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    person = by(request)
    if not Approval.objects.filter(pk=number, asked_by=person).exists():
        raise PermissionDenied
    try:
        api.withdraw(number, person)
        messages.success(request, _("You withdrew it: nobody is asked any more."))
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect(reverse("approvals") + "?show=asked")


@dataclass(frozen=True)
class RuleLine:
    rule: ApprovalRule
    channel: str
    approvers: list[Person]


@require_safe
@needs(Role.MANAGER)
def rules_page(request: HttpRequest) -> HttpResponse:
    called = dict(channels())
    lines = [
        RuleLine(
            rule,
            called.get(rule.channel, str(rule.channel)) if rule.channel else "",
            rules.approvers(rule),
        )
        for rule in rules.rules()
    ]
    return render(request, "approvals/rules.html", {"lines": lines})


@needs(Role.MANAGER)
def edit_rule(request: HttpRequest, number: int | None = None) -> HttpResponse:
    rule = get_object_or_404(ApprovalRule, pk=number, deleted_at=None) if number else ApprovalRule()
    form = RuleForm(request.POST if request.method == "POST" else None, instance=rule)
    if request.method == "POST" and form.is_valid():
        rules.saved(form.save(), by(request))
        messages.success(request, _("The rule is saved. It holds for what is asked for from now on."))
        return redirect("approval-rules")
    return render(
        request, "approvals/rule.html", {"form": form, "rule": rule}, status=422 if form.errors else 200
    )


@require_POST
@needs(Role.MANAGER)
def delete_rule(request: HttpRequest, number: int) -> HttpResponse:
    rules.delete(get_object_or_404(ApprovalRule, pk=number, deleted_at=None), by(request))
    messages.success(request, _("The rule is deleted. What was asked for under it stays."))
    return redirect("approval-rules")


@dataclass(frozen=True)
class RightsLine:
    """A person and, for every act, whether they may do it on the channel."""

    person: Person
    acts: list[tuple[Act, bool]]


@require_safe
@needs(Role.OWNER)
def rights_page(request: HttpRequest) -> HttpResponse:
    """Who may do what on one channel."""
    known = channels()
    chosen = _channel(request.GET.get("channel", ""), known)
    people = Person.objects.filter(is_active=True).order_by("first_name", "username")
    lines = [_rights_line(person, chosen) for person in people] if chosen else []
    context = {
        "channels": known,
        "chosen": chosen,
        "lines": lines,
        "acts": list(Act),
        "nobody": bool(chosen) and len(people_who_may(Act.APPROVE, chosen or 0)) < 2,
    }
    return render(request, "approvals/rights.html", context)


def _channel(given: str, known: list[tuple[int, str]]) -> int | None:
    """The channel asked for, else the first; None where there is none."""
    numbers = [number for number, _name in known]
    asked = int(given) if given.isdecimal() and len(given) < 18 else None
    return asked if asked in numbers else (numbers[0] if numbers else None)


def _rights_line(person: Person, channel: int) -> RightsLine:
    held = rights_on(person, channel)
    return RightsLine(person, [(act, act in held) for act in Act])


@require_POST
@needs(Role.OWNER)
def save_rights(request: HttpRequest, channel: int, number: int) -> HttpResponse:
    found = get_object_or_404(Channel, pk=channel, deleted_at=None)
    person = get_object_or_404(Person, pk=number)
    acts = frozenset(act for act in Act if act.value in request.POST.getlist("acts"))
    set_rights(person, channel, acts, by(request), str(found))
    messages.success(request, _("The rights of %(name)s are saved.") % {"name": person.shown_name})
    return redirect(reverse("channel-rights") + f"?channel={channel}")
