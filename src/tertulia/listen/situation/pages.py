"""The page Situation report: its frame, its four parts one by one, the SWOT, and its files."""

from __future__ import annotations

import logging
from typing import Any

import duckdb
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.i18n import LANGUAGES, Text, current_language
from tertulia.listen.explorer import labels, posts
from tertulia.listen.explorer.asked import Asked, asked, zone_of
from tertulia.listen.explorer.cards import card
from tertulia.listen.explorer.measures.asking import rows
from tertulia.listen.explorer.pages import frame
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.situation import deciding, views
from tertulia.listen.situation.accounts import name_accounts
from tertulia.listen.situation.document import KINDS, document
from tertulia.listen.situation.finding import AREAS, SHOWN, AreaName, Finding, Section
from tertulia.listen.situation.keeping import kept
from tertulia.listen.situation.models import SwotItem
from tertulia.listen.situation.report import against, notes, report, speaking
from tertulia.listen.situation.scope import Scope, scope, the_last_year
from tertulia.listen.triggers.asking import cards_of, sql
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

LOG = logging.getLogger(__name__)
NAMES = {"en": "English", "es": "español"}


def asked_for(request: HttpRequest) -> Asked:
    """The selection of the address; without a period the last year, or all time if that is empty."""
    given = asked(request)
    if {"period", "since", "until"} & set(request.GET) or given.selection.period == "all":
        return given
    return Asked(the_last_year(given.selection), given.problems)


def language_of(request: HttpRequest) -> str:
    """The report's language: the one in the address, else the page's."""
    chosen = request.GET.get("language", "")
    return chosen if chosen in LANGUAGES else current_language()


def address_of(request: HttpRequest, selection: Selection) -> str:
    """The query of the report's addresses."""
    chosen = request.GET.get("language", "")
    pairs = [selection.query] + ([f"language={chosen}"] if chosen in LANGUAGES else [])
    return "&".join(pair for pair in pairs if pair)


def scope_of(given: Asked) -> Scope:
    return scope(given.selection, given.store, given.monitors)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The frame and the SWOT; the four parts arrive by themselves."""
    given = asked_for(request)
    if any(not value for values in request.GET.lists() for value in values[1]):
        return redirect(f"{reverse('situation')}?{address_of(request, given.selection)}".rstrip("?"))
    if posts.newest(given.store) is None:
        return render(request, "situation/empty.html", {})
    language = language_of(request)
    context = frame(given) | swot_context(request) | {"query": address_of(request, given.selection)}
    asked_scope = scope_of(given)
    with speaking(language):
        context |= {
            "areas": [(area, str(views.AREAS[area])) for area in AREAS],
            "days": labels.days(asked_scope.whole),
            "against": against(asked_scope),
            "notes": list(notes(asked_scope)),
        }
    context |= {
        "language": language,
        "languages": [(code, NAMES[code], _in_language(given.selection, code)) for code in LANGUAGES],
        "kinds": [(kind, label) for kind, (label, _type) in KINDS.items()],
        "comparisons": [],
    }
    return render(request, "situation/situation.html", context)


def _in_language(selection: Selection, code: str) -> str:
    return "&".join(pair for pair in (selection.query, f"language={code}") if pair)


def swot_context(request: HttpRequest) -> dict[str, Any]:
    """The team's points, and whether the person may change them."""
    items = deciding.accepted()
    numbers = sorted({number for item in items for number in item.evidence})
    still = set(cards_of_numbers(numbers))
    zone = zone_of(request)
    return {
        "quarters": views.quarters(items, zone, still),
        "has_points": bool(items),
        "may_decide": may(request.user, Role.MANAGER),
    }


def cards_of_numbers(numbers: list[int]) -> dict[int, dict[str, Any]]:
    """Posts by number."""
    found = rows(store(), sql("cards"), {"numbers": numbers}) if numbers else []
    return {row["post"]: row for row in found}


@require_safe
def part(request: HttpRequest, area: AreaName) -> HttpResponse:
    """One of the four parts, or why it failed."""
    if area not in AREAS:
        raise Http404(area)
    given = asked_for(request)
    context: dict[str, Any] = {"area": area, "title": views.AREAS[area]}
    try:
        context |= _part_context(request, given, area)
    except Problem as problem:
        context["problem"] = problem
    except duckdb.Error as error:
        LOG.exception("the part %s of the situation report failed", area)
        cause = Text("The posts could not be asked: {error}", error=str(error).splitlines()[0][:200])
        context["problem"] = Problem("part-failed", cause, Text("Try again."), permanent=False)
    if "problem" in context:
        return render(request, "situation/failed.html", context, status=503)
    with speaking(context["language"]):
        return render(request, "situation/area.html", context)


def _part_context(request: HttpRequest, given: Asked, area: AreaName) -> dict[str, Any]:
    asked_scope, language = scope_of(given), language_of(request)
    section = kept(asked_scope, area, language)
    query = address_of(request, given.selection)
    with speaking(language):
        found = finding_views(section, asked_scope, query)
        context = views.section_context(section)
    return context | {
        "section": section,
        "question": views.QUESTIONS[area],
        "findings": [view for view in found if view.finding.side],
        "facts": [view for view in found if not view.finding.side],
        "put_away": len(section.findings) - len(found),
        "language": language,
        "query": query,
        "may_decide": may(request.user, Role.MANAGER),
        "rivals": _rivals(asked_scope, section) if area == "competition" else [],
    }


