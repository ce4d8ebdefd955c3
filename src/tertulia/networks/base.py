"""The contract that every network answers: what it is, how it is read live, how its files and items become
posts.

A network is a folder of this package (or of another distribution, by an entry point in the group
`tertulia.networks`) that holds `NETWORK`. Adding one touches nothing outside its folder.

Reading live is one thing for polls and streams: an asynchronous run of `Page`s. A poll's run ends when the
network has nothing newer; a stream's goes on. Each page is written in one transaction with its cursor, and
the next run begins from the cursor that was written last.
"""

from __future__ import annotations

import asyncio
import pkgutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal, Protocol

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.outbound.api import Client
from tertulia.posts.api import Gap, Gone

Record = dict[str, Any]
GONE = "gone"  # see `Live.observe`
GROUP = "tertulia.networks"


class Kind(StrEnum):
    """What can be read of a network. `Manifest.reads` says which of them a network has."""

    SEARCH = "search"  # posts that a query finds, all over the network
    HASHTAG = "hashtag"
    ACCOUNT = "account"  # what one account publishes
    TIMELINE = "timeline"  # a server's own or its whole view of the network
    FEED = "feed"  # a document of entries at an address
    SITE = "site"  # the posts and comments of a site
    THREAD = "thread"
    MENTIONS = "mentions"  # answers, mentions, quotes, likes … of a channel of ours: its notifications
    MESSAGES = "messages"  # private ones, where the network's interface gives them
    STREAM = "stream"  # everything, as it is published


@dataclass(frozen=True)
class Readable:
    """A way to read a network. `target` says what to type (empty: nothing), `example` shows it.

    `live` ways are streams; the others are asked again every `every_s` seconds, more often or less as the
    source shows itself busy or quiet. `channel` ways need a connected channel.
    """

    kind: Kind
    title: Text
    target: Text | None = None
    example: str = ""
    live: bool = False
    channel: bool = False
    every_s: float = 900.0


@dataclass(frozen=True)
class Setting:
    """Something a person types to connect: `kind` says how it is asked for and kept. A secret is encrypted,
    never shown again, and never leaves."""

    name: str
    label: Text
    why: Text
    kind: Literal["text", "address", "secret"] = "text"
    required: bool = True
    example: str = ""
    default: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a network is and can do, in words for people: all that its wizard, its page and the capability
    matrix show. `name` is what its posts carry. `settings` are those of a channel (an account of ours);
    `permissions` pairs what is asked of the network with why; `limits` and `cannot` are told before
    connecting; `publishes` says what can be published, `reply_windows` how long and under what conditions
    answering is possible."""

    name: str
    title: Text
    summary: Text | None = None
    reads: tuple[Readable, ...] = ()
    settings: tuple[Setting, ...] = ()
    permissions: tuple[tuple[str, Text], ...] = ()
    limits: tuple[Text, ...] = ()
    cannot: tuple[Text, ...] = ()
    publishes: tuple[Text, ...] = ()
    reply_windows: tuple[Text, ...] = ()

    def readable(self, kind: str) -> Readable | None:
        """The way to read of that kind, None where the network has none."""
        return next((way for way in self.reads if way.kind == kind), None)


@dataclass(frozen=True)
class Ask:
    """What to read: a kind, and its query, handle, tag or address. `options` are the source's own (a server's
    address under "server", languages under "languages"); `words` are what every wanted post has one of, where
    a stream can be narrowed; `since` bounds how far back a first reading goes."""

    kind: Kind
    target: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    since: datetime | None = None


class Isolated(Protocol):
    """A way to run a slow or dangerous function (a module's own, all of it picklable) under a budget: what
    `outbound.isolated.Isolated` is. Raises what the function raises, and `Problem` ("too-slow", …)."""

    async def __call__(self, function: Callable[..., Any], *given: Any) -> Any: ...


async def in_a_thread(function: Callable[..., Any], *given: Any) -> Any:
    """Where there are no workers: no budget, but the event loop goes on."""
    return await asyncio.to_thread(function, *given)


@dataclass(frozen=True)
class Access:
    """What a network reads with: the guarded client, the channel's settings and opened secrets (both empty
    without a channel), a place to keep secrets that the network renewed, and a way to read documents that may
    be hostile: `await isolated(function, *given)`."""

    http: Client
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    renew: Callable[[Mapping[str, str]], None] = lambda secrets: None
    isolated: Isolated = in_a_thread


@dataclass(frozen=True)
class Page:
    """One step of reading: raw items with the cursor that stands behind them (None: unchanged).

    `gone` are posts and accounts that the network took back. `missed` is a span that lies between the last
    cursor and these items and that the network no longer gives. `every_s` is how long the source itself asks
    to be left alone. `delivered_at` is when a stream handed the first of the items over.
    """

    items: Sequence[Record] = ()
    cursor: str | None = None
    gone: Sequence[Gone] = ()
    missed: Gap | None = None
    every_s: float | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    """Something of a network that a name, handle or address may mean: what to read, and what it is called."""

    ask: Ask
    title: str
    about: str = ""
    url: str = ""
    sure: float = 0.5  # 0 to 1: that it is what was meant


@dataclass(frozen=True)
class Identity:
    """Who a channel's credentials speak for, and its figures where the network tells them. `settings` are
    what the network tells of itself, such as its limits: they are kept among the channel's."""

    handle: str
    name: str = ""
    url: str = ""
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    may: tuple[Text, ...] = ()  # what the credentials allow, as the network says
    settings: Mapping[str, str] = field(default_factory=dict)


