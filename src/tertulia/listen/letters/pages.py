"""The page of what was set aside: why, from where, the raw item; tried again or dropped."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tertulia.listen.letters import letters
from tertulia.listen.letters.letters import Filter
from tertulia.listen.letters.reasons import CLASSES
from tertulia.listen.letters.retrying import retry as try_again
from tertulia.listen.monitors.api import searches
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs, record

_SHOWN = 50
_RAW_SHOWN = 8_000  # characters
_KEPT = ("source", "code", "reason")  # what the address says, besides the page


def _filter(given: Any) -> Filter:
    chosen = [int(number) for number in given.getlist("letter") if number.isdecimal()]
    reason = given.get("reason", "")
    return Filter(
        given.get("source", ""), given.get("code", ""), tuple(chosen), reason if reason in CLASSES else ""
    )


@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
    """What could not become a post, by source and reason."""
    chosen = _filter(request.GET)
    page = request.GET.get("page", "1")
    number = max(1, min(int(page), 100_000)) if page.isdecimal() else 1
    total = letters.count(store(), chosen)
    counts = letters.counts(store())
    found = letters.find(store(), chosen, _SHOWN, (number - 1) * _SHOWN)
    context = {
        "letters": [{**letter, "raw": _readable(letter["raw"])} for letter in found],
        "counts": counts,
        "classes": _classes(counts),
        "total": total,
        "chosen": chosen,
        "kept": urlencode({name: value for name in _KEPT if (value := getattr(chosen, name))}),
        "older": number + 1 if number * _SHOWN < total else None,
        "newer": number - 1 if number > 1 else None,
        "may_act": may(request.user, Role.MANAGER),
    }
    return render(request, "letters/dead_letters.html", context)


def _classes(counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The classes of reasons that occur, with how many letters each has."""
    sums = dict.fromkeys(CLASSES, 0)
    for row in counts:
        sums[row["reason_class"]] += row["letters"]
    return [{"name": name, "label": CLASSES[name], "letters": n} for name, n in sums.items() if n]


def _readable(raw: str | None) -> str:
    """A raw item as a person reads it: JSON in lines, anything else as it came."""
    try:
        written = json.dumps(json.loads(raw or ""), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        written = raw or ""
    return written if len(written) <= _RAW_SHOWN else f"{written[:_RAW_SHOWN]}…"


@require_POST
@needs(Role.MANAGER)
def retry(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    if chosen is None:
        return _back(request)
    done = try_again(store(), chosen, searches())
    if done.posts:
        messages.success(
            request, ngettext("%(n)d post came in.", "%(n)d posts came in.", done.posts) % {"n": done.posts}
        )
    failed = done.still_dead + done.left
    if failed:
        text = ngettext(
            "%(n)d item still cannot become a post.", "%(n)d items still cannot become posts.", failed
        )
        messages.warning(request, text % {"n": failed})
    return _back(request)


@require_POST
@needs(Role.MANAGER)
def drop(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    if chosen is None:
        return _back(request)
    dropped = letters.drop(store(), chosen)
    assert isinstance(request.user, Person)  # `needs` asked for sign-in first
    record(request.user, "letters.dropped", chosen.source, count=dropped)
    messages.success(
        request, ngettext("%(n)d item was dropped.", "%(n)d items were dropped.", dropped) % {"n": dropped}
    )
    return _back(request)


def _chosen(request: HttpRequest) -> Filter | None:
    """What a form means. One that sends the marked letters means no others, so none where none is marked."""
    chosen = _filter(request.POST)
    if "marked" in request.POST:
        if not chosen.letters:
            messages.warning(request, _("Mark the items first."))
            return None
        return Filter(letters=chosen.letters)
    return chosen


def _back(request: HttpRequest) -> HttpResponse:
    kept = {name: value for name in _KEPT if (value := request.POST.get(name, ""))}
    return redirect(reverse("dead-letters") + (f"?{urlencode(kept)}" if kept else ""))
