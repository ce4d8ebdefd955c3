"""The page where a person labels a monitor's sample and reads its figures; the editor's trial of a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.labelling.choices import Choice, turn_of
from tertulia.listen.measuring import editing, service
from tertulia.listen.measuring.advice import Advice, advise
from tertulia.listen.measuring.estimates import LEAST
from tertulia.listen.measuring.models import Measurement, Part, Verdict
from tertulia.listen.measuring.results import Result, Turn, latest, result
from tertulia.listen.measuring.sampling import HITS, MISSES
from tertulia.listen.measuring.trying import Tried, try_on_labels
from tertulia.listen.monitors import ready
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.looking import look_at
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.preview import Hit, hit
from tertulia.listen.query.api import MAX_LENGTH, parse
from tertulia.listen.query.ast import Or
from tertulia.posts.api import store
from tertulia.team.api import Person, Role, may, needs

SECONDS_EACH = 4  # what a person takes for a post
NAMED = 5  # posts lost that a warning names


def _monitor(number: int) -> Monitor:
    try:
        return monitors.find(number)
    except Problem as problem:
        raise Http404 from problem


def _by(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    return request.user


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    with timezone.override(zone_of(request)):
        return render(request, template, context)


@require_safe
def measure(request: HttpRequest, number: int) -> HttpResponse:
    """The sample's next post to label, or what the labels say: `?at=` a turn, `?result` the figures."""
    monitor = _monitor(number)
    measurement = latest(monitor.pk)
    wanted = turn_of(request.GET.get("at", ""))
    context = _context(request, monitor, measurement, wanted, figures="result" in request.GET)
    part = request.headers.get("HX-Target", "").endswith("labelling")
    return _render(request, "measuring/part.html" if part else "measuring/measure.html", context)


@dataclass(frozen=True)
class Shown:
    """A turn as it is shown: its post with the matched words marked, and the turns beside it."""

    turn: Turn
    hit: Hit
    place: int  # in its part, from 1
    of: int
    before: int | None
    after: int | None

    @property
    def is_miss(self) -> bool:
        return self.turn.part == Part.MISS


def _context(
    request: HttpRequest,
    monitor: Monitor,
    measurement: Measurement | None,
    wanted: int | None = None,
    figures: bool = False,
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "monitor": monitor,
        "may_label": may(request.user, Role.MANAGER),
        "hits": HITS,
        "misses": MISSES,
        "least": LEAST,
    }
    if measurement is None:
        return context
    found = result(measurement, store())
    context |= {"result": found, "outdated": measurement.query != monitor.query}
    turn = _turn(found, wanted)
    if turn is None or figures or not context["may_label"]:
        return context | _figures(monitor, found)
    return (
        context
        | _addresses(monitor, found)
        | {
            "shown": _shown(found, turn),
            "minutes": max(1, round(found.waiting * SECONDS_EACH / 60)),
            "verdicts": _verdicts(turn),
        }
    )


def _addresses(monitor: Monitor, found: Result) -> dict[str, str]:
    """Where the labelling page sends what the person does."""
    return {
        "label_address": reverse("monitor-label", args=[monitor.pk]),
        "undo_address": reverse("monitor-label-undo", args=[monitor.pk]),
        "turns_address": reverse("monitor-measure", args=[monitor.pk]),
        "figures_address": "?result" if found.found.decided else "",
    }


def _turn(found: Result, wanted: int | None) -> Turn | None:
    """The turn asked for, else the first that waits; None where all are labelled."""
    chosen = next((turn for turn in found.turns if turn.turn == wanted), None)
    return chosen or found.first_waiting


def _shown(found: Result, turn: Turn) -> Shown:
    own = found.part(turn.part)
    place = found.turns.index(turn)
    before = found.turns[place - 1].turn if place else None
    after = found.turns[place + 1].turn if place + 1 < len(found.turns) else None
    query = found.measurement.relaxed if turn.part == Part.MISS else found.measurement.query
    tree = parse(query).tree or Or(())
    shown = hit(look_at(store(), [turn.post]), 0, tree)
    return Shown(turn, shown, own.index(turn) + 1, len(own), before, after)


def _verdicts(turn: Turn) -> list[Choice]:
    keys = {Verdict.YES: "r", Verdict.NO: "n", Verdict.UNDECIDED: "u"}
    return [Choice(v.value, str(v.label), key, turn.verdict == v.value) for v, key in keys.items()]


def _figures(monitor: Monitor, found: Result) -> dict[str, Any]:
    """The figures with the posts behind them."""
    seen = look_at(store(), [turn.post for turn in found.turns])
    hits = {
        post: hit(seen, row, Or(())) for row, post in enumerate(seen.values("post", range(len(seen.posts))))
    }
    lines = [(turn, hits[turn.post]) for turn in found.turns if turn.verdict]
    names = {str(verdict.value): str(verdict.label) for verdict in Verdict}
    return {
        "networks": found.groups("network"),
        "languages": found.groups("lang"),
        "lines": [(turn, names[turn.verdict], shown) for turn, shown in lines],
    }


