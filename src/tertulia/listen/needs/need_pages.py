"""One need: who asks it, in which posts, what was done about it; and people's changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer import labels
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.explorer.cards import Card, card, local
from tertulia.listen.explorer.conditions import relation
from tertulia.listen.explorer.measures.asking import Question, rows
from tertulia.listen.explorer.measures.matches import matches
from tertulia.listen.needs import changing, noting, views
from tertulia.listen.needs.asking import joined, sql
from tertulia.listen.needs.keeping import live
from tertulia.listen.needs.models import Need, NeedEvent, NeedNote, NeedState
from tertulia.listen.needs.register import register
from tertulia.listen.needs.replying import replies
from tertulia.listen.needs.standing import Standing, afters, labels_of, members, standings
from tertulia.posts.api import Store, store
from tertulia.team.api import Person, Role, may, needs

POSTS = 50
_HISTORY = 30
_OTHERS = 300  # needs to merge with or move to


@require_safe
def need(request: HttpRequest, number: int) -> HttpResponse:
    """The need: as a part for the side panel, else as a page by itself."""
    return _shown(request, _found(number))


def _found(number: int) -> Need:
    try:
        return changing.find(number, ended=True)
    except Problem as problem:
        raise Http404(str(problem)) from problem


def _shown(request: HttpRequest, shown: Need, **more: Any) -> HttpResponse:
    part = bool(request.headers.get("HX-Request"))
    context = _context(request, shown) | more
    status = 400 if "problem" in more else 200
    return render(request, "needs/need_part.html" if part else "needs/need.html", context, status=status)


def _context(request: HttpRequest, shown: Need) -> dict[str, Any]:
    asked_for = register(request)
    question, zone = asked_for.question, asked_for.asked.selection.zone
    theirs = members([shown.pk])
    standing = next(iter(standings(question, [shown])), None)
    told = replies(question.store, theirs)
    limit = len(theirs) if request.GET.get("all") else POSTS
    cards = posts_of(question, theirs, limit)
    after = afters(question.store, [shown], theirs).get(shown.pk)
    return {
        "need": shown,
        "label": standing.label if standing else labels_of([shown], question.store, theirs)[shown.pk],
        "standing": standing,
        "figures": _figures(standing) if standing else [],
        "badge": views.BADGES[NeedState(shown.state)],
        "query": asked_for.asked.selection.query,
        "cards": cards,
        "hidden": len(theirs) - (standing.posts if standing else 0),
        "further": (standing.posts if standing else 0) - len(cards),
        "told": told,
        "told_share": _told_share(told.answered, len(theirs)),
        "answer_card": _answer_card(question.store, shown, zone),
        "after": views.after_sentences(after) if after else [],
        "answered_day": local(shown.answered_at, zone).date() if shown.answered_at else None,
        "states": NeedState.choices,
        "note_kinds": NeedNote.Kind.choices,
        "others": _others(question.store, shown) if may(request.user, Role.MANAGER) else [],
        "events": [views.event_view(each, zone) for each in _events(shown)],
        "made": list(shown.notes.select_related("by")[:20]),
        "may_edit": may(request.user, Role.MANAGER) and shown.ended_at is None,
        "into": shown.into,
    }


def _events(shown: Need) -> list[NeedEvent]:
    return list(shown.events.select_related("by")[:_HISTORY])


def posts_of(question: Question, numbers: dict[int, int], limit: int) -> list[Card]:
    """The need's posts in the selection, the newest first."""
    selection = question.selection
    selected, values = relation(selection, question.days, matches(selection, question.days, question.store))
    values |= {"numbers": joined(numbers), "limit": limit}
    found = rows(question.store, f"{selected}\n{sql('shown')}", values)
    return [
        card(row | {"created_at": row["created_at"].replace(tzinfo=ZoneInfo("UTC"))}, selection.zone)
        for row in found
    ]


def _in_posts(posts: int) -> str:
    return str(Text("in {posts}", posts=labels.posts(posts)))


def _figures(standing: Standing) -> list[tuple[str, str, str]]:
    """(what, figure, note): people first."""
    zone_days = (standing.first.date(), standing.last.date())
    reach = views.reach(standing)
    found = [
        (str(Text("People")), labels.number(standing.people), _in_posts(standing.posts)),
        (
            str(Text("Trend")),
            str(views.TRENDS[standing.trend]),
            str(Text("second half of the days against the first")),
        ),
        (str(Text("First asked")), labels.day(zone_days[0]), ""),
        (str(Text("Last asked")), labels.day(zone_days[1]), ""),
        (str(Text("Who asks")), views.who(standing), ""),
    ]
    if reach:
        known = str(Text("of the {people} whose number is known", people=labels.people(standing.known)))
        found.append((str(Text("Reach")), reach, known if standing.followers is not None else ""))
    return found


