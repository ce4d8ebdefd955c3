"""What a network has at this moment of a topic, hashtag or thread: read, understood and stored like all
posts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.before_speaking.meant import is_address
from tertulia.listen.collect.choosing import asked
from tertulia.listen.collect.digest import Origin, Rules, digest, joined
from tertulia.listen.collect.pages import reading
from tertulia.listen.monitors.api import exclusions, searches, subjects
from tertulia.listen.sources.access import ask_now
from tertulia.listen.sources.keys import key_of
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Access, Ask, Kind, Live, Manifest, Page, live, live_networks
from tertulia.outbound.isolated import Isolated
from tertulia.posts.api import Store

WITHIN_S = 25.0
MOST = 400  # items
_KINDS = (Kind.SEARCH, Kind.HASHTAG, Kind.THREAD, Kind.SITE)


@dataclass(frozen=True)
class Brought:
    """What was read: how many posts were new, and how many were known already."""

    network: str
    read: int
    new: int


def networks_for(words: str) -> list[Manifest]:
    """The networks that can be asked for it, without an account of ours; for an address those that read
    threads first."""
    found: list[tuple[bool, Manifest]] = []
    for network in live_networks().values():
        try:
            ask = asked(network.manifest, words)
        except Problem:
            continue
        if ask.kind in _KINDS and (is_address(words) or ask.kind != Kind.SITE):
            found.append((ask.kind == Kind.SITE, network.manifest))
    return [manifest for _, manifest in sorted(found, key=lambda pair: pair[0])]


def read_any(words: str, store: Store) -> Brought:
    """Read the thread of an address from the first network that knows it. Raises the last
    network's `Problem` where none does."""
    problems: list[Problem] = []
    for manifest in networks_for(words):
        try:
            brought = read_now(manifest.name, words, store)
        except Problem as problem:
            problems.append(problem)
            continue
        if brought.read:
            return brought
    raise problems[-1] if problems else _unknown(words)


def read_now(network: str, words: str, store: Store, server: str = "") -> Brought:
    """Read what the network has, newest first, and store it; the places of what is collected stay as they
    are.

    Raises `Problem` as the network does, or "too-slow" where nothing came in time.
    """
    manifest, reader = live(network)
    ask = asked(manifest, words, server)
    channel = Channel.objects.filter(network=network, deleted_at=None).first()
    pages = ask_now(lambda access: _pages(manifest, reader, ask, access), channel)
    if not pages:
        return Brought(str(manifest.title), 0, 0)
    origin = Origin(key_of(network, ask), network, reader.map_item)
    rules = Rules(tuple(searches().items()), exclusions=exclusions(), subjects=subjects())
    (made,) = digest([(joined(pages), origin)], rules)
    written = store.write(replace(made.batch, position=None, gaps=()))
    return Brought(str(manifest.title), len(made.batch.posts), written.new)


async def _pages(manifest: Manifest, reader: Live, ask: Ask, access: Access) -> list[Page]:
    """Pages until there are enough or no more; what came in time counts where it is slow."""
    found: list[Page] = []
    try:
        with Isolated() as isolated:
            async with (
                asyncio.timeout(WITHIN_S),
                reading(reader.read(ask, None, replace(access, isolated=isolated))) as pages,
            ):
                async for page in pages:
                    found.append(page)
                    if sum(len(each.items) for each in found) >= MOST:
                        break
    except TimeoutError as error:
        if not found:
            raise _too_slow(manifest) from error
    return found


def _too_slow(manifest: Manifest) -> Problem:
    return Problem(
        "too-slow",
        Text("{network} did not answer in time.", network=manifest.title),
        Text("Try again; if it goes on, it may be busy or out of reach from here."),
        permanent=False,
    )


def _unknown(words: str) -> Problem:
    return Problem(
        "no-such-post",
        Text("No network that is read live knows {words}.", words=words[:100]),
        Text("Copy the address of the post from its own page."),
        "about",
    )
