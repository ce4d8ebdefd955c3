"""The team's pages: people and roles, API tokens, audit log."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.team import audit, one_time, people, two_factor
from tertulia.team import tokens as keys
from tertulia.team.access import may, needs
from tertulia.team.forms import InviteForm, TokenForm
from tertulia.team.models import ApiToken, Event, Invitation, Person, Role, SecondFactor

EVENTS_A_PAGE = 100


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page here asks for sign-in or a role first
    return request.user


@require_safe
@needs(Role.OWNER)
def team(request: HttpRequest) -> HttpResponse:
    return _team_page(request, InviteForm())


def _team_page(request: HttpRequest, form: InviteForm, **more: Any) -> HttpResponse:
    waiting = Invitation.objects.filter(used_at=None, expires_at__gt=timezone.now(), person=None)
    context = {
        "people": Person.objects.order_by("-is_active", "first_name", "username"),
        "invitations": waiting.exclude(invited_by=None).order_by("expires_at"),
        "form": form,
        "roles": Role.choices,
        "two_factor": set(SecondFactor.objects.exclude(confirmed_at=None).values_list("person", flat=True)),
        "required": two_factor.is_required(),
    }
    return render(request, "team/team.html", context | more, status=422 if form.errors else 200)


@require_POST
@needs(Role.OWNER)
def send_invitation(request: HttpRequest) -> HttpResponse:
    """The link is shown here once: nobody can read it again."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _team_page(request, form)
    note, role = form.cleaned_data["note"], Role(form.cleaned_data["role"])
    invitation, secret = one_time.invite(role, note, _person(request))
    link = request.build_absolute_uri(reverse("join", args=[secret]))
    return _team_page(request, InviteForm(), link=link, invited=invitation)


@require_POST
@needs(Role.OWNER)
def new_password_link(request: HttpRequest, number: int) -> HttpResponse:
    """For someone who forgot theirs: the link is shown here once."""
    person = get_object_or_404(Person, pk=number, is_active=True)
    secret = one_time.password_link(person, _person(request))
    link = request.build_absolute_uri(reverse("join", args=[secret]))
    return _team_page(request, InviteForm(), link=link, invited=person.password_links.get(used_at=None))


@require_POST
@needs(Role.OWNER)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=number, used_at=None)
    invitation.delete()
    audit.record(_person(request), "person.invitation_withdrawn", invitation.note)
    messages.success(request, _("The invitation is withdrawn: its link opens nothing now."))
    return redirect("team")


@require_POST
@needs(Role.OWNER)
def change_role(request: HttpRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=number)
    if request.POST.get("role") not in Role.values:
        raise Http404
    try:
        people.set_role(person, Role(request.POST["role"]), _person(request))
        messages.success(
            request,
            _("%(name)s is now: %(role)s.") % {"name": person.shown_name, "role": person.get_role_display()},
        )
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("team")


@require_POST
@needs(Role.OWNER)
def change_access(request: HttpRequest, number: int) -> HttpResponse:
    person = get_object_or_404(Person, pk=number)
    is_active = request.POST.get("active") == "yes"
    try:
        people.set_access(person, is_active, _person(request))
        said = _("%(name)s can sign in again.") if is_active else _("%(name)s can no longer sign in.")
        messages.success(request, said % {"name": person.shown_name})
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("team")


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    return _tokens_page(request, TokenForm())


def _tokens_page(request: HttpRequest, form: TokenForm, **more: Any) -> HttpResponse:
    context = {"tokens": people.tokens_of(_person(request)), "form": form, "now": timezone.now()}
    return render(request, "team/tokens.html", context | more, status=422 if form.errors else 200)


@require_POST
def create_token(request: HttpRequest) -> HttpResponse:
    """The token is shown here once: only its hash is kept."""
    form = TokenForm(request.POST)
    if form.is_valid() and not may(request.user, keys.HOLDER_OF[form.cleaned_data["scope"]]):
        form.add_error("scope", _("Your role does not reach that far: choose a smaller scope."))
    if not form.is_valid():
        return _tokens_page(request, form)
    values = form.cleaned_data
    token, text = keys.create(_person(request), values["name"], values["scope"], form.expires_at())
    return _tokens_page(request, TokenForm(), text=text, created=token)


@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    mine = {token.pk: token for token in people.tokens_of(_person(request))}
    if number not in mine:
        raise Http404
    token: ApiToken = mine[number]
    keys.revoke(token, _person(request))
    messages.success(request, _("The token is revoked: it opens nothing now."))
    return redirect("tokens")


@require_safe
@needs(Role.OWNER)
def audit_log(request: HttpRequest) -> HttpResponse:
    """The log, newest first, by person, act and day (UTC)."""
    asked = {name: request.GET.get(name, "") for name in ("who", "act", "since", "until")}
    page = Paginator(_asked_events(asked).order_by("-at", "-pk"), EVENTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    acts = Event.objects.order_by("act").values_list("act", flat=True).distinct()
    context = {
        "page": page,
        "rows": [(event, audit.label(event.act)) for event in page],
        "people": Person.objects.order_by("first_name", "username"),
        "acts": [(code, audit.label(code)) for code in acts],
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "team/audit.html", context | asked)


def _asked_events(asked: dict[str, str]) -> QuerySet[Event]:
    """The events of a person, of an act, from a day and to a day; what is none narrows nothing."""
    events = Event.objects.all()
    if asked["who"].isdecimal() and len(asked["who"]) < 10:
        events = events.filter(actor_id=int(asked["who"]))
    if asked["act"]:
        events = events.filter(act=asked["act"])
    if since := _day(asked["since"]):
        events = events.filter(at__gte=datetime.combine(since, time(), UTC))
    if until := _day(asked["until"]):
        events = events.filter(at__lte=datetime.combine(until, time.max, UTC))
    return events


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


@require_safe
@needs(Role.OWNER)
def export_audit(request: HttpRequest) -> HttpResponseBase:
    """What is asked for of the log as CSV or JSON, oldest first; the export is in the log too."""
    asked = {name: request.GET.get(name, "") for name in ("who", "act", "since", "until")}
    kind = "json" if request.GET.get("format") == "json" else "csv"
    audit.record(_person(request), "audit.exported", kind)
    events = _asked_events(asked).order_by("pk").iterator()
    lines, mime = (
        (audit.as_json(events), "application/json")
        if kind == "json"
        else (audit.as_csv(events), "text/csv; charset=utf-8")
    )
    response = StreamingHttpResponse(lines, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="tertulia-audit.{kind}"'
    return response
