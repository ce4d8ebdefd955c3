"""The composer's page: write, see it counted and shown, ask for review, schedule, publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tertulia.act.composer import forms, scheduling, writing
from tertulia.act.composer.weighing import Weighed, weigh
from tertulia.act.publishing import api as publishing
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.models import Channel
from tertulia.plan.calendar import service, versions
from tertulia.plan.calendar.grid import badge
from tertulia.plan.calendar.models import Entry, EntryKind, EntryMedia, EntryVersion
from tertulia.plan.calendar.states import FIXED
from tertulia.team.api import Act, Person, Role, may, may_on, needs

_VISIBILITIES = {
    "public": gettext_lazy("Everyone"),
    "unlisted": gettext_lazy("Everyone, but in no list"),
    "followers": gettext_lazy("Followers only"),
    "direct": gettext_lazy("Only people named in it"),
}


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in
    return request.user


def _entry(number: int) -> Entry:
    try:
        found = service.find(number)
    except Problem as problem:
        raise Http404 from problem
    if found.kind != EntryKind.CONTENT:
        raise Http404
    return found


@require_safe
def composer(request: HttpRequest) -> HttpResponse:
    """The texts that are being written, those that changed last first."""
    texts = Entry.objects.filter(deleted_at=None, kind=EntryKind.CONTENT).select_related("owner")
    found = texts.exclude(state="published").order_by("-changed_at")[:100]
    context = {
        "rows": [(entry, badge(entry.state)) for entry in found],
        "may_write": may(request.user, Role.TRAINEE),
    }
    with timezone.override(zone_of(request)):
        return render(request, "composer/composer.html", context)


@needs(Role.TRAINEE)
def compose(request: HttpRequest, number: int) -> HttpResponse:
    """The page of an entry. What is sent is saved first, whatever it is sent for."""
    entry = _entry(number)
    if request.method != "POST":
        return _page(request, entry)
    _require_writer(request, entry)
    typed = forms.typed(request.POST, entry)
    try:
        entry = writing.save(entry, typed, _by(request))
    except Problem as problem:
        _tell(request, problem)
        return _page(request, _entry(number), typed, problem)
    try:
        _act(request, entry)
    except Problem as problem:
        _tell(request, problem)
    return redirect("compose", number)


def _tell(request: HttpRequest, problem: Problem) -> None:
    messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())


def _require_writer(request: HttpRequest, entry: Entry) -> None:
    if not service.may_write(request.user, entry):
        raise PermissionDenied


def _act(request: HttpRequest, entry: Entry) -> None:
    """What the button that was pressed says."""
    act, _mark, which = request.POST.get("act", "save").partition(":")
    acts: dict[str, Callable[[], str]] = {
        "save": lambda: _("Saved."),
        "channels": lambda: _channels(request, entry),
        "media": lambda: _media(request, entry),
        "unmedia": lambda: _unmedia(request, entry, which),
        "review": lambda: _review(request, entry),
        "schedule": lambda: _schedule(request, entry),
        "now": lambda: _now(request, entry),
        "withdraw": lambda: _withdraw(request, entry),
    }
    if act not in acts:
        raise Http404
    messages.success(request, acts[act]())


def _channels(request: HttpRequest, entry: Entry) -> str:
    known = set(Channel.objects.filter(deleted_at=None).values_list("pk", flat=True))
    versions.choose(entry, [n for n in forms.channels(request.POST) if n in known], _by(request))
    return _("The channels are chosen.")


def _media(request: HttpRequest, entry: Entry) -> str:
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        raise Problem("no-file", Text("No file was chosen."), Text("Choose one first."), "file")
    if (given.size or 0) > versions.LARGEST:
        raise versions.too_large()
    versions.add_media(
        entry, given.name or "", given.read(), request.POST.get("new-alt", "").strip(), _by(request)
    )
    return _("The file goes with the entry.")


def _unmedia(request: HttpRequest, entry: Entry, which: str) -> str:
    number = int(which) if which.isdecimal() and len(which) < 19 else 0
    versions.remove_media(get_object_or_404(EntryMedia, pk=number, entry=entry.pk), _by(request))
    return _("The file is taken away.")


def _review(request: HttpRequest, entry: Entry) -> str:
    scheduling.ask_review(entry, _by(request))
    return _("Review is asked for.")


def _schedule(request: HttpRequest, entry: Entry) -> str:
    scheduling.schedule(entry, _by(request))
    return _("It will be published at its time.")


def _now(request: HttpRequest, entry: Entry) -> str:
    scheduling.publish_now(entry, _by(request))
    return _("It is being published.")


def _withdraw(request: HttpRequest, entry: Entry) -> str:
    if not may(request.user, Role.EDITOR):
        raise PermissionDenied
    service.set_state(entry, "draft", _by(request))
    return _("It is a draft again; nothing of it will be published.")


def _page(
    request: HttpRequest, entry: Entry, typed: writing.Typed | None = None, problem: Problem | None = None
) -> HttpResponse:
    """The page; with what was typed where it could not be saved."""
    chosen = list(EntryVersion.objects.filter(entry=entry.pk).values_list("channel", flat=True))
    state, revision = entry.state, entry.revision
    if typed:
        writing.applied(entry, typed)  # its words stand in the fields, not in the database
        revision = typed.revision or revision
    weighed = _weighed(entry, _by(request), typed)
    context = {
        "entry": entry,
        "revision": revision,
        "state": state,
        "badge": badge(state),
        "fixed": state in FIXED,
        "may_write": service.may_write(request.user, entry) and state not in FIXED,
        "may_publish": all(may_on(request.user, Act.PUBLISH, number) for number in chosen),
        "channels": [(c, c.pk in chosen) for c in Channel.objects.filter(deleted_at=None)],
        "weighed": weighed,
        "visibilities": _VISIBILITIES,
        "media": EntryMedia.objects.filter(entry=entry.pk),
        "publications": publishing.publications(entry=entry.pk),
        "conflict": problem is not None and problem.code == "changed-meanwhile",
        "theirs": service.find(entry.pk) if problem else None,
        "zone": zone_of(request),
    }
    with timezone.override(zone_of(request)):
        return render(request, "composer/compose.html", context)


def _weighed(entry: Entry, by: Person, typed: writing.Typed | None = None) -> list[Weighed]:
    found = writing.applied(entry, typed) if typed else list(EntryVersion.objects.filter(entry=entry.pk))
    channels = {c.pk: c for c in Channel.objects.filter(pk__in=[v.channel for v in found], deleted_at=None)}
    for version in found:
        version.entry = entry
    return [weigh(version, channels[version.channel], by) for version in found if version.channel in channels]


@require_POST
@needs(Role.TRAINEE)
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Counts and previews of what is typed so far, as a part of the page. Nothing is kept."""
    entry = _entry(number)
    weighed = _weighed(entry, _by(request), forms.typed(request.POST, entry))
    context = {"weighed": weighed, "entry": entry, "media": EntryMedia.objects.filter(entry=entry.pk)}
    return render(request, "composer/previews.html", context)


@require_POST
@needs(Role.TRAINEE)
def autosave(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is typed so far, as a part of the page that says so. A text that was approved or ordered is
    not changed in passing: it is saved by the button."""
    entry = _entry(number)
    _require_writer(request, entry)
    context: dict[str, Any] = {"revision": entry.revision, "zone": zone_of(request)}
    typed = forms.typed(request.POST, entry)
    if entry.state not in ("idea", "draft", "failed", "expired"):
        context |= {"waits": True, "revision": typed.revision}
        return render(request, "composer/saved.html", context)
    try:
        context["revision"] = writing.save(entry, typed, _by(request)).revision
    except Problem as problem:
        context |= {"problem": problem, "revision": typed.revision}
    context["at"] = timezone.now()
    with timezone.override(zone_of(request)):
        return render(request, "composer/saved.html", context)


@require_safe
@needs(Role.VIEWER)
def medium(request: HttpRequest, number: int) -> HttpResponseBase:
    """A file of an entry, to be seen."""
    media = get_object_or_404(EntryMedia.objects.select_related("entry"), pk=number, entry__deleted_at=None)
    path = versions.path_of(media)
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), content_type=media.kind)
