"""The page Triggers: its frame, its parts one by one, and its files."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

import duckdb
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.accuracy.trust import trust
from tertulia.listen.explorer import posts
from tertulia.listen.explorer.asked import Asked, asked
from tertulia.listen.explorer.drawing import view
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.measures.notes import common_notes
from tertulia.listen.explorer.pages import frame
from tertulia.listen.triggers import views
from tertulia.listen.triggers.finding import FORMULA, find
from tertulia.listen.triggers.peaking import FORMULA as PEAKS_FORMULA
from tertulia.listen.triggers.peaking import chart_of, find_peaks, lasting, row_of

LOG = logging.getLogger(__name__)
FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The frame; what is found arrives by itself. Empty fields of a form leave the address."""
    question = asked(request)
    if any(not value for values in request.GET.lists() for value in values[1]):
        return redirect(f"{reverse('triggers')}?{question.selection.query}".rstrip("?"))
    if posts.newest(question.store) is None:
        return render(request, "triggers/empty.html", {})
    return render(request, "triggers/triggers.html", frame(question))


def question_of(asked_for: Asked) -> Question:
    return Question(asked_for.selection, asked_for.store, asked_for.monitors)


@require_safe
def found_part(request: HttpRequest) -> HttpResponse:
    """Love and hate."""
    return _part(request, "found", _found)


def _found(question: Question) -> dict[str, Any]:
    found = find(question)
    names = {monitor.id: monitor.name for monitor in question.monitors}
    return {
        "found": found,
        "columns": views.columns(found),
        "figures": views.figures(found),
        "formula": FORMULA,
        "notes": found.notes,
        "trust": trust("triggers", question.selection, question.store, names),
    }


@require_safe
def peaks_part(request: HttpRequest) -> HttpResponse:
    """The peaks and what explains them."""
    return _part(request, "peaks", _peaks)


def _peaks(question: Question) -> dict[str, Any]:
    found = find_peaks(question)
    return {
        "peaks": views.peak_views(found),
        "formula": PEAKS_FORMULA,
        "notes": common_notes(question),
        **view(chart_of(found)),
    }


@require_safe
def changes_part(request: HttpRequest) -> HttpResponse:
    """The changes of level that stayed."""
    return _part(request, "changes", _changes)


def _changes(question: Question) -> dict[str, Any]:
    return {"changes": views.change_views(question, *lasting(question))}


def _part(request: HttpRequest, name: str, make: Callable[[Question], dict[str, Any]]) -> HttpResponse:
    """One part of the page, or why it failed: one part's failure is not the page's."""
    question = question_of(asked(request))
    context: dict[str, Any] = {"name": name, "query": question.selection.query}
    try:
        context |= make(question)
    except Problem as problem:
        context["problem"] = problem
    except duckdb.Error as error:
        LOG.exception("the part %s of the triggers failed", name)
        cause = Text("The posts could not be asked: {error}", error=str(error).splitlines()[0][:200])
        context["problem"] = Problem("panel-failed", cause, Text("Try again."), permanent=False)
    if "problem" in context:
        return render(request, "triggers/failed.html", context, status=503)
    return render(request, f"triggers/{name}.html", context)


@require_safe
def triggers_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The triggers as CSV or JSON."""
    found = find(question_of(asked(request)))
    return _file("triggers", kind, found.as_dict() if kind == "json" else None, found.rows())


@require_safe
def peaks_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The peaks as CSV or JSON."""
    found = find_peaks(question_of(asked(request)))
    return _file("peaks", kind, found.as_dict() if kind == "json" else None, map(row_of, found.peaks))


def _file(name: str, kind: str, whole: dict[str, Any] | None, rows: Iterable[dict[str, Any]]) -> HttpResponse:
    content = json.dumps(whole, ensure_ascii=False, indent=1) if whole is not None else as_csv(list(rows))
    response = HttpResponse(content, content_type=FILES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="tertulia-{name}.{kind}"'
    return response


def as_csv(rows: list[dict[str, Any]]) -> str:
    """The rows as CSV, with a byte order mark so that spreadsheets read it as UTF-8; lists by semicolons."""
    file = io.StringIO()
    if rows:
        writer = csv.writer(file)
        writer.writerow(rows[0])
        writer.writerows([_safe(value) for value in row.values()] for row in rows)
    return "\ufeff" + file.getvalue()


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is led by an apostrophe."""
    text = "; ".join(map(str, value)) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in "=+-@\t\r" and text else text
