"""What can be found of an organisation: on its own site, and on every network that can be read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.access import ask_now
from tertulia.listen.sources.finding import LOOK_S, Proposal, look, proposed
from tertulia.listen.starting.variants import host_of
from tertulia.networks.base import Access, Found, Kind, Manifest, live, live_networks
from tertulia.networks.rss.profiles import Profile
from tertulia.networks.rss.site import Site, look_at

BY_ADDRESS = (Kind.FEED, Kind.SITE)  # found by the site's address, never by a name


@dataclass(frozen=True)
class Organisation:
    """Whom to look for: us ("brand") or a competitor. `site` may be ""."""

    name: str
    site: str = ""
    role: str = "brand"


def site_of(organisation: Organisation) -> Site:
    """The organisation's site as its first page shows it. Raises `Problem` as the outside does."""

    async def looked(access: Access) -> Site:
        async with asyncio.timeout(LOOK_S):
            return await look_at(organisation.site, access.http)

    try:
        return ask_now(looked)
    except TimeoutError as error:
        raise Problem(
            "too-slow",
            Text("The site did not answer in time."),
            Text("Try again later; what the networks find is shown all the same."),
            permanent=False,
        ) from error


def handles(site: Site) -> dict[str, str]:
    """The accounts that the site names as its own, one for each network that can be read."""
    found: dict[str, str] = {}
    for profile in sorted(site.profiles, key=lambda profile: not profile.declared):
        if profile.network in live_networks():
            found.setdefault(profile.network, profile.handle)
    return found


def others(site: Site) -> list[Profile]:
    """Accounts on networks that are not read live."""
    return [profile for profile in site.profiles if profile.network not in live_networks()]


def found_on(network: str, organisation: Organisation, handle: str = "") -> list[Proposal]:
    """What the network has of the organisation; `handle` is what its site says it is called there.

    Raises `Problem` where nothing at all could be asked; one question of two that failed is passed over.
    """
    manifest, _reader = live(network)
    found: list[Found] = []
    problems: list[Problem] = []
    for words, declared in _questions(manifest, organisation, handle):
        try:
            answers = look(network, words)
        except Problem as problem:
            problems.append(problem)
            continue
        found += [_surer(one, declared and number == 0) for number, one in enumerate(answers[:5])]
    if problems and not found:
        raise problems[0]
    return proposed(manifest, found)


def _questions(manifest: Manifest, organisation: Organisation, handle: str) -> Iterator[tuple[str, bool]]:
    """What to ask the network for, and whether its first answer is certainly the organisation's."""
    if _is_of_the_site(manifest):
        if host_of(organisation.site):
            yield organisation.site, False
        return
    if handle:
        yield handle, True
    yield organisation.name, False


def _surer(found: Found, declared: bool) -> Found:
    return replace(found, sure=1.0) if declared else found


def worth_asking(organisation: Organisation, site: Site | None) -> list[Manifest]:
    """The networks that may have something of the organisation. Those of sites need an address, and a
    WordPress brings its posts by itself: its feeds would bring each a second time."""
    found = [network.manifest for network in live_networks().values()]
    if not host_of(organisation.site):
        return [manifest for manifest in found if not _is_of_the_site(manifest)]
    twice = site is not None and site.wordpress
    return [manifest for manifest in found if not (twice and manifest.readable(Kind.FEED))]


def _is_of_the_site(manifest: Manifest) -> bool:
    """Whether the network is asked for a site's address, not for a name."""
    return any(manifest.readable(kind) for kind in BY_ADDRESS)