def _rivals(asked_scope: Scope, section: Section) -> list[dict[str, Any]]:
    """The competitors with their accounts, for the form that names them."""
    return [
        {
            "number": party.monitors[0],
            "name": party.name,
            "accounts": "\n".join(party.accounts.names if party.accounts else ()),
            "kept": bool(party.accounts and party.accounts.kept),
            "proposed": section.proposals.get(party.monitors[0], ()),
        }
        for party in asked_scope.competitors
    ]


def finding_views(section: Section, asked_scope: Scope, query: str) -> list[views.FindingView]:
    """The findings that are not put away, with their first posts."""
    decided = deciding.decided()
    shown = [finding for finding in section.findings if decided.shows(finding)]
    question = asked_scope.question()
    found = cards_of(question, {number for f in shown for number in f.posts[:SHOWN]})
    return [views.finding_view(finding, asked_scope, decided, found, query) for finding in shown]


def find_finding(asked_scope: Scope, key: str, language: str) -> Finding:
    """The finding of that key, made again if need be. Raises `Problem` ("no-such-finding")."""
    area = key.partition(".")[0]
    for finding in kept(asked_scope, area, language).findings if area in AREAS else ():
        if finding.key == key:
            return finding
    cause = Text("This finding is no longer in the report: the posts have changed.")
    raise Problem("no-such-finding", cause, Text("Load the page again."))


@require_safe
def finding_posts(request: HttpRequest) -> HttpResponse:
    """The posts of a finding that no selection can ask for."""
    given, language = asked_for(request), language_of(request)
    try:
        finding = find_finding(scope_of(given), request.GET.get("finding", ""), language)
    except Problem as problem:
        raise Http404(str(problem)) from problem
    return _posts_page(request, finding.text, list(finding.posts))


def _posts_page(request: HttpRequest, text: str, numbers: list[int], more: str = "") -> HttpResponse:
    found, zone = cards_of_numbers(numbers), zone_of(request)
    cards = [card(found[number], zone) for number in numbers if number in found]
    return render(request, "situation/posts.html", {"text": text, "cards": cards, "more": more})


@require_safe
def point_posts(request: HttpRequest, number: int) -> HttpResponse:
    """The posts that showed a point when it was accepted."""
    item = SwotItem.objects.filter(pk=number).first()
    if item is None:
        raise Http404
    more = f"{reverse('explorer')}?{item.show}" if item.show else ""
    return _posts_page(request, item.text, item.evidence, more)


@require_POST
@needs(Role.MANAGER)
def decide(request: HttpRequest) -> HttpResponse:
    """Accept or reject a finding."""
    person, given, language = _person(request), asked_for(request), language_of(request)
    asked_scope, key = scope_of(given), request.POST.get("key", "")
    finding = find_finding(asked_scope, key, language)
    with speaking(language):
        if request.POST.get("act") == "reject":
            deciding.reject(finding, asked_scope, person)
            told = _("Rejected: it comes back only if its figure becomes another.")
        else:
            side, text = request.POST.get("side", ""), request.POST.get("text", "")
            deciding.accept(finding, asked_scope, side, text, person)
            told = _("Accepted: it stands in the SWOT.")
    messages.success(request, told, extra_tags=_undo(key))
    query = address_of(request, given.selection)
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('situation')}?{query}#swot")
    return _decided(request, finding, asked_scope, language, query)


def _decided(
    request: HttpRequest, finding: Finding, asked_scope: Scope, language: str, query: str
) -> HttpResponse:
    """The finding as it stands now, and the SWOT beside it."""
    section = Section(finding.area, (finding,))
    with speaking(language):
        found = finding_views(section, asked_scope, query)
    context = swot_context(request) | {
        "view": found[0] if found else None,
        "text": finding.text,
        "query": query,
        "beside": True,
        "language": language,
    }
    return render(request, "situation/decided.html", context)


def _undo(key: str) -> str:
    last = deciding.newest(key)
    return f"undo:{reverse('situation-undo', args=[last.pk])}" if last else ""


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


@require_POST
@needs(Role.MANAGER)
def edit_point(request: HttpRequest, number: int) -> HttpResponse:
    """Change the words or the side of a point, or put it away."""
    item = SwotItem.objects.filter(pk=number, state=SwotItem.State.ACCEPTED).first()
    if item is None:
        raise Http404
    person = _person(request)
    if request.POST.get("act") == "reject":
        deciding.take_away(item, person)
        messages.success(request, _("The point is put away."), extra_tags=_undo(item.key))
    else:
        deciding.edit(item, request.POST.get("side", ""), request.POST.get("text", ""), person)
        messages.success(request, _("The point is kept as you said."), extra_tags=_undo(item.key))
    return redirect(f"{_next(request)}#swot")


@require_POST
@needs(Role.MANAGER)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take a decision back."""
    deciding.undo(number, _person(request))
    messages.success(request, _("It stands as before."))
    return redirect(_next(request))


@require_POST
@needs(Role.MANAGER)
def accounts(request: HttpRequest, number: int) -> HttpResponse:
    """Keep which accounts are a competitor's own."""
    if not any(monitor.id == number for monitor in asked(request).monitors):
        raise Http404
    name_accounts(number, request.POST.get("accounts", ""), _person(request))
    messages.success(request, _("The accounts are kept; the report reads their posts from now on."))
    return redirect(f"{_next(request)}#competition")


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else reverse("situation")


@require_safe
def file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The whole report as a file."""
    given = asked_for(request)
    made = report(scope_of(given), language_of(request))
    content = document(made, kind, base=request.build_absolute_uri("/").rstrip("/"))
    response = HttpResponse(content, content_type=KINDS[kind][1])
    subject = str(Text("situation"))
    name = f"tertulia-{subject}-{made.scope.whole.last.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
