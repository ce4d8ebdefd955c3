"""The live page, and the stream that it and the explorer follow."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tertulia.errors import Problem
from tertulia.listen.explorer import choices, sentence
from tertulia.listen.explorer.asked import Asked, asked
from tertulia.listen.explorer.posts import last_number
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.live.events import events
from tertulia.listen.live.following import Following, items
from tertulia.listen.live.news import latest
from tertulia.listen.live.streams import STREAMS
from tertulia.listen.sources.models import Source
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may

AT_FIRST = 50  # posts that the page begins with
KEPT = 200  # posts that the page holds; older ones leave it
LOOKED_AT = 200_000  # newest arrivals among which the first posts of a narrow selection are looked for


def _of_all_time(selection: Selection) -> Selection:
    """Live, a post counts when it comes in, whenever it was published."""
    return replace(selection, period="all", since=None, until=None, compare="", sort="newest")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The newest arrivals of a selection, and from then on each as it comes in."""
    asked_for = asked(request)
    question = Asked(_of_all_time(asked_for.selection), asked_for.problems)
    selection = question.selection
    context = {
        "selection": selection,
        "problems": question.problems,
        "chips": sentence.chips(selection, question.names),
        "monitors": choices.monitors(question),
        "kept": [pair for pair in selection.pairs() if pair[0] != "q"],
        "has_sources": Source.objects.filter(deleted_at=None).exists(),
        "may_edit": may(request.user, Role.MANAGER),
    }
    return render(request, "live/live.html", context | feed_context(selection))


def feed_context(selection: Selection) -> dict[str, Any]:
    """What `live/feed.html` shows: the newest arrivals of a selection, and from which post on it follows."""
    last = last_number(store())
    return {
        "query": selection.query,
        "items": items(_first(selection, last), selection.zone),
        "last": last,
        "most": KEPT,
        "has_posts": last > 0,
    }


def _first(selection: Selection, last: int) -> list[dict[str, Any]]:
    return latest(selection, store(), max(0, last - LOOKED_AT), last, AT_FIRST)


@require_safe
def stream(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events of a selection: `posts` with {"count", "html"}, or only {"count"} for `?what=count`.

    `?after=` is the number of the last post that the page knows; a browser that comes back says it itself.
    """
    assert isinstance(request.user, Person)  # SignInRequired stands before every page
    counted = request.GET.get("what") == "count"
    selection = asked(request).selection
    following = Following(
        selection if counted else _of_all_time(selection),
        get_language() or "en",
        request.user.pk,
        request.session.session_key or "",
        counted,
    )
    try:
        STREAMS.require_room(following.person)
    except Problem as problem:
        return HttpResponse(str(problem), status=429, content_type="text/plain; charset=utf-8")
    response = StreamingHttpResponse(events(following, _after(request)), content_type="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # nginx would keep the events back
    return response


def _after(request: HttpRequest) -> int | None:
    """The last post that the browser knows; what is no number counts as none."""
    for given in (request.headers.get("Last-Event-ID", ""), request.GET.get("after", "")):
        if re.fullmatch(r"[0-9]{1,18}", given, re.ASCII):
            return int(given)
    return None