class Live(Protocol):
    """A network that can be read as it happens. Every method raises `Problem` (see `outbound.api` for those
    of the wire) with `permanent` False where trying again may help; what a network cannot do it leaves out of
    its manifest."""

    def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        """The pages after the cursor, oldest first as far as the network allows; without one, the newest."""

    def fill(self, ask: Ask, gap: Gap, access: Access) -> AsyncIterator[Page]:
        """What was published in a gap, where the network still gives it. Pages carry no cursor. Raises
        `Problem` ("cannot-fill") where it does not."""

    def map_item(self, item: Record) -> Record:
        """A raw item as fields of the posts file; a counter that the item lacks stays away, never 0. Raises
        `tertulia.posts.formats.values.BadValue`: "unsupported" for what is no post, other codes for what is
        broken."""

    async def find(self, words: str, access: Access) -> Sequence[Found]:
        """Accounts, feeds or sites that a name, handle or address may mean, most sure first."""

    async def identify(self, access: Access) -> Identity:
        """Who the channel is: the test of a connection, and the daily figures of an account."""

    async def observe(self, ids: Sequence[str], access: Access) -> Sequence[Record]:
        """The present counters of posts, as raw items for `map_item`; `{GONE: its id}` for a post that the
        network surely no longer shows. Of a post of which nothing can be told nothing is said."""


@dataclass(frozen=True)
class Media:
    """A file that goes with a post: where it lies on this machine, its kind (MIME) and the text for those who
    do not see it."""

    path: Path
    kind: str
    alt: str = ""


@dataclass(frozen=True)
class Draft:
    """A text as it will be published, for one channel. `reply_to`, `thread` and `quote` are native ids, as
    posts carry them. `warning` and `visibility` ("public", "unlisted", "followers", "direct") only where the
    network has them; `title` and `format` ("post", "page", a WordPress format) for sites. `link` is shown as
    a card where the network has cards, else it stands at the end of the text."""

    text: str
    lang: str = ""
    reply_to: str = ""
    thread: str = ""
    quote: str = ""
    media: tuple[Media, ...] = ()
    warning: str = ""
    visibility: str = ""
    title: str = ""
    format: str = ""
    link: str = ""


@dataclass(frozen=True)
class Limits:
    """What a network takes at present. `length` is counted in `unit`; `link_length` is what any link counts
    as, None: as many as it has. A limit of None is none that we know."""

    length: int | None
    unit: Literal["graphemes", "characters", "bytes"] = "characters"
    link_length: int | None = None
    media: int | None = None
    media_kinds: tuple[str, ...] = ()
    media_bytes: int | None = None
    alt_length: int | None = None
    thread: bool = False  # whether a text may go on in answers to itself
    warnings: bool = False
    visibilities: tuple[str, ...] = ()
    quotes: bool = False
    titles: bool = False


@dataclass(frozen=True)
class Weighed:
    """A draft against the limits: how much it counts, and what keeps it from being published."""

    length: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Published:
    """A post that now stands on the network: its native id, as it will be read, and its address."""

    id: str
    url: str = ""


