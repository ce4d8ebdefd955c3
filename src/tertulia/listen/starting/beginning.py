"""What a person decided at the start: monitors and sources, made together or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.collect.plans import listen_live
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.service import Draft
from tertulia.listen.sources import service as sources
from tertulia.listen.sources.finding import chosen
from tertulia.listen.sources.models import Source
from tertulia.listen.sources.service import SourceDraft
from tertulia.listen.sources.ways import listening
from tertulia.listen.starting.variants import search_of, variants, words_search
from tertulia.posts.api import store
from tertulia.team.api import Person

MOST_MONITORS = 8


@dataclass(frozen=True)
class Proposed:
    """A monitor that is proposed: the query that is sure, and terms that may be added to it, with why."""

    draft: Draft
    more: Sequence[tuple[str, str]] = ()


def proposed(name: str, site: str, competitors: Sequence[tuple[str, str]], sector: str) -> list[Proposed]:
    """Monitors of the brand, of each competitor (name, site), of the sector's words."""
    found = [_of(name, site, "brand"), *(_of(rival, at, "competitor") for rival, at in competitors)]
    words = words_search(sector)
    if words:
        found.append(Proposed(Draft(_("Sector"), words, "sector")))
    return [one for one in found if one.draft.query]


def _of(name: str, site: str, role: str) -> Proposed:
    known = variants(name, site)
    more = [(variant.term, str(variant.why)) for variant in known if not variant.sure]
    return Proposed(Draft(name[:120], search_of(known), role), more)


@dataclass(frozen=True)
class Decided:
    """All that is to be made, checked. `networks` are those on which the monitors listen."""

    monitors: Sequence[Draft]
    sources: Sequence[SourceDraft]
    networks: Sequence[str]


def decided(
    given: Mapping[str, str], ours: Sequence[str], theirs: Sequence[str], networks: Sequence[str]
) -> Decided:
    """What a filled-in form says: monitors by number, sources as `Proposal.value`. Raises `Problem`."""
    drafts = [_draft(given, number) for number in range(MOST_MONITORS) if given.get(f"monitor-{number}-on")]
    for draft in drafts:
        monitors.validate(draft)
    folder = _("Competitors")
    found = [
        *(chosen(value, "brand", own=True) for value in ours),
        *(chosen(value, "competitor", folder) for value in theirs),
    ]
    for source in found:
        sources.validate(source)
    if not drafts and not found:
        raise Problem(
            "nothing-chosen",
            Text("Nothing is chosen yet."),
            Text("Tick at least one monitor, account or feed."),
        )
    return Decided(drafts, found, [name for name in networks if name in listening()])


def _draft(given: Mapping[str, str], number: int) -> Draft:
    name = given.get(f"monitor-{number}-name", "")
    query = given.get(f"monitor-{number}-query", "").replace("\r\n", "\n")
    return Draft(name, query, given.get(f"monitor-{number}-role", "topic"))


def begin(what: Decided, by: Person) -> None:
    """Make the monitors and sources, and begin to listen."""
    made = [monitors.create(draft, by) for draft in what.monitors]
    for monitor in made:
        listen_live(monitor, what.networks, by)
    for source in what.sources:
        sources.follow(source, by)


def is_new() -> bool:
    """Whether the workspace is as it was made: no posts, no sources, no monitors."""
    if Source.objects.filter(deleted_at=None).exists() or Monitor.objects.filter(deleted_at=None).exists():
        return False
    return len(store().query("SELECT 1 AS one FROM posts LIMIT 1")) == 0