def _told_share(answered: int, posts: int) -> str:
    values = {"answered": labels.number(answered), "posts": labels.posts(posts)}
    return str(Text("We replied to {answered} of {posts}.", **values))


def _answer_card(posts: Store, shown: Need, zone: str) -> Card | None:
    from tertulia.listen.explorer.posts import post_file

    if shown.answer_post is None:
        return None
    try:
        return card(post_file(shown.answer_post, posts).post, zone)
    except Problem:
        return None  # it was erased since


def _others(posts: Store, shown: Need) -> list[tuple[int, str]]:
    """The other needs, those with most posts first."""
    of = members()
    sizes: dict[int, int] = {}
    for each in of.values():
        sizes[each] = sizes.get(each, 0) + 1
    found = sorted((each for each in live() if each.pk != shown.pk), key=lambda each: -sizes.get(each.pk, 0))
    names = labels_of(found[:_OTHERS], posts, of)
    return [(each.pk, names[each.pk][:80]) for each in found[:_OTHERS]]


@require_POST
@needs(Role.MANAGER)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Do to a need what the form says, and show it."""
    assert isinstance(request.user, Person)  # every page asks for sign-in first
    shown = _found(number)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        said, where = act(shown, request.user, request.POST, zone_of(request))
    except Problem as problem:
        return _shown(request, shown, problem=problem, given=request.POST)
    messages.success(request, said)
    query = request.GET.urlencode()
    return redirect(f"{reverse('need', args=[where.pk])}{'?' + query if query else ''}")


Done = tuple[str, Need]


def _rename(shown: Need, by: Person, given: QueryDict, _zone: str) -> Done:
    changing.rename(shown, by, given.get("name", ""))
    return _("The need has its name."), shown


def _stand(shown: Need, by: Person, given: QueryDict, zone: str) -> Done:
    said = changing.Standing(
        given.get("state", ""),
        given.get("note", ""),
        given.get("answer", ""),
        given.get("answer_url", ""),
        _number(given.get("answer_post", "")),
        _day(given.get("answered_at", ""), zone),
    )
    kept = shown.answered_at
    if said.answered_at and kept and local(kept, zone).date() == local(said.answered_at, zone).date():
        said = replace(said, answered_at=kept)  # the same day: its hour stays
    changing.stand(shown, by, said)
    return _("It is kept where the need stands."), shown


def _merge(shown: Need, by: Person, given: QueryDict, _zone: str) -> Done:
    changing.merge(shown, changing.find(_number(given.get("other", "")) or 0), by, store())
    return _("The two are one need now. The history can take it back."), shown


def _split(shown: Need, by: Person, given: QueryDict, _zone: str) -> Done:
    made = changing.split(shown, _posts(given), by, store())
    return _("The posts are a need of their own now."), made


def _move(shown: Need, by: Person, given: QueryDict, _zone: str) -> Done:
    other = changing.find(_number(given.get("other", "")) or 0)
    changing.move(shown, _posts(given), other, by, store())
    return _("The posts are moved."), shown


def _take(shown: Need, by: Person, given: QueryDict, _zone: str) -> Done:
    changing.move(shown, _posts(given), None, by, store())
    return _("The posts are out of all needs and stay out."), shown


def _note(shown: Need, by: Person, given: QueryDict, _zone: str) -> Done:
    noting.note(shown, by, given.get("kind", ""), given.get("text", ""))
    return _("It is in the list “From needs”."), shown


def _undo(shown: Need, by: Person, given: QueryDict, _zone: str) -> Done:
    event = shown.events.filter(pk=_number(given.get("event", "")) or 0).first()
    if event is None:
        raise Http404
    changing.undo(event, by, store())
    return _("It is taken back."), shown


_ACTS: dict[str, Callable[[Need, Person, QueryDict, str], Done]] = {
    "rename": _rename,
    "stand": _stand,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "take": _take,
    "note": _note,
    "undo": _undo,
}


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _posts(given: QueryDict) -> list[int]:
    return [number for value in given.getlist("post") if (number := _number(value)) is not None]


def _day(given: str, zone: str) -> datetime | None:
    """Noon of a day on the person's clock, or now where it is today. Raises `Problem` ("bad-day")."""
    if not given:
        return None
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if day is None:
        raise Problem(
            "bad-day", Text("{value} is not a day.", value=given[:40]), Text("Write it as 2026-11-23.")
        )
    now = datetime.now(ZoneInfo(zone))
    return now if day == now.date() else datetime.combine(day, time(12), ZoneInfo(zone))
