"""Act › Publishing: what goes out, what must be looked at, the pause; one publication with its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tertulia.act.publishing import by_hand, channels, drafts, ordering, pausing
from tertulia.act.publishing.acting import may_act
from tertulia.act.publishing.grace import grace
from tertulia.act.publishing.history import word
from tertulia.act.publishing.models import Moment, Publication, State
from tertulia.errors import Problem
from tertulia.listen.sources.models import Channel
from tertulia.listen.sources.showing import by, show
from tertulia.networks.base import publisher
from tertulia.team.api import Role, may, needs

SHOWN = 50
# The tabs of the page: the states that each shows.
TABS = {
    "look": (State.UNKNOWN, State.FAILED, State.EXPIRED, State.BY_HAND),
    "waiting": (State.WAITING, State.SENDING),
    "published": (State.PUBLISHED,),
    "cancelled": (State.CANCELLED,),
}
BADGES = {
    State.PUBLISHED: "good",
    State.UNKNOWN: "warn",
    State.FAILED: "bad",
    State.EXPIRED: "warn",
    State.BY_HAND: "accent",
}


@dataclass(frozen=True)
class Line:
    """A publication in the list."""

    row: Publication
    channel: Channel | None
    badge: str
    may_act: bool


@require_safe
def publishing(request: HttpRequest) -> HttpResponse:
    """The queue, by what is to be done about it."""
    counted = dict(Publication.objects.order_by().values_list("state").annotate(Count("pk")))
    counts = {name: sum(counted.get(state, 0) for state in states) for name, states in TABS.items()}
    usual = "look" if counts["look"] else "waiting"
    tab = request.GET.get("show", usual) if request.GET.get("show") in TABS else usual
    rows = Publication.objects.filter(state__in=TABS[tab]).select_related("ordered_by", "after")
    rows = rows.order_by("-published_at" if tab == "published" else "due", "id")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {
        "tabs": [(name, label, counts[name]) for name, label in _labels().items()],
        "tab": tab,
        "page": page,
        "lines": _lines(request, list(page)),
        "pause": pausing.current(),
        "may_pause": may(request.user, Role.RESPONDER),
        "may_resume": may(request.user, Role.EDITOR),
        "grace": int(grace().total_seconds() // 60),
        "ways": _ways(),
        "networks": [name for name in by_hand.NETWORKS if publisher(name) is None],
    }
    return show(request, "publishing/publishing.html", context)


def _labels() -> dict[str, str]:
    return {
        "look": _("To look at"),
        "waiting": _("Waiting"),
        "published": _("Published"),
        "cancelled": _("Cancelled"),
    }


def _lines(request: HttpRequest, rows: list[Publication]) -> list[Line]:
    known = Channel.objects.in_bulk({row.channel for row in rows})
    return [
        Line(row, known.get(row.channel), BADGES.get(State(row.state), ""), may_act(request.user, row))
        for row in rows
    ]


def _ways() -> list[dict[str, Any]]:
    """How each channel is published on."""
    alive = Channel.objects.filter(deleted_at=None)
    return [
        {"channel": each, "by_hand": channels.is_by_hand(each), "can": publisher(each.network) is not None}
        for each in alive
    ]


def _found(number: int) -> Publication:
    try:
        return ordering.find(number)
    except (Problem, OverflowError) as problem:
        raise Http404 from problem


@require_safe
def publication(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: its text, how it fares and why, what a person can do about it, its history."""
    row = _found(number)
    channel = Channel.objects.filter(pk=row.channel).first()
    context = {
        "row": row,
        "channel": channel,
        "badge": BADGES.get(State(row.state), ""),
        "copied": by_hand.text_of(row.draft),
        "form": by_hand.form_of(row, channel),
        "media": list(enumerate(row.draft.get("media", ()))),
        "moments": [(m, word(m.what)) for m in Moment.objects.filter(publication=row).select_related("by")],
        "followers": row.followers.all(),
        "may_act": may_act(request.user, row),
        "may_cancel": row.state in ordering.AT_REST,
        "may_retry": row.state in (State.WAITING, State.FAILED, State.EXPIRED),
        "may_done": row.state in (State.BY_HAND, State.UNKNOWN, State.FAILED, State.EXPIRED),
    }
    return show(request, "publishing/publication.html", context)


@require_safe
def medium(request: HttpRequest, number: int, place: int) -> HttpResponseBase:
    """A file of a publication, to be taken to its network by hand."""
    files = _found(number).draft.get("media", [])
    if place >= len(files):
        raise Http404
    path = drafts.path_of(files[place])
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _mine(request: HttpRequest, number: int) -> Publication:
    row = _found(number)
    if not may_act(request.user, row):
        raise PermissionDenied
    return row


@require_POST
@needs(Role.TRAINEE)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Have it not published."""
    ordering.cancel(_mine(request, number).pk, by(request))
    messages.success(request, _("It is cancelled and will not be published."))
    return redirect("publication", number)


@require_POST
@needs(Role.TRAINEE)
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Have it published now, after a look on the channel."""
    ordering.retry(_mine(request, number).pk, by(request))
    messages.success(
        request, _("It goes out now; where it was tried before, the channel is looked at first.")
    )
    return redirect("publication", number)


@require_POST
@needs(Role.TRAINEE)
def done(request: HttpRequest, number: int) -> HttpResponse:
    """A person published it by hand, or found it on the network."""
    ordering.done(_mine(request, number).pk, by(request), request.POST.get("url", ""))
    messages.success(request, _("It counts as published. Its post is bound to it when it is read."))
    return redirect("publication", number)


@require_POST
@needs(Role.TRAINEE)
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """A person looked: it is not on the network."""
    ordering.give_up(_mine(request, number).pk, by(request))
    messages.success(request, _("It counts as failed. It can be published now, or cancelled."))
    return redirect("publication", number)


@require_POST
@needs(Role.RESPONDER)
def pause(request: HttpRequest) -> HttpResponse:
    """Stop everything scheduled."""
    pausing.pause(by(request), request.POST.get("why", ""))
    messages.success(request, _("Publishing is paused. Nothing goes out until someone lets it go on."))
    return redirect("publishing")


@require_POST
@needs(Role.EDITOR)
def resume(request: HttpRequest) -> HttpResponse:
    """Let it go on; what came due meanwhile asks."""
    asking = pausing.resume(by(request))
    messages.success(request, _("Publishing goes on."))
    if asking:
        text = ngettext(
            "%(n)d publication came due meanwhile: look at it.",
            "%(n)d publications came due meanwhile: look at them.",
            asking,
        )
        messages.warning(request, text % {"n": asking})
    return redirect("publishing")


@require_POST
@needs(Role.MANAGER)
def add_channel(request: HttpRequest) -> HttpResponse:
    """An account on a network that Tertulia has no way into."""
    given = request.POST
    channel = channels.add_by_hand(
        given.get("network", ""), given.get("handle", ""), given.get("url", ""), by(request)
    )
    text = _("What is scheduled for %(handle)s is handed over to a person at its time.")
    messages.success(request, text % {"handle": channel.handle})
    return redirect("publishing")


@require_POST
@needs(Role.MANAGER)
def way(request: HttpRequest, number: int) -> HttpResponse:
    """Choose whether a channel is published on by hand."""
    try:
        channel = channels.find(number)
    except (Problem, OverflowError) as problem:
        raise Http404 from problem
    channels.set_by_hand(channel, request.POST.get("by_hand") == "1", by(request))
    messages.success(request, _("Kept: it holds for all that is not sent yet."))
    return redirect("publishing")
