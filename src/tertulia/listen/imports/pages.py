"""The pages of imports: send a file, say how it is read, watch it come in; and what was set aside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.imports import choosing, jobs, restoring, uploads
from tertulia.listen.imports.look import Look, look, missing_fields
from tertulia.listen.imports.models import ImportRun, ImportState
from tertulia.listen.imports.plan import Plan
from tertulia.listen.letters import letters
from tertulia.listen.letters.letters import Filter
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs, record

_PAST = 50


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def _run(number: int) -> ImportRun:
    return jobs.settled(get_object_or_404(ImportRun.objects.select_related("by"), pk=number))


def imports(request: HttpRequest) -> HttpResponseBase:
    """Where a file is dropped, and the imports so far. Without JavaScript the form sends the file whole."""
    if request.method == "POST":
        return _take(request)
    runs = [jobs.settled(run) for run in ImportRun.objects.select_related("by")[:_PAST]]
    context = {
        "runs": runs,
        "may_import": may(request.user, Role.MANAGER),
        "dead": letters.count(store(), Filter()),
        **uploads.sizes(),
    }
    return render(request, "imports/imports.html", context)


@needs(Role.MANAGER)
def _take(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None or file.size is None or file.file is None:
        messages.error(request, _("Choose a file first."))
        return redirect("imports")
    run = uploads.take(file.name or "", file.size, file.file, _by(request))
    return redirect("import-run", run.pk)


@require_POST
@needs(Role.MANAGER)
def begin(request: HttpRequest) -> HttpResponse:
    """Make room for a file that comes in pieces."""
    try:
        size = int(request.POST.get("size", ""))
        run = uploads.begin(request.POST.get("name", ""), size, _by(request))
    except ValueError:
        return JsonResponse({"cause": _("The size of the file is missing.")}, status=400)
    except Problem as problem:
        return JsonResponse(problem.as_dict(), status=400)
    return JsonResponse(
        {"piece": reverse("import-piece", args=[run.pk]), "page": reverse("import-run", args=[run.pk])}
    )


@require_POST
@needs(Role.MANAGER)
def piece(request: HttpRequest, number: int) -> HttpResponse:
    """Take the piece of the file that begins at `?offset=`."""
    run = get_object_or_404(ImportRun, pk=number)
    offset = request.GET.get("offset", "")
    try:
        there = uploads.add(run, int(offset) if offset.isdecimal() else -1, request)  # type: ignore[arg-type]
        if there == run.size:
            uploads.finish(run)
    except Problem as problem:
        return JsonResponse(problem.as_dict(), status=400)
    return JsonResponse({"there": there})


@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One import: before it starts how it will be read, then how far it is, then what came of it."""
    found = _run(number)
    if found.state == ImportState.UPLOADING:
        return render(request, "imports/cut.html", _context(request, found))
    if found.state == ImportState.READY:
        return _ready(request, found)
    partial = request.headers.get("HX-Target", "").endswith("progress")
    context = _context(request, found) | {
        "busy": found.state in jobs.BUSY,
        "dead": letters.find(store(), Filter(source=found.source), limit=10) if found.source else [],
        "codes": _codes(found),
    }
    return render(request, "imports/progress.html" if partial else "imports/run.html", context)


def _context(request: HttpRequest, found: ImportRun) -> dict[str, Any]:
    return {"run": found, "may_import": may(request.user, Role.MANAGER)}


def _codes(found: ImportRun) -> list[dict[str, Any]]:
    return [row for row in letters.counts(store()) if row["source"] == found.source] if found.source else []


def _ready(request: HttpRequest, found: ImportRun) -> HttpResponse:
    path = uploads.path_of(found)
    if restoring.is_export(path):
        return render(request, "imports/ready_export.html", _context(request, found))
    try:
        seen = look(path)
    except Problem as problem:
        problem.place = found.name
        return render(request, "imports/unreadable.html", _context(request, found) | {"problem": problem})
    return render(request, "imports/ready.html", _context(request, found) | _choice(request, seen))


def _choice(request: HttpRequest, seen: Look) -> dict[str, Any]:
    """What the form shows: the plan as chosen, else as found out."""
    plan = choosing.plan_from(request.GET, seen) if request.GET else seen.plan
    return {
        "look": seen,
        "shapes": choosing.shapes(),
        "shape": choosing.shape_of(plan),
        "plan": plan,
        "columns": (named := choosing.columns(seen, plan)),
        "rows": list(zip(*(column.values for column in named), strict=True)),
        "fields": choosing.FIELD_LABELS,
        "needed": {
            name: choosing.FIELD_LABELS[name]
            for name in missing_fields(seen.columns, replace(plan, constants={}))
        },
        "preview": choosing.preview(seen, plan),
    }


@require_safe
def choices(request: HttpRequest, number: int) -> HttpResponse:
    """The form again, as the person has filled it in, with what would come of it."""
    found = _run(number)
    if found.state != ImportState.READY:
        return redirect("import-run", number)
    seen = look(uploads.path_of(found))
    return render(request, "imports/choice.html", _context(request, found) | _choice(request, seen))


@require_POST
@needs(Role.MANAGER)
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Begin, or go on with an import that was interrupted."""
    found = _run(number)
    if found.state == ImportState.READY:
        path = uploads.path_of(found)
        if not restoring.is_export(path):
            seen = look(path)
            plan = choosing.plan_from(request.POST, seen)
            if missing_fields(seen.columns, plan):
                messages.error(request, _("Some required fields have no column yet."))
                return redirect("import-run", number)
            found.plan = plan.as_json()
        else:
            found.plan = Plan().as_json()
        found.again = request.POST.get("again") == "on"
        found.save(update_fields=["plan", "again"])
        record(_by(request), "import.started", found.name, size=found.size)
    if found.state in (ImportState.READY, ImportState.STOPPED, ImportState.FAILED):
        jobs.start(found)
    return redirect("import-run", number)


@require_POST
@needs(Role.MANAGER)
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Stop after the present block; it can go on later."""
    jobs.stop(_run(number))
    messages.info(request, _("The import stops after the part it is at. It can go on later."))
    return redirect("import-run", number)


@require_POST
@needs(Role.MANAGER)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take an import that does not run off the list, with its file. Its posts stay."""
    found = _run(number)
    if found.state not in jobs.BUSY:
        uploads.remove(found)
        messages.success(request, _("The import is off the list. Posts that came in stay."))
    return redirect("imports")
