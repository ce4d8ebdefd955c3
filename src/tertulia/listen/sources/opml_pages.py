"""Lists of feeds that feed readers exchange: brought in and taken along."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources import service
from tertulia.listen.sources.forms import ROLES
from tertulia.listen.sources.keys import key_of
from tertulia.listen.sources.models import Source
from tertulia.listen.sources.service import SourceDraft
from tertulia.listen.sources.showing import by, show
from tertulia.networks.base import Kind
from tertulia.networks.rss.opml import MOST_BYTES, Outline, Outlines, parse_opml, write_opml
from tertulia.team.api import Person, Role, needs

NETWORK = "rss"


@dataclass
class Outcome:
    """What came of a list: new sources, how many were followed already, and each entry that was refused."""

    followed: list[Source] = field(default_factory=list)
    known: int = 0
    bad: list[tuple[str, str]] = field(default_factory=list)


@needs(Role.MANAGER)
def bring_in(request: HttpRequest) -> HttpResponse:
    """The form that takes a list, and what came of it."""
    context: dict[str, object] = {"roles": ROLES[1:]}
    if request.method == "POST":
        try:
            outlines = parse_opml(_body(request))
        except Problem as problem:
            context["problem"] = problem
        else:
            context["outcome"] = follow_all(outlines, request.POST.get("role", ""), by(request))
    return show(request, "sources/opml.html", context)


def _body(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Problem("no-file", Text("No file was sent."), Text("Choose an OPML file first."), "file")
    sent: bytes = file.read(MOST_BYTES + 1)
    return sent


def follow_all(outlines: Outlines, role: str, person: Person) -> Outcome:
    """Follow every feed of a list; one that is refused is told and stops no other."""
    outcome = Outcome(bad=[(_("line %(n)d") % {"n": line}, str(reason)) for line, reason in outlines.bad])
    for outline in outlines.feeds:
        draft = SourceDraft(
            NETWORK,
            Kind.FEED,
            outline.url[:500],
            outline.title,
            role=role,
            folder=" / ".join(outline.folders)[:80],
        )
        _follow(draft, person, outcome)
    return outcome


def _follow(draft: SourceDraft, person: Person, outcome: Outcome) -> None:
    if Source.objects.filter(key=key_of(NETWORK, draft.ask), deleted_at=None).exists():
        outcome.known += 1
        return
    try:
        outcome.followed.append(service.follow(draft, person))
    except Problem as problem:
        outcome.bad.append((draft.title or draft.target, str(problem)))


@require_safe
def take_along(request: HttpRequest) -> HttpResponse:
    """All feeds that are followed, as OPML."""
    feeds = Source.objects.filter(network=NETWORK, kind=Kind.FEED, deleted_at=None).select_related("folder")
    listed = [
        Outline(source.target, source.title, folders=(source.folder.name,) if source.folder else ())
        for source in feeds
    ]
    response = HttpResponse(write_opml(listed, "Tertulia"), content_type="text/x-opml; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="tertulia-feeds.opml"'
    return response
