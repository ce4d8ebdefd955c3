"""What Ctrl-K offers: places, monitors, and a search for whatever was typed or pasted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext as _

from tertulia.listen.monitors.api import monitors
from tertulia.posts.folding import fold
from tertulia.site.places import address_of, places_for

MOST = 12


@dataclass(frozen=True)
class Suggestion:
    """One line of the palette."""

    label: str
    hint: str
    icon: str
    address: str


def suggestions(person: object, typed: str) -> list[Suggestion]:
    """Up to twelve lines for what was typed, the search first where nothing has that name."""
    words = typed.strip()
    named = [s for s in _named(person) if fold(words) in fold(s.label)] if words else list(_named(person))
    return [*named[: MOST - 2], *_searches(words)]


def _named(person: object) -> Iterator[Suggestion]:
    for place in places_for(person, ""):
        for page in place.pages:
            yield Suggestion(str(page.page.label), str(place.place.label), page.page.icon, page.address)
    explorer = address_of("explorer")
    if explorer and places_for(person, ""):
        for monitor in monitors(active_only=True):
            yield Suggestion(monitor.name, _("Monitor"), "monitors", f"{explorer}?monitor={monitor.id}")


def _searches(words: str) -> Iterator[Suggestion]:
    explorer = address_of("explorer")
    if not words or explorer is None:
        return
    if words.startswith("@") and len(words) > 1 and " " not in words:
        query, label = {"author": words[1:]}, _("Posts by %(who)s") % {"who": words}
    elif urlsplit(words).scheme in ("http", "https"):
        query, label = {"link": words}, _("Posts that link to %(address)s") % {"address": words}
    else:
        query, label = {"q": words}, _("Search the conversation for “%(words)s”") % {"words": words}
    yield Suggestion(label, "", "search", f"{explorer}?{urlencode(query)}")
