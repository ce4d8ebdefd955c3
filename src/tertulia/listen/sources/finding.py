"""What a name, a handle or an address may mean on a network, each answer ready to be followed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.sources.access import ask_now
from tertulia.listen.sources.keys import key_of
from tertulia.listen.sources.models import Channel, Source
from tertulia.listen.sources.service import SourceDraft
from tertulia.networks.base import Access, Ask, Found, Kind, Manifest, live

LOOK_S = 20.0  # a network that does not answer in this time is given up
MOST = 8
SURE = 0.8  # from here on it is what was meant, unless the person says no
_TAG = re.compile(r"#(\w+)")
_PLACE = re.compile(r"^https?://|^@|\S@\S|^[\w-]+(\.[\w-]+)+(/\S*)?$")


@dataclass(frozen=True)
class Proposal:
    """Something that could be followed; `source` is what is followed already of the very same."""

    network: str
    network_title: str
    kind_title: str
    found: Found
    source: Source | None

    @property
    def value(self) -> str:
        """What a form sends back to have it followed."""
        ask = self.found.ask
        told = {
            "network": self.network,
            "kind": str(ask.kind),
            "target": ask.target,
            "title": self.found.title,
        }
        return json.dumps(told | {"options": dict(ask.options)}, ensure_ascii=False)

    @property
    def handle(self) -> str:
        """The account's name as posts mention it, "" for anything but an account."""
        return self.found.ask.target.lstrip("@") if self.found.ask.kind == Kind.ACCOUNT else ""

    @property
    def is_sure(self) -> bool:
        return self.found.sure >= SURE


def proposals(network: str, words: str) -> list[Proposal]:
    """What the words may mean there, most sure first. Raises `Problem` as the network does, or "too-slow"."""
    manifest, _reader = live(network)
    words = words.strip()
    found = [] if _TAG.fullmatch(words) else look(network, words)
    return proposed(manifest, [*found[:MOST], *spoken(manifest, words)])


def look(network: str, words: str) -> list[Found]:
    """What the network itself finds for the words. Raises `Problem` as it does, or "too-slow"."""
    manifest, reader = live(network)

    async def looked(access: Access) -> Sequence[Found]:
        async with asyncio.timeout(LOOK_S):
            return await reader.find(words, access)

    channel = Channel.objects.filter(network=network, deleted_at=None).first()
    try:
        return list(ask_now(looked, channel))
    except TimeoutError as error:
        raise _too_slow(manifest) from error


def spoken(manifest: Manifest, words: str) -> Iterator[Found]:
    """The words themselves: a hashtag, or a search for what is said with them."""
    tag = _TAG.fullmatch(words)
    if tag and manifest.readable(Kind.HASHTAG):
        about = str(Text("Every post with this hashtag that the network shows"))
        yield Found(Ask(Kind.HASHTAG, tag[1]), f"#{tag[1]}", about, sure=0.9)
    elif manifest.readable(Kind.SEARCH) and not _PLACE.search(words):
        about = str(Text("Posts with these words, whoever writes them"))
        yield Found(Ask(Kind.SEARCH, words), f"“{words}”", about, sure=0.4)


def proposed(manifest: Manifest, found: Sequence[Found]) -> list[Proposal]:
    """What was found, most sure first, none twice, each with the source that follows it already."""
    keys = {key_of(manifest.name, one.ask): one for one in sorted(found, key=lambda one: one.sure)}
    sources = {source.key: source for source in Source.objects.filter(key__in=keys, deleted_at=None)}
    return [
        Proposal(
            manifest.name, str(manifest.title), kind_title(manifest, one.ask.kind), one, sources.get(key)
        )
        for key, one in sorted(keys.items(), key=lambda pair: -pair[1].sure)
    ]


def kind_title(manifest: Manifest, kind: str) -> str:
    """What the network calls that way of reading it."""
    way = manifest.readable(kind)
    return str(way.title) if way else kind


def _too_slow(manifest: Manifest) -> Problem:
    return Problem(
        "too-slow",
        Text("{network} did not answer in time.", network=manifest.title),
        Text("Try again; if it goes on, it may be busy or out of reach from here."),
        permanent=False,
    )


def chosen(value: str, role: str = "", folder: str = "", *, own: bool = False) -> SourceDraft:
    """What `Proposal.value` said. Raises `Problem` ("bad-choice") for anything else."""
    try:
        told = json.loads(value)
        options = {str(name): str(text) for name, text in dict(told.get("options") or {}).items()}
        kind, target, title = Kind(told["kind"]), str(told["target"])[:500], str(told.get("title", ""))[:255]
        return SourceDraft(
            str(told["network"]), kind, target, title, options, role=role, folder=folder, own=own
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Problem(
            "bad-choice",
            Text("It could not be understood what is to be followed."),
            Text("Look for it again and choose it from what is found."),
        ) from error
