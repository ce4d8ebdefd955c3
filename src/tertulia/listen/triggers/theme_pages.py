"""The page of themes: what is talked of, how each stands, its history; people name, pin and rule them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.asked import asked, zone_of
from tertulia.listen.explorer.cards import Card, card, local
from tertulia.listen.explorer.charts.svg import percent
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.triggers import keeping
from tertulia.listen.triggers.asking import Record, cards_of
from tertulia.listen.triggers.models import Theme, ThemeEvent, ThemeFit
from tertulia.listen.triggers.weekly import Standing, Standings, standings
from tertulia.team.api import Person, Role, may, needs, record

STATES = {
    "born": Text("Born in the last weeks"),
    "growing": Text("Growing"),
    "steady": Text("Steady"),
    "fading": Text("Fading"),
    "merged": Text("Merged"),
}
BADGES = {"growing": "accent", "born": "accent"}
_HISTORY = 12
_ENDED = 20


@dataclass(frozen=True)
class ThemeView:
    """A theme as it is read; `query` selects its posts in an address; `bars` are (x, width, y, height) of its
    weeks in shares of the drawing."""

    theme: Theme
    query: str
    size: str
    state: str
    badge: str
    bars: list[tuple[str, str, str, str]]
    weeks: str
    cards: list[Card]
    events: list[str]


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """All themes of the workspace."""
    return render(request, "triggers/themes.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    given = asked(request)
    question = Question(Selection(zone=given.selection.zone, today=given.selection.today), given.store)
    newest = ThemeFit.objects.exclude(state=ThemeFit.State.RUNNING).first()
    context: dict[str, Any] = {
        "looking": keeping.is_looking(),
        "newest": newest,
        "may_edit": may(request.user, Role.MANAGER),
    }
    if not keeping.live():
        return context
    found = standings(question)
    shown = cards_of(question, {number for standing in found.themes for number in standing.showing})
    zone = zone_of(request)
    return context | {
        "themes": [_view(standing, shown, zone) for standing in found.themes],
        "ended": _ended(zone),
        "last_look": labels.day(local(newest.at, zone).date()) if newest else "",
        "sampled": _sampled(found),
        "placed": labels.share(found.placed / found.sampled) if found.sampled else "–",
    }


def _sampled(found: Standings) -> str:
    """ "212 posts", or "200 of 212 posts" where not all were looked at."""
    posts = labels.posts(found.total)
    if found.sampled == found.total:
        return posts
    return str(Text("{sampled} of {posts}", sampled=labels.number(found.sampled), posts=posts))


def _ended(zone: str) -> list[tuple[Theme, str]]:
    """The themes that ended last, and on which day."""
    found = Theme.objects.exclude(ended_at=None).select_related("into").order_by("-ended_at")[:_ENDED]
    return [(theme, labels.day(local(theme.ended_at, zone).date())) for theme in found if theme.ended_at]


def _view(standing: Standing, shown: dict[int, Record], zone: str) -> ThemeView:
    high = max(*standing.weeks, 1)
    step = 1 / len(standing.weeks)
    bars = [
        (percent(at * step), percent(step * 0.8), percent(1 - posts / high), percent(posts / high))
        for at, posts in enumerate(standing.weeks)
    ]
    size = Text(
        "{posts} by {people}", posts=labels.posts(standing.posts), people=labels.people(standing.people)
    )
    return ThemeView(
        standing.theme,
        f"period=all&theme={standing.theme.number}",
        str(size),
        str(STATES[standing.state]),
        BADGES.get(standing.state, ""),
        bars,
        ", ".join(map(labels.number, standing.weeks)),
        [card(shown[number], zone) for number in standing.showing if number in shown],
        [_event(event, zone) for event in standing.theme.events.select_related("by")[:_HISTORY]],
    )


def _event(event: ThemeEvent, zone: str) -> str:
    """ "23 Nov 2026, 18:05: renamed by Ana: colas → Colas de la puerta"."""
    when = labels.moment(local(event.at, zone))
    what = event.get_what_display()
    by = str(Text("{what} by {name}", what=what, name=event.by.shown_name)) if event.by else what
    return f"{when}: {by}{_details(event)}"


def _details(event: ThemeEvent) -> str:
    told = event.details
    if event.what == ThemeEvent.What.WORDS:
        counts = {"came": labels.number(told["came"]), "left": labels.number(told["left"])}
        moved = Text("{came} posts came, {left} left", **counts)
        return f": {' · '.join(told['was'])} → {' · '.join(told['words'])} ({moved})"
    if event.what == ThemeEvent.What.RENAMED:
        return f": {told['was']} → {told['name'] or '–'}"
    if event.what == ThemeEvent.What.RULE:
        return f": {told['was'] or '–'} → {told['rule'] or '–'}"
    return ""


@require_POST
@needs(Role.MANAGER)
def look(request: HttpRequest) -> HttpResponse:
    """Begin a new look at the posts."""
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    record(request.user, "theme.sought")
    keeping.look_in_background()
    messages.success(
        request, _("Tertulia looks for themes. It takes a minute or so; the page shows when it is done.")
    )
    return redirect("themes")


@require_POST
@needs(Role.MANAGER)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the name, the pin and the rule of a theme."""
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    try:
        theme = keeping.find(number)
    except Problem as problem:
        raise Http404(str(problem)) from problem
    given = request.POST
    try:
        keeping.change(
            theme,
            request.user,
            name=given.get("name", ""),
            pinned="pinned" in given,
            rule=given.get("rule", ""),
        )
    except Problem as problem:
        context = _context(request) | {
            "problem": problem,
            "problem_theme": number,
            "given_rule": given.get("rule", ""),
        }
        return render(request, "triggers/themes.html", context, status=400)
    messages.success(request, _("The theme is kept as you said."))
    return redirect("themes")
