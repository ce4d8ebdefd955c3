"""The pages of monitors: the list, and the editor that checks while one types."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.explorer.statistics import Interval
from tertulia.listen.measuring.pages import applied
from tertulia.listen.measuring.trying import Tried, try_on_labels
from tertulia.listen.monitors import service
from tertulia.listen.monitors.api import precision_of
from tertulia.listen.monitors.figures import NONE, Figures, figures, sparkline
from tertulia.listen.monitors.forms import MonitorForm
from tertulia.listen.monitors.lists import lists
from tertulia.listen.monitors.models import COLORS, Backfill, Folder, Monitor, MonitorVersion
from tertulia.listen.monitors.preview import preview
from tertulia.listen.monitors.ready import ready_made
from tertulia.listen.monitors.service import Draft
from tertulia.listen.monitors.versions import Change, history
from tertulia.listen.query.api import FIELDS, MAX_LENGTH, parse
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

MOST_TRIED = 50  # versions that are tried on the labels


@dataclass(frozen=True)
class Line:
    """A monitor in the list, with what it finds."""

    monitor: Monitor
    figures: Figures

    @property
    def points(self) -> str:
        return sparkline(self.figures.days)

    @property
    def precision(self) -> Interval | None:
        return precision_of(self.monitor)

    @property
    def series(self) -> int:
        return self.monitor.color % COLORS + 1


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page with its times on the person's clock."""
    with timezone.override(zone_of(request)):
        return render(request, template, context)


def _monitor(number: int, *, deleted: bool = False) -> Monitor:
    try:
        return service.find(number, deleted=deleted)
    except Problem as problem:
        raise Http404 from problem


@require_safe
def monitors(request: HttpRequest) -> HttpResponse:
    """All monitors by folder, those outside any folder last."""
    found = figures(store(), zone_of(request))
    listed = Monitor.objects.filter(deleted_at=None).select_related("folder", "owner")
    lines = [Line(monitor, found.get(monitor.pk, NONE)) for monitor in listed]
    folders: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.monitor.folder is None, str(line.monitor.folder or ""))):
        folders.setdefault(line.monitor.folder.name if line.monitor.folder else "", []).append(line)
    busy = any(line.monitor.backfill in (Backfill.WAITING, Backfill.RUNNING) for line in lines)
    context = {"folders": folders, "busy": busy, "may_edit": may(request.user, Role.MANAGER)}
    partial = request.headers.get("HX-Target", "").endswith("monitors")
    return _render(request, "monitors/table.html" if partial else "monitors/list.html", context)


@needs(Role.MANAGER)
def new(request: HttpRequest) -> HttpResponse:
    """An empty editor; `?q=` fills in a search, as the explorer does for one worth keeping."""
    form = MonitorForm(request.POST or None, initial={"query": request.GET.get("q", "")[:MAX_LENGTH]})
    if request.method == "POST" and form.is_valid():
        try:
            monitor = service.create(form.draft(), _by(request))
        except Problem as problem:
            _show(form, problem)
        else:
            messages.success(request, _("The monitor is saved. It is now searching all stored posts."))
            return redirect("monitor-edit", monitor.pk)
    return _editor(request, form, None)


def edit(request: HttpRequest, number: int) -> HttpResponseBase:
    """A monitor with its search, what it finds, and its versions. Viewers only look."""
    if request.method == "POST":
        return _save(request, number)
    monitor = _monitor(number)
    draft = asdict(Draft.of(monitor))
    try:
        draft["query"] = applied(monitor.query, request.GET.dict())
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    return _editor(request, MonitorForm(initial=draft), monitor)


@needs(Role.MANAGER)
def _save(request: HttpRequest, number: int) -> HttpResponse:
    monitor = _monitor(number)
    form = MonitorForm(request.POST)
    if form.is_valid():
        try:
            service.change(monitor, form.draft(), _by(request))
        except Problem as problem:
            _show(form, problem)
        else:
            messages.success(request, _("The monitor is saved."))
            return redirect("monitor-edit", monitor.pk)
    return _editor(request, form, _monitor(monitor.pk))


def _show(form: MonitorForm, problem: Problem) -> None:
    """Put what the service refused beside the field it speaks of."""
    field = (problem.place or "").split(" ")[0]
    text = f"{problem.cause} {problem.remedy or ''}".strip()
    form.add_error(field if field in form.fields else None, text)


def _editor(request: HttpRequest, form: MonitorForm, monitor: Monitor | None) -> HttpResponse:
    may_manage = may(request.user, Role.MANAGER)
    may_edit = may_manage and (monitor is None or service.may_change(monitor, _by(request)))
    if not may_edit:
        for field in form.fields.values():
            field.disabled = True
    for name in form.errors if form.is_bound else ():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
    context = {
        "form": form,
        "monitor": monitor,
        "history": _history(monitor) if monitor else [],
        "folders": Folder.objects.all(),
        "may_edit": may_edit,
        "may_lock": monitor is not None and may_manage and service.may_lock(monitor, _by(request)),
        "fields": ", ".join(f"{name}:" for name in FIELDS),
        "ready": ready_made(),
        "lists": lists(),
    }
    # 200 even for a form that was refused: browsers report any other answer to a page as a fault.
    return _render(request, "monitors/editor.html", context)


def _history(monitor: Monitor) -> list[tuple[MonitorVersion, list[Change], Tried | None]]:
    """Every version with what it changed and how it does on the labels."""
    versions = history(monitor)
    queries = {version.pk: version.query for version, _changes in versions[:MOST_TRIED]}
    tried = try_on_labels(monitor, queries, store()).tried
    return [(version, changes, tried.get(version.pk)) for version, changes in versions]


@require_POST
@needs(Role.MANAGER)
def lock(request: HttpRequest, number: int) -> HttpResponse:
    """Lock the monitor against everyone but its owner and the workspace's owners, or unlock it."""
    monitor = _monitor(number)
    locked = request.POST.get("locked") == "on"
    try:
        service.lock(monitor, locked, _by(request))
    except Problem as problem:
        raise PermissionDenied(str(problem.cause)) from problem
    messages.success(request, _("The monitor is locked.") if locked else _("The monitor is unlocked."))
    return redirect("monitor-edit", monitor.pk)


@require_POST
@needs(Role.MANAGER)
def check(request: HttpRequest) -> HttpResponse:
    """The findings of the search typed so far, as a part of the editor."""
    text = request.POST.get("query", "").replace("\r\n", "\n")
    return render(
        request, "monitors/findings.html", {"findings": parse(text).findings if text.strip() else ()}
    )


@require_POST
@needs(Role.MANAGER)
def hits(request: HttpRequest) -> HttpResponse:
    """What the search typed so far finds, as a part of the editor."""
    tree = parse(request.POST.get("query", "").replace("\r\n", "\n")).tree
    found = preview(tree, store()) if tree is not None else None
    return _render(request, "monitors/hits.html", {"preview": found})


@require_POST
@needs(Role.MANAGER)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Delete, and offer to undo it."""
    monitor = _monitor(number)
    try:
        service.delete(monitor, _by(request))
    except Problem as problem:
        raise PermissionDenied(str(problem.cause)) from problem
    text = _("The monitor “%(name)s” is deleted.") % {"name": monitor.name}
    messages.success(request, text, extra_tags=f"undo:{reverse('monitor-restore', args=[monitor.pk])}")
    return redirect("monitors")


@require_POST
@needs(Role.MANAGER)
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a deletion."""
    monitor = service.restore(_monitor(number, deleted=True), _by(request))
    messages.success(request, _("The monitor “%(name)s” is back.") % {"name": monitor.name})
    return redirect("monitors")
