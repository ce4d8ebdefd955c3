"""The places of the product, in the order of the method. What is not built yet is absent."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertulia.team.access import may
from tertulia.team.models import Person, Role

Label = str | Promise


@dataclass(frozen=True)
class Page:
    """A page of a place: the name of its address, what people call it, its drawing, its letter after `g`."""

    name: str
    label: Label
    icon: str
    key: str = ""
    role: Role = Role.VIEWER


@dataclass(frozen=True)
class Place:
    label: Label
    icon: str
    pages: tuple[Page, ...]


PLACES = (
    Place(
        _("Listen"),
        "listen",
        (
            Page("explorer", _("Conversation"), "explore", "c"),
            Page("triggers", _("Triggers"), "positive", "r"),
            Page("needs", _("Needs"), "help", "e"),
            Page("situation", _("Situation report"), "compare", "u"),
            Page("before-speaking", _("Before you speak"), "silent", "b"),
            Page("live", _("Live"), "live", "l"),
            Page("monitors", _("Monitors"), "monitors", "m"),
            Page("sources", _("Sources"), "sources", "s"),
            Page("sources-health", _("Sources' health"), "health", "h"),
            Page("imports", _("Imports"), "imports", "i"),
        ),
    ),
    Place(
        _("Plan"),
        "calendar",
        (
            Page("objectives", _("Objectives"), "target", "o"),
            Page("calendar", _("Calendar"), "calendar", "k"),
            Page("ideas", _("Ideas"), "idea", "j"),
            Page("swot", _("SWOT"), "compare", "w"),
            Page("resources", _("Resources"), "clock"),
        ),
    ),
    Place(
        _("Act"),
        "channel",
        (
            Page("inbox", _("Inbox"), "post", "x"),
            Page("composer", _("Composer"), "edit"),
            Page("publishing", _("Publishing"), "upload"),
            Page("thanks", _("Thanks owed"), "positive"),
            Page("conduct", _("Conduct"), "check"),
            Page("relationships", _("Relationships"), "person"),
            Page("approvals", _("Approvals"), "check", "v"),
        ),
    ),
    Place(
        _("Settings"),
        "settings",
        (
            Page("profile", _("Your profile"), "person", "p"),
            Page("channels", _("Channels and networks"), "channel", "n"),
            Page("team", _("Team and roles"), "team", "t", Role.OWNER),
            Page("tokens", _("API tokens"), "token"),
            Page("data", _("Data"), "data", "d", Role.MANAGER),
            Page("models", _("Models"), "info"),
            Page("audit", _("Audit log"), "audit", "a", Role.OWNER),
        ),
    ),
)


@dataclass(frozen=True)
class OpenPage:
    """A page as someone sees it: with its address, whether they are in it, and how much waits there for
    everyone and for them (nothing where the page does not count)."""

    page: Page
    address: str
    current: bool
    waiting: int = 0
    mine: int = 0


@dataclass(frozen=True)
class OpenPlace:
    place: Place
    pages: tuple[OpenPage, ...]
    current: bool

    @property
    def address(self) -> str:
        return self.pages[0].address

    @property
    def waiting(self) -> int:
        """How much waits on its pages, which are folded away while one is elsewhere."""
        return sum(page.waiting for page in self.pages)


def address_of(name: str) -> str | None:
    """The address of a page, None where the page is not built."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def places_for(person: object, path: str) -> list[OpenPlace]:
    """The places this person may enter, with the one at `path` marked."""
    addresses = {
        page.name: address
        for place in PLACES
        for page in place.pages
        if may(person, page.role) and (address := address_of(page.name))
    }
    here = max((a for a in addresses.values() if path.startswith(a)), key=len, default="")
    counts = waiting_for(person)
    opened = [_open(place, addresses, here, counts) for place in PLACES]
    return [place for place in opened if place.pages]


def waiting_for(person: object) -> dict[str, tuple[int, int]]:
    """How much waits on pages, by their names: for everyone, and for this person."""
    from tertulia.act.inbox.api import counts  # the models are not there yet when this module is read
    from tertulia.act.publishing.api import stuck

    return {"inbox": counts(person), "publishing": (stuck(), 0)} if isinstance(person, Person) else {}


def _open(
    place: Place, addresses: dict[str, str], here: str, counts: dict[str, tuple[int, int]]
) -> OpenPlace:
    pages = tuple(
        OpenPage(page, addresses[page.name], addresses[page.name] == here, *counts.get(page.name, (0, 0)))
        for page in place.pages
        if page.name in addresses
    )
    return OpenPlace(place, pages, any(page.current for page in pages))
