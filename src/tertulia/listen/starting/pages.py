"""The first steps: say who you are, see what is found, choose, and watch the first posts come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.collect.health import health
from tertulia.listen.explorer.asked import today, zone_of
from tertulia.listen.explorer.posts import last_number
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.live.pages import feed_context
from tertulia.listen.sources.fares import by_network, fares
from tertulia.listen.sources.showing import by, is_part, manifest_of, show
from tertulia.listen.sources.ways import listening
from tertulia.listen.starting.beginning import begin, decided, proposed
from tertulia.listen.starting.looking import Organisation, found_on, handles, others, site_of, worth_asking
from tertulia.listen.starting.variants import host_of
from tertulia.posts.api import store
from tertulia.team.api import Role, needs

LONGEST = 200
MOST_COMPETITORS = 3


@dataclass(frozen=True)
class Asked:
    """What a person typed about themselves; it stands in the address."""

    name: str
    site: str
    competitors: tuple[tuple[str, str], ...]
    sector: str

    @property
    def organisations(self) -> list[Organisation]:
        rivals = [Organisation(name, site, "competitor") for name, site in self.competitors]
        return [Organisation(self.name, self.site), *rivals]


def _asked(request: HttpRequest) -> Asked:
    def text(name: str, longest: int = LONGEST) -> str:
        return " ".join(request.GET.get(name, "").split())[:longest]

    lines = request.GET.get("competitors", "")[:2000].splitlines()
    rivals = [_rival(line) for line in lines if line.strip()][:MOST_COMPETITORS]
    return Asked(text("name"), text("site"), tuple(rivals), text("sector", 1000))


def _rival(line: str) -> tuple[str, str]:
    """A line as name and site: "Teatro Viejo, teatroviejo.es"; either may be missing."""
    parts = [part.strip()[:LONGEST] for part in line.split(",")]
    site = next((part for part in parts if host_of(part) and " " not in part), "")
    name = next((part for part in parts if part and part != site), "")
    return name or host_of(site).split(".")[0], site


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page of an empty workspace: one form, and under it what is found."""
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked, "given": request.GET}
    if asked.name:
        monitors = proposed(asked.name, asked.site, asked.competitors, asked.sector)
        context |= {"monitors": monitors, "listening": listening()}
    return show(request, "starting/start.html", context)


@require_safe
@needs(Role.MANAGER)
def site(request: HttpRequest) -> HttpResponse:
    """What one organisation's site says, as a part; after it each network is asked."""
    organisation = _organisation(request)
    context: dict[str, Any] = {"organisation": organisation, "number": request.GET.get("number", "0")[:2]}
    known: dict[str, str] = {}
    found = None
    if host_of(organisation.site):
        try:
            found = site_of(organisation)
        except Problem as problem:
            context["problem"] = problem
        else:
            known = handles(found)
            context |= {"site": found, "others": others(found)}
    context["networks"] = [
        (manifest, known.get(manifest.name, "")) for manifest in worth_asking(organisation, found)
    ]
    return show(request, "starting/site.html", context)


@require_safe
@needs(Role.MANAGER)
def network(request: HttpRequest, network: str) -> HttpResponse:
    """What one network has of an organisation, as a part with boxes to tick."""
    organisation, handle = _organisation(request), request.GET.get("handle", "")[:LONGEST]
    context: dict[str, Any] = {
        "manifest": manifest_of(network),
        "organisation": organisation,
        "handle": handle,
    }
    context |= {"again": request.get_full_path(), "number": request.GET.get("number", "0")[:2]}
    try:
        context["proposals"] = found_on(network, organisation, handle)
    except Problem as problem:
        context["problem"] = problem
    return show(request, "starting/network.html", context)


def _organisation(request: HttpRequest) -> Organisation:
    name, role = request.GET.get("name", "")[:LONGEST].strip(), request.GET.get("role", "brand")
    if not name or role not in ("brand", "competitor"):
        raise Http404
    return Organisation(name, request.GET.get("site", "")[:LONGEST].strip(), role)


@require_POST
@needs(Role.MANAGER)
def go(request: HttpRequest) -> HttpResponse:
    """Make what was chosen; what is wrong with it is said beside the button, and nothing typed is lost."""
    given = request.POST
    try:
        what = decided(given.dict(), given.getlist("ours"), given.getlist("theirs"), given.getlist("network"))
        begin(what, by(request))
    except Problem as problem:
        if not is_part(request, "outcome"):
            raise
        return show(request, "starting/outcome.html", {"problem": problem})
    address = reverse("start-first")
    if is_part(request, "outcome"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """The first posts as they come in, beside what is being tried."""
    everything = health()
    found = fares(everything)
    context = {
        "health": everything,
        "fares": found,
        "groups": by_network(found),
        "tried": sum(fare.health.last_success is not None for fare in found),
        "posts": last_number(store()),
    }
    if is_part(request, "tries"):
        return show(request, "starting/tries.html", context)
    return show(request, "starting/first.html", context | feed_context(_everything(request)))


def _everything(request: HttpRequest) -> Selection:
    zone = zone_of(request)
    return Selection(zone=zone, today=today(zone), period="all")
