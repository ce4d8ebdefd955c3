"""Listen › Sources: what is followed, by folder; one input that finds more; a source with its health."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.monitors.models import Folder
from tertulia.listen.sources import service
from tertulia.listen.sources.detail import detail
from tertulia.listen.sources.fares import by_folder, fares
from tertulia.listen.sources.finding import chosen, proposals
from tertulia.listen.sources.forms import ROLES, ByHandForm, SourceForm
from tertulia.listen.sources.models import Source
from tertulia.listen.sources.showing import by, is_part, manifest_of, show, source_of
from tertulia.networks.base import live_networks
from tertulia.team.api import Role, needs

LONGEST = 500  # characters of what is looked for


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All sources by folder, with how they fare; `?q=` looks for what could be followed."""
    looked_for = request.GET.get("q", "").strip()[:LONGEST]
    found = fares()
    context = {
        "q": looked_for,
        "networks": [network.manifest for network in live_networks().values()] if looked_for else [],
        "folders": by_folder([fare for fare in found if not fare.is_made]),
        "made": [fare for fare in found if fare.is_made],
        "count": len(found),
        "opml": any(fare.source.network == "rss" for fare in found),
    }
    return show(
        request, "sources/table.html" if is_part(request, "sources") else "sources/list.html", context
    )


@require_safe
@needs(Role.MANAGER)
def find(request: HttpRequest, network: str) -> HttpResponse:
    """What the words may mean on one network, as a part: each network answers in its own time."""
    manifest = manifest_of(network)
    words = request.GET.get("q", "").strip()[:LONGEST]
    context = {"manifest": manifest, "q": words, "roles": ROLES, "folders": Folder.objects.all()}
    try:
        found = proposals(network, words) if words else []
    except Problem as problem:
        return show(request, "sources/found.html", context | {"problem": problem})
    return show(request, "sources/found.html", context | {"proposals": found})


@require_POST
@needs(Role.MANAGER)
def follow(request: HttpRequest) -> HttpResponse:
    """Begin to read what was chosen."""
    given = request.POST
    draft = chosen(given.get("value", ""), given.get("role", ""), given.get("folder", "")[:80])
    source = service.follow(draft, by(request))
    if is_part(request, "proposal"):
        return show(request, "sources/followed.html", {"source": source})
    messages.success(request, _("“%(name)s” is followed from now on.") % {"name": source})
    return redirect("source", source.pk)


@needs(Role.MANAGER)
def by_hand(request: HttpRequest) -> HttpResponseBase:
    """Follow something by saying exactly what: network, way of reading, target."""
    form = ByHandForm(request.POST or None, initial={"way": request.GET.get("way", "")})
    if request.method == "POST" and form.is_valid():
        try:
            source = service.follow(form.draft(), by(request))
        except Problem as problem:
            form.add_error(
                problem.place if problem.place in form.fields else None,
                f"{problem.cause} {problem.remedy or ''}".strip(),
            )
        else:
            messages.success(request, _("“%(name)s” is followed from now on.") % {"name": source})
            return redirect("source", source.pk)
    return show(request, "sources/by_hand.html", {"form": form, "folders": Folder.objects.all()})


def source(request: HttpRequest, number: int) -> HttpResponseBase:
    """A source: how it fared, what it could not read, its newest posts, what was decided about it."""
    if request.method == "POST":
        return _save(request, number)
    return _source(request, source_of(number), None)


@needs(Role.MANAGER)
def _save(request: HttpRequest, number: int) -> HttpResponse:
    found = source_of(number)
    form = SourceForm(request.POST)
    if not form.is_valid():
        return _source(request, found, form)
    service.change(found, form.draft(found), by(request))
    messages.success(request, _("The source is saved."))
    return redirect("source", found.pk)


def _source(request: HttpRequest, found: Source, form: SourceForm | None) -> HttpResponse:
    context = {
        "form": form or SourceForm.of(found),
        "folders": Folder.objects.all(),
        **detail(request, found),
    }
    part = is_part(request, "fare")
    return show(request, "sources/source_fare.html" if part else "sources/source.html", context)


def _act(change: Callable[[HttpRequest, Source], None]) -> Callable[..., HttpResponseBase]:
    """A button of a source: the act, then back to the page it stands on."""

    @require_POST
    @needs(Role.MANAGER)
    def acted(request: HttpRequest, number: int) -> HttpResponse:
        change(request, source_of(number))
        back = request.POST.get("back", "")
        if back == "source":
            return redirect("source", number)
        return redirect("sources-health" if back == "health" else "sources")

    return acted


@_act
def pause(request: HttpRequest, found: Source) -> None:
    service.pause(found, by(request))
    undo = f"undo:{reverse('source-resume', args=[found.pk])}"
    messages.success(request, _("“%(name)s” is paused.") % {"name": found}, extra_tags=undo)


@_act
def resume(request: HttpRequest, found: Source) -> None:
    service.resume(found, by(request))
    messages.success(request, _("“%(name)s” is read again.") % {"name": found})


@_act
def read_now(request: HttpRequest, found: Source) -> None:
    service.read_now(found)
    messages.success(request, _("“%(name)s” is read as soon as can be.") % {"name": found})


@require_POST
@needs(Role.MANAGER)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Stop following, and offer to undo it."""
    found = source_of(number)
    service.delete(found, by(request))
    text = _("“%(name)s” is followed no more. What it brought stays.") % {"name": found}
    messages.success(request, text, extra_tags=f"undo:{reverse('source-restore', args=[found.pk])}")
    return redirect("sources")


@require_POST
@needs(Role.MANAGER)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a deletion."""
    found = service.restore(source_of(number, deleted=True), by(request))
    messages.success(request, _("“%(name)s” is followed again.") % {"name": found})
    return redirect("sources")