class Reaction(StrEnum):
    """An act that answers a post or an account without words."""

    LIKE = "like"
    REPOST = "repost"
    FOLLOW = "follow"


class Publisher(Protocol):
    """A network that takes posts. Every method raises `Problem`; with `permanent` False and the code
    "outcome-unknown" where the network may have taken what was sent: it is then looked up before anything is
    sent again."""

    def limits(self, settings: Mapping[str, str]) -> Limits:
        """Of a channel's network or server, without asking it; the server's own where its settings tell."""

    def weigh(self, draft: Draft, settings: Mapping[str, str]) -> Weighed:
        """Pure and quick: the composer asks at every key."""

    async def publish(self, draft: Draft, key: str, access: Access) -> Published:
        """Publish once. `key` is the same for every attempt at the same post: it becomes the network's own
        key against doubles where it has one (an Idempotency-Key, a record key), else it is not used."""

    async def look_up(self, draft: Draft, key: str, since: datetime, access: Access) -> Published | None:
        """The draft on the channel's own timeline since then, if it was taken; None: it surely was not."""

    async def withdraw(self, id: str, access: Access) -> None:
        """Delete a post of ours; one that is gone already is no error."""

    async def react(self, reaction: Reaction, target: str, access: Access) -> None:
        """Like or repost a post (native id), follow an account (handle); again is no error."""


@dataclass(frozen=True)
class Sample:
    """The first items of a file, and its name."""

    file: str
    records: Sequence[Record]

    @property
    def fields(self) -> frozenset[str]:
        """Every field that some item has."""
        return frozenset().union(*self.records) if self.records else frozenset()


class Archive(Protocol):
    """One shape in which a network's posts are found in files."""

    @property
    def name(self) -> str:
        """Its name for programs: `twitter-csv`."""

    @property
    def title(self) -> Text: ...

    def detect(self, sample: Sample) -> float:
        """How sure it is that the file has this shape: 0 not at all, 1 certain."""

    def map_item(self, item: Record) -> Record:
        """The item as fields of the posts file; a counter that the item lacks stays away. Raises
        `tertulia.posts.formats.values.BadValue` for an item that is no post."""


@dataclass(frozen=True)
class Network:
    """A network as far as it is built: its manifest, how it is read live, how it takes posts, the shapes of
    its files."""

    manifest: Manifest
    archives: tuple[Archive, ...] = ()
    live: Live | None = None
    publisher: Publisher | None = None


@cache
def networks() -> dict[str, Network]:
    """All networks by name: those of this package, then those that other distributions bring."""
    package = import_module("tertulia.networks")
    folders = [module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg]
    found = [getattr(import_module(f"tertulia.networks.{name}"), "NETWORK", None) for name in folders]
    found += [point.load() for point in entry_points(group=GROUP)]
    return {network.manifest.name: network for network in reversed(found) if network is not None}


def live_networks() -> dict[str, Network]:
    """Those that can be read live, by name, in the order of their titles."""
    found = [network for network in networks().values() if network.live is not None]
    return {n.manifest.name: n for n in sorted(found, key=lambda n: str(n.manifest.title).casefold())}


def live(name: str) -> tuple[Manifest, Live]:
    """A network's manifest and reader. Raises `Problem` ("unknown-network")."""
    network = networks().get(name)
    if network is None or network.live is None:
        known = ", ".join(live_networks())
        raise Problem(
            "unknown-network",
            Text("Tertulia does not read a network called “{name}” live.", name=name),
            Text("Use one of these: {names}.", names=known),
        )
    return network.manifest, network.live


def publisher(name: str) -> Publisher | None:
    """How the network takes posts; None where it does not, and they are published by hand."""
    network = networks().get(name)
    return network.publisher if network else None


def archives() -> dict[str, Archive]:
    """Every shape of every network by its name."""
    return {archive.name: archive for network in networks().values() for archive in network.archives}


def detect(sample: Sample) -> Archive | None:
    """The shape that knows the file best, if any is more sure than not."""
    scored = [(archive.detect(sample), archive.name) for archive in archives().values()]
    confidence, name = max(scored, default=(0.0, ""))
    return archives()[name] if confidence > 0.5 else None
