"""The conversation explorer: its page, its panels one by one, its posts, its files."""

from __future__ import annotations

import json
import logging
from typing import Any

import duckdb
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer import choices, posts, sentence
from tertulia.listen.explorer.asked import Asked, asked
from tertulia.listen.explorer.cards import card
from tertulia.listen.explorer.drawing import file_of, view
from tertulia.listen.explorer.measures import MEASURES
from tertulia.listen.explorer.panel import Panel
from tertulia.listen.explorer.trusted import panel_of

LOG = logging.getLogger(__name__)
FIRST = ("totals", "timeline")
WIDE = ("words", "hours")
# The order of the panels below the timeline, two in a line.
LATER = (
    *("sentiment", "net", "emotion", "voice", "words", "authors", "themes", "intents", "networks"),
    *("hashtags", "domains", "links", "kinds", "languages", "hours"),
)
FILTERED = ("before-speaking", "live", "needs", "situation", "triggers")  # pages with the same filters
FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "svg": "image/svg+xml"}


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """The frame with the first panels; the others arrive by themselves. Empty fields of a form leave the
    address."""
    if any(not value for values in request.GET.lists() for value in values[1]):
        return redirect(f"{reverse('explorer')}?{asked(request).selection.query}".rstrip("?"))
    question = asked(request)
    context = frame(question)
    if posts.newest(question.store) is None:
        return render(request, "explorer/empty.html", context)
    context["first"] = [_attempt(question, name) for name in FIRST]
    context["later"] = [name for name in LATER if name != "voice" or question.monitors]
    context["wide"] = WIDE
    context |= {"last": posts.last_number(question.store), "is_present": question.selection.is_present}
    return render(request, "explorer/explorer.html", context)


def frame(question: Asked) -> dict[str, Any]:
    """What the head of the page shows: the filters as they stand and what may be chosen."""
    selection = question.selection
    return {
        "selection": selection,
        "query": selection.query,
        "problems": question.problems,
        "chips": sentence.chips(selection, question.names),
        "sentence": sentence.sentence(selection, question.names),
        "period": sentence.period(selection),
        "comparison": sentence.comparison(selection, question.names),
        "periods": choices.periods(selection),
        "comparisons": choices.comparisons(question),
        "monitors": choices.monitors(question),
        "splits": choices.splits(question),
        "sorts": choices.sorts(selection),
        "kept": [pair for pair in selection.pairs() if pair[0] != "q"],
        "kept_but_days": [pair for pair in selection.pairs() if pair[0] not in ("period", "since", "until")],
    }


def _attempt(question: Asked, name: str) -> dict[str, Any]:
    """The view of a panel, or of why it failed: one panel's failure is not the page's."""
    context: dict[str, Any] = {
        "name": name,
        "query": question.selection.query,
        "splits": choices.splits(question),
    }
    try:
        made = panel_of(question, name)
    except Problem as problem:
        return context | {"problem": problem}
    except duckdb.Error as error:
        LOG.exception("panel %s failed", name)
        cause = Text("The posts could not be asked: {error}", error=str(error).splitlines()[0][:200])
        return context | {"problem": Problem("panel-failed", cause, Text("Try again."), permanent=False)}
    return context | view(made)


@require_safe
def panel_part(request: HttpRequest, name: str) -> HttpResponse:
    """One panel as a part of the page."""
    if name not in MEASURES:
        raise Http404(name)
    context = _attempt(asked(request), name)
    return render(request, "explorer/panel.html", context, status=503 if "problem" in context else 200)


@require_safe
def panel_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """One panel as a file: CSV, JSON or SVG. (The page draws the PNG from the SVG.)"""
    if name not in MEASURES:
        raise Http404(name)
    question = asked(request)
    made = panel_of(question, name)
    response = HttpResponse(_contents(made, kind, question), content_type=FILES[kind])
    if "inline" not in request.GET:
        response.headers["Content-Disposition"] = f'attachment; filename="tertulia-{name}.{kind}"'
    return response


def _contents(made: Panel, kind: str, question: Asked) -> str:
    if kind == "csv":
        return made.as_csv()
    if kind == "json":
        return json.dumps(made.as_dict(), ensure_ascii=False, indent=1)
    return file_of(made, sentence.sentence(question.selection, question.names))


@require_safe
def posts_part(request: HttpRequest) -> HttpResponse:
    """A page of the posts of the selection."""
    question = asked(request)
    found = posts.page(question.selection, question.store, request.GET.get("after", ""))
    context = {
        "page": found,
        "cards": [card(post, question.selection.zone) for post in found.posts],
        "query": question.selection.query,
        "sorts": choices.sorts(question.selection),
        "selection": question.selection,
        "more": bool(request.GET.get("after")),
    }
    return render(request, "explorer/posts.html", context)


@require_safe
def filters(request: HttpRequest) -> HttpResponse:
    """All filters as one form."""
    from tertulia.listen.explorer.filters import groups

    question = asked(request)
    place = request.GET.get("for", "")
    target = reverse(place if place in FILTERED else "explorer")
    context = frame(question) | {"groups": groups(question), "target": target}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "explorer/filters_form.html" if part else "explorer/filters.html", context)