@require_POST
@needs(Role.MANAGER)
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Draw a new sample."""
    monitor = _monitor(number)
    try:
        service.begin(monitor, _by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    return redirect("monitor-measure", monitor.pk)


@require_POST
@needs(Role.MANAGER)
def label(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the person's word on the turn's post and show the next."""
    monitor = _monitor(number)
    measurement = latest(monitor.pk)
    turn = turn_of(request.POST.get("turn", ""))
    sampled = measurement.sampled.filter(turn=turn).first() if measurement else None
    if measurement is None or sampled is None:
        raise Http404
    try:
        service.label(monitor, {sampled.post: request.POST.get("verdict", "")}, _by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return _next(request, monitor, measurement, sampled.turn)
    return _next(request, monitor, measurement, None)


@require_POST
@needs(Role.MANAGER)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take back the person's last label and show its post again."""
    monitor = _monitor(number)
    measurement = latest(monitor.pk)
    if measurement is None:
        raise Http404
    return _next(request, monitor, measurement, service.undo(measurement, _by(request)))


def _next(request: HttpRequest, monitor: Monitor, measurement: Measurement, turn: int | None) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = _context(request, monitor, measurement, turn)
        return _render(request, "measuring/part.html", context)
    address = reverse("monitor-measure", args=[monitor.pk])
    return redirect(address if turn is None else f"{address}?at={turn}")


@dataclass(frozen=True)
class Term:
    """A suggestion with the posts that prove it, and the address of the editor with it applied."""

    kind: str
    text: str
    gained: list[str]
    lost: list[str]
    of_gained: int
    of_lost: int
    others: int
    address: str


def terms(monitor: Monitor, advice: Advice) -> list[Term]:
    """Exclusions, then additions."""
    editor = reverse("monitor-edit", args=[monitor.pk])
    return [
        Term(
            each.kind,
            each.text,
            [advice.posts[post] for post in each.gained],
            [advice.posts[post] for post in each.lost],
            *(each.of_gained, each.of_lost, each.others),
            f"{editor}?{urlencode([(each.kind, each.text)])}",
        )
        for each in (*advice.exclusions, *advice.additions)
    ]


@require_safe
def suggestions(request: HttpRequest, number: int) -> HttpResponse:
    """What would mend the search, as a part of the page."""
    monitor = _monitor(number)
    advice = advise(monitor, monitor.query, store())
    context = {
        "monitor": monitor,
        "advice": advice,
        "terms": terms(monitor, advice) if advice else [],
        "may_edit": may(request.user, Role.MANAGER) and monitors.may_change(monitor, _by(request)),
    }
    return _render(request, "measuring/suggestions.html", context)


@require_POST
@needs(Role.MANAGER)
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """The search typed so far on the labels beside the one in force, as a part of the editor."""
    monitor = _monitor(number)
    query = request.POST.get("query", "").replace("\r\n", "\n")[:MAX_LENGTH]
    trial = try_on_labels(monitor, {"now": monitor.query, "typed": query}, store())
    context: dict[str, Any] = {"monitor": monitor, "labels": trial.labels, "least": LEAST}
    now, typed = trial.tried.get("now"), trial.tried.get("typed")
    if now and typed:
        lost, gained = sorted(now.yes - typed.yes), sorted(typed.yes - now.yes)
        context |= {
            "rows": [(_("In force"), now), (_("As typed"), typed)],
            "same": query == monitor.query,
            "lost": lost,
            "gained": gained,
            "named": [hit(look_at(store(), [post]), 0, Or(())) for post in lost[:NAMED]],
            "change": _change(now, typed),
        }
    return _render(request, "measuring/compare.html", context)


def _change(now: Tried, typed: Tried) -> str:
    """Whether the typed search is better on the labels: "up", "down" or "" for neither."""
    before, after = _shares(now), _shares(typed)
    if before == after:
        return ""
    if after[0] >= before[0] and after[1] >= before[1]:
        return "up"
    return "down" if after[0] <= before[0] and after[1] <= before[1] else ""


def _shares(tried: Tried) -> tuple[float, float]:
    """Precision and recall on the labels, however few."""
    found = len(tried.yes) + len(tried.no)
    return len(tried.yes) / found if found else 0.0, len(tried.yes) / tried.of_yes if tried.of_yes else 0.0


@require_POST
@needs(Role.MANAGER)
def apply(request: HttpRequest) -> HttpResponse:
    """The search with a term excluded or added, or with a ready-made exclusion, as text for the editor."""
    query = request.POST.get("query", "").replace("\r\n", "\n")[:MAX_LENGTH]
    try:
        return JsonResponse({"query": applied(query, request.POST.dict())})
    except Problem as problem:
        return JsonResponse({"problem": f"{problem.cause} {problem.remedy or ''}".strip()}, status=400)


def applied(query: str, asked: dict[str, Any]) -> str:
    """The query with what is asked for: `exclude`, `include` (pieces of a search) or `ready` (a name). Raises
    `Problem`."""
    if text := asked.get("exclude"):
        return editing.exclude(query, str(text))
    if text := asked.get("include"):
        return editing.include(query, str(text))
    if name := asked.get("ready"):
        made = ready.find(str(name))
        if made is None:
            cause = Text("There is no ready-made exclusion “{name}”.", name=str(name)[:40])
            raise Problem("no-such-exclusion", cause)
        return editing.exclude(query, f"(\n{made.text}\n)")
    return query
