"""The page "Before you speak": what one is about to join, what there is to know of it, and its files."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

import duckdb
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.before_speaking import views
from tertulia.listen.before_speaking.behind import posts_behind
from tertulia.listen.before_speaking.finding import find
from tertulia.listen.before_speaking.meant import is_address, selection_for
from tertulia.listen.before_speaking.reading_now import Brought, networks_for, read_any, read_now
from tertulia.listen.before_speaking.telling import FORMULA, as_dict, rows
from tertulia.listen.before_speaking.words import POSTS_WITH
from tertulia.listen.explorer.asked import Asked, asked, zone_of
from tertulia.listen.explorer.cards import card
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.pages import frame
from tertulia.listen.triggers.pages import FILES, as_csv, question_of
from tertulia.team.api import Person, Role, may, needs, record
from tertulia.team.audit import LABELS

LOG = logging.getLogger(__name__)
LABELS["conversation.read"] = gettext_lazy("read what a network has of a conversation")
MOST_WORDS = 500
_ADDRESS = """
SELECT url FROM posts
WHERE (key = $thread::UBIGINT OR thread_key = $thread::UBIGINT) AND url IS NOT NULL
ORDER BY key = $thread::UBIGINT DESC, created_at LIMIT 1
"""
_TYPED = ("q", "hashtag", "thread")  # what is typed takes the place of these


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The frame; what is known arrives by itself. `about` (what a person typed) becomes the selection's
    address."""
    question = asked(request)
    words = request.GET.get("about", "").strip()[:MOST_WORDS]
    if words:
        selection = selection_for(words, question.selection, question.store)
        if selection is not None:
            return redirect(f"{reverse('before-speaking')}?{selection.query}")
    context = frame(question) | {"about": words or _typed(question), "given": words}
    context["kept_filters"] = [pair for pair in question.selection.pairs() if pair[0] not in _TYPED]
    context["is_chosen"] = question.selection.is_filtered and not words
    context["may_read"] = may(request.user, Role.MANAGER)
    context["networks"] = networks_for(context["about"]) if context["about"] else []
    context["is_address"] = is_address(context["about"])
    return render(request, "before_speaking/page.html", context)


def _typed(question: Asked) -> str:
    """What a person would type for the selection, "" where it is more than one thing or another kind of
    filter."""
    selection = question.selection
    if selection.thread is not None:
        return _address_of(question, selection.thread)
    if len(selection.hashtags) == 1 and not selection.words:
        return f"#{selection.hashtags[0]}"
    return selection.words if not selection.hashtags else ""


def _address_of(question: Asked, thread: int) -> str:
    found = question.store.query(_ADDRESS, {"thread": thread})["url"].to_pylist()
    return str(found[0]) if found else ""


@require_safe
def found_part(request: HttpRequest) -> HttpResponse:
    """All that is known, or why it could not be made."""
    question = question_of(asked(request))
    context: dict[str, Any] = {"query": question.selection.query, "formula": FORMULA}
    try:
        context |= _found(question)
    except Problem as problem:
        context["problem"] = problem
    except duckdb.Error as error:
        LOG.exception("a conversation could not be read")
        cause = Text("The posts could not be asked: {error}", error=str(error).splitlines()[0][:200])
        context["problem"] = Problem("panel-failed", cause, Text("Try again."), permanent=False)
    if "problem" in context:
        return render(request, "before_speaking/failed.html", context, status=503)
    return render(request, "before_speaking/found.html", context)


def _found(question: Question) -> dict[str, Any]:
    found = find(question, datetime.now(UTC))
    return {"page": views.page(found) if found.life else None, "notes": found.notes}


@require_safe
def posts_part(request: HttpRequest, name: str) -> HttpResponse:
    """The posts behind a rule: as a part for the side panel, else as a page by itself."""
    question = question_of(asked(request))
    try:
        count, posts = posts_behind(question, name, datetime.now(UTC))
    except KeyError as error:
        raise Http404(name) from error
    context = {
        "title": title_of(name),
        "count": count,
        "cards": [card(post, zone_of(request)) for post in posts],
        "query": question.selection.query,
    }
    part = bool(request.headers.get("HX-Request"))
    return render(request, f"before_speaking/posts{'_part' if part else ''}.html", context)


def title_of(name: str) -> str:
    """What the posts behind a rule are called."""
    others = {"open": _("Asked and not answered"), "organisations": _("Posts of organisations")}
    return others.get(name) or str(POSTS_WITH[name])


@require_POST
@needs(Role.MANAGER)
def read(request: HttpRequest) -> HttpResponse:
    """Read what a network has now of what was typed, then show it."""
    assert isinstance(request.user, Person)
    question = asked(request)
    words = request.POST.get("about", "").strip()[:MOST_WORDS]
    network = request.POST.get("network", "")
    try:
        if is_address(words) and not network:
            brought = read_any(words, question.store)
        else:
            brought = read_now(network, words, question.store)
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect(f"{reverse('before-speaking')}?{_again(words)}")
    record(request.user, "conversation.read", words, network=network, posts=brought.read, new=brought.new)
    messages.success(request, _told(brought))
    return redirect(f"{reverse('before-speaking')}?{_again(words)}")


def _again(words: str) -> str:
    from urllib.parse import urlencode

    return urlencode({"about": words, "period": "all"})


def _told(brought: Brought) -> str:
    template = ngettext(
        "%(network)s gave %(number)s post, %(new)s of them new.",
        "%(network)s gave %(number)s posts, %(new)s of them new.",
        brought.read,
    )
    return template % {"network": brought.network, "number": brought.read, "new": brought.new}


@require_safe
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """What is known as CSV (one sentence a line) or JSON."""
    found = find(question_of(asked(request)), datetime.now(UTC))
    told = as_dict(found)
    content = as_csv(list(rows(told))) if kind == "csv" else json.dumps(told, ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type=FILES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="tertulia-before-you-speak.{kind}"'
    return response
