"""One post with all that is known of it, people's corrections of its reading, and two selections side by
side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.explorer import posts
from tertulia.listen.explorer.asked import asked, zone_of
from tertulia.listen.explorer.cards import card
from tertulia.listen.explorer.contrast import contrasts
from tertulia.listen.explorer.corrections import TASKS, present
from tertulia.listen.explorer.corrections import correct as keep
from tertulia.listen.explorer.file_view import file_context
from tertulia.listen.monitors.api import monitors
from tertulia.posts.api import store
from tertulia.team.api import Role, may, needs


@require_safe
def post(request: HttpRequest, number: int) -> HttpResponse:
    """The post: as a part for the side panel, else as a page by itself."""
    part = bool(request.headers.get("HX-Request"))
    return render(
        request, "explorer/post_part.html" if part else "explorer/post.html", _context(request, number)
    )


def _context(request: HttpRequest, number: int) -> dict[str, Any]:
    if number >= 2**63:
        raise Http404
    try:
        file = posts.post_file(number, store())
    except Problem as problem:
        raise Http404(str(problem)) from problem
    zone = zone_of(request)
    names = {monitor.id: monitor.name for monitor in monitors()}
    thread = posts.thread(file.post, store())
    context = file_context(file, zone, names)
    context["thread"] = (
        [(card(branch.post, zone), min(branch.depth, 5)) for branch in thread] if len(thread) > 1 else []
    )
    context["thread_key"] = file.post["thread_key"] or file.post["reply_key"] or file.post["key"]
    context["may_correct"] = may(request.user, Role.MANAGER)
    context["may_have_ideas"] = may(request.user, Role.EDITOR)
    return context


@require_POST
@needs(Role.MANAGER)
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the person's word on a task of the reading; an empty value takes the word back."""
    task = request.GET.get("task") or request.POST.get("task", "")
    if task not in TASKS or number >= 2**63:
        raise Http404
    given = request.GET if "task" in request.GET else request.POST
    value = ",".join(choice for choice in given.getlist("value") if choice) or None
    if value is None and task == "intents" and given.get("none"):
        value = ""
    before = present(number, task)
    keep(request.user, number, task, value)
    messages.success(
        request, _("Your correction counts from now on."), extra_tags=_undo(number, task, before)
    )
    if request.headers.get("HX-Request"):
        return render(request, "explorer/post_part.html", _context(request, number))
    return redirect(_next(request, number))


def _undo(number: int, task: str, before: str | None) -> str:
    """The address that puts the correction back to what it was."""
    values = [("task", task), *(("value", choice) for choice in (before or "").split(",") if choice)]
    if before == "":
        values.append(("none", "1"))
    return f"undo:{reverse('post-correct', args=[number])}?{urlencode(values)}"


def _next(request: HttpRequest, number: int) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else reverse("post", args=[number])


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two periods or two monitors side by side, with what differs by more than chance."""
    from tertulia.listen.explorer.pages import frame

    question = asked(request)
    context = frame(question)
    context["against"] = question.selection.compared()
    if context["against"] is not None:
        context |= contrasts(question)
    return render(request, "explorer/compare.html", context)
