"""The stream: posts, edits, deletions and closed accounts as they happen, from where it was left.

A run is one connection. It ends with a `Problem` where the stream breaks off; the next run begins where the
last page's cursor stands, a little earlier. Authors are named by their handles, which are looked up for the
posts that are wanted.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Page, Record
from tertulia.networks.bluesky.accounts import Names
from tertulia.networks.bluesky.beats import with_beats
from tertulia.networks.bluesky.cursors import decoded, encoded, now
from tertulia.networks.bluesky.firehose import METHOD, PUBLIC, Firehose
from tertulia.networks.bluesky.jetstream import Jetstream
from tertulia.networks.bluesky.names import NETWORK, of_account
from tertulia.networks.bluesky.shapes import number, table, word
from tertulia.networks.bluesky.streams import Event, Position, Wanted, Wire, time_of_us, us_of
from tertulia.networks.bluesky.xrpc import Xrpc, error_of
from tertulia.outbound.api import OutboundProblem
from tertulia.posts.api import Gap, Gone

BEAT_S = 0.25
_MOST = 500  # items of a page
_GONE_WAITS_S = 5.0  # deletions of strangers' posts come all the time: not one page for each
_CURSOR_WAITS_S = 30.0
_QUIET_S = 10.0  # without a message, a replay has reached the present
_NOT_TAKEN = ("CursorTooOld", "FutureCursor")


def wire_of(ask: Ask) -> Wire:
    """The stream that the question means: Jetstream, unless the option `stream` says "firehose" or names an
    address of it."""
    named = ask.options.get("stream", "").strip()
    if named == "firehose" or named == PUBLIC or METHOD in named:
        return Firehose(PUBLIC if named == "firehose" else named)
    return Jetstream(named) if "://" in named else Jetstream()


def position_of(cursor: str | None) -> Position:
    kept = decoded(cursor)
    return Position(number(kept.get("at_us")), number(kept.get("seq")), word(kept.get("host")) or "")


async def read_stream(ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
    """The pages of a stream after the cursor, until the connection ends."""
    after = position_of(cursor) if cursor else Position(us_of(ask.since))
    reader = StreamReader(ask, after, access, resumed=bool(cursor))
    try:
        async for page in reader.pages():
            yield page
    except Problem as problem:
        if _reason(problem) not in _NOT_TAKEN:
            raise
        reader.begin_now()
        async for page in reader.pages():
            yield page


class StreamRefused(Problem):
    """The stream's own word that it does not go on."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "stream-ended",
            Text("Bluesky's stream ended: {reason}.", reason=reason),
            Text("It is connected again by itself; what was published meanwhile is read then."),
            permanent=False,
        )
        self.reason = reason


def _reason(problem: Problem) -> str:
    if isinstance(problem, StreamRefused):
        return problem.reason
    return error_of(problem) if isinstance(problem, OutboundProblem) else ""


@dataclass
class _Buffer:
    """What came since the last page."""

    items: list[Record] = field(default_factory=list)
    gone: dict[str, Gone] = field(default_factory=dict)  # by id or prefix
    delivered_at: datetime | None = None
    missed: Gap | None = None
    since: float = field(default_factory=time.monotonic)

    def add(self, event: Event, wanted: Wanted) -> None:
        if event.gone:
            self.gone[event.gone.id or event.gone.prefix] = event.gone
        if event.item and ("unreadable" in event.item or wanted(_record(event.item))):
            self.delivered_at = self.delivered_at or now()
            self.items.append(event.item)

    def contradicts(self, event: Event) -> bool:
        """Whether the event brings back what the buffer takes away: a page takes away last."""
        if not event.item or not self.gone:
            return False
        commit = table(event.item.get("commit"))
        prefix = of_account(event.did)
        return prefix in self.gone or f"{prefix}{commit.get('collection')}/{commit.get('rkey')}" in self.gone

    @property
    def is_due(self) -> bool:
        age = time.monotonic() - self.since
        if self.items:
            return len(self.items) >= _MOST or age >= BEAT_S
        return age >= (_GONE_WAITS_S if self.gone or self.missed else _CURSOR_WAITS_S)


class StreamReader:
    """A connection to a stream, and where it stands. `resumed`: what lies between the position and the first
    event was missed, if anything does. `until`: the connection ends there."""

    def __init__(
        self, ask: Ask, after: Position, access: Access, *, resumed: bool, until: datetime | None = None
    ) -> None:
        self.wire, self.after, self.at, self.until = wire_of(ask), after, after, until
        self._http, self._wanted = access.http, Wanted(ask.words)
        self._names = Names(Xrpc.of(ask, access))
        self._resumed, self._began, self._cut, self._quiet = resumed, False, False, 0
        self._buffer = _Buffer()

    def begin_now(self) -> None:
        """Connect without a position: the server does not take the one that was kept."""
        self._cut, self.at = True, Position()

    async def pages(self) -> AsyncIterator[Page]:
        async with self._http.websocket(self.wire.address(self.at)) as messages:
            beats = with_beats(messages, BEAT_S)
            try:
                async for came in beats:
                    for event in (event for message in came for event in self.wire.events(message)):
                        if self._buffer.contradicts(event):
                            yield await self._page()
                        self._take(event)
                    if self._buffer.is_due:
                        yield await self._page()
                    if self._is_over(came):
                        break
            except Problem:
                if self._began:
                    yield await self._page()
                raise
            finally:
                await beats.aclose()
        yield await self._page()

    def _is_over(self, came: list[str | bytes]) -> bool:
        self._quiet = 0 if came else self._quiet + 1
        if self.until is None:
            return False
        return bool(self.at.time and self.at.time >= self.until) or self._quiet * BEAT_S >= _QUIET_S

    def _take(self, event: Event) -> None:
        if event.refused:
            raise StreamRefused(event.refused)
        self._cut = self._cut or event.cut
        if event.renamed:
            self._names.forget(event.renamed)
        if event.at_us and not self._began:
            self._begin(event)
        self.at = Position(event.at_us or self.at.at_us, event.seq or self.at.seq, self.wire.host)
        self._buffer.add(event, self._wanted)

    def _begin(self, first: Event) -> None:
        """Note what was missed between the position and the first event."""
        self._began = True
        begins, left = time_of_us(first.at_us), self.after.time
        cut = self._resumed and (self._cut or self.wire.is_cut(self.after, first))
        if cut and left and begins and begins > left:
            self._buffer.missed = Gap(left, begins, "too-old", NETWORK)

    async def _page(self) -> Page:
        """What was gathered, with the names of its authors."""
        full, self._buffer = self._buffer, _Buffer()
        names = await self._names.of(str(item.get("did")) for item in full.items)
        items = [_named(item, names) for item in full.items]
        cursor = encoded({"at_us": self.at.at_us, "seq": self.at.seq, "host": self.at.host})
        gone = list(full.gone.values())
        return Page(items, cursor if self._began else None, gone, full.missed, delivered_at=full.delivered_at)


def _named(item: Record, names: dict[str, Record]) -> Record:
    known = names.get(str(item.get("did")))
    return item | {"names": {item["did"]: known}} if known else item


def _record(item: Record) -> Record:
    return table(table(item.get("commit")).get("record"))
