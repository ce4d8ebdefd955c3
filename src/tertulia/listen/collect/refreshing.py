"""What is asked again though no source brings it: the counters of recent posts, and each channel's figures.

A post that came in live, of ours or matched by a monitor, is looked at again 1 hour, 6 hours, 1, 3 and 7 days
after its publication. A post of which its network says twice that it is gone is taken back here too.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tertulia.errors import Problem
from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.pace import Pace
from tertulia.listen.collect.tools import Tools, as_problem
from tertulia.listen.sources.access import access_with
from tertulia.listen.sources.channels import keep_figures
from tertulia.listen.sources.keys import PREFIX
from tertulia.listen.sources.models import Channel
from tertulia.listen.sources.problems import kept
from tertulia.networks.base import GONE, Access, Identity, Kind, Live, Page, Record, live, live_networks
from tertulia.posts.api import Gone, Store

AGES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=7))
EVERY_S = 600.0
CHANNELS_EVERY_S = 3600.0
MOST = 200  # posts of a network in a round
AT_ONCE = 25
WITHIN_S = 120.0
log = logging.getLogger("tertulia.collect")

_PASSED = " OR ".join(f"created_at BETWEEN $from_{n} AND $to_{n}" for n in range(len(AGES)))
_LOOKED_AT = f"""
SELECT network, id FROM posts
WHERE ({_PASSED}) AND list_contains($networks, network) AND starts_with(source, $live)
    AND (own OR EXISTS (FROM mentions WHERE mentions.post = posts.post))
QUALIFY row_number() OVER (PARTITION BY network ORDER BY own DESC, created_at DESC) <= $most
"""  # noqa: S608  (no values in it)


class Counters:
    """Rounds over the posts whose age has passed one of `AGES` since the round before."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._reached = datetime.now(UTC) - timedelta(seconds=EVERY_S)

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.round()
            except Problem as trouble:
                log.warning("the counters of posts cannot be refreshed for now: %s", trouble)

    async def round(self) -> None:
        """Look at all whose time has come; a network that fails does not stop the others."""
        now = datetime.now(UTC)
        found = await self._tools.in_thread(looked_at, self._tools.store, self._reached, now)
        self._reached = now
        for network, ids in found.items():
            try:
                async with asyncio.timeout(WITHIN_S):
                    await self._observe(network, ids)
            except Exception as fault:
                entry = _nobodys(network, None)
                log.info("counters of %s: %s", network, as_problem(fault, entry))

    async def _observe(self, network: str, ids: Sequence[str]) -> None:
        _manifest, reader = live(network)
        channel = await self._tools.ask_desk(_channel_of, network)
        entry = _nobodys(network, channel)
        access = self._tools.access(entry)
        for start in range(0, len(ids), AT_ONCE):
            items, gone = await _present(reader, access, ids[start : start + AT_ONCE])
            await self._tools.take(entry, Page(items, gone=[Gone(network, id=each) for each in gone]))


async def _present(reader: Live, access: Access, ids: Sequence[str]) -> tuple[list[Record], list[str]]:
    """The posts as they are, and those of which the network says twice that they are gone."""
    items = await reader.observe(ids, access)
    gone = _gone(items)
    again = await reader.observe(gone, access) if gone else []
    return [item for item in [*items, *again] if GONE not in item], _gone(again)


def _gone(items: Sequence[Record]) -> list[str]:
    return [str(item[GONE]) for item in items if GONE in item]


def looked_at(store: Store, after: datetime, until: datetime) -> dict[str, list[str]]:
    """The posts of each network whose age passed one of `AGES` between two moments."""
    bounds: dict[str, object] = {}
    for number, age in enumerate(AGES):
        bounds |= {f"from_{number}": _plain(after - age), f"to_{number}": _plain(until - age)}
    rows = store.query(
        _LOOKED_AT, {**bounds, "networks": list(live_networks()), "live": PREFIX, "most": MOST}
    ).to_pylist()
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["network"]].append(row["id"])
    return found


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _nobodys(network: str, channel: Channel | None) -> Entry:
    """The source that observations come from; it stands in no list, and its id is nobody's."""
    return Entry(
        id=0,
        key=f"{PREFIX}{network}:observe:",
        title=network,
        network=network,
        kind=Kind.THREAD,
        target="",
        options={},
        channel=channel,
        own=False,
        matched_only=False,
        created_at=datetime.now(UTC),
        pace=Pace(),
        succeeded_at=None,
        item_at=None,
        silent_since=None,
    )


def _channel_of(network: str) -> Channel | None:
    return Channel.objects.filter(network=network, deleted_at=None).first()


class Channels:
    """Asks each channel's network once a day who it is: that its credentials still open, and its figures."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def run(self) -> None:
        """Ask for ever."""
        while True:
            for channel in await self._tools.ask_desk(_unseen_today):
                await self._identify(channel)
            await asyncio.sleep(CHANNELS_EVERY_S)

    async def _identify(self, channel: Channel) -> None:
        try:
            _manifest, reader = live(channel.network)
            async with asyncio.timeout(WITHIN_S):
                identity = await reader.identify(access_with(self._tools.http, channel))
        except Exception as fault:
            problem = as_problem(fault, _nobodys(channel.network, channel))
            await self._tools.ask_desk(_refused, channel, problem)
        else:
            await self._tools.ask_desk(_told, channel, identity)


def _unseen_today() -> list[Channel]:
    alive = Channel.objects.filter(deleted_at=None, network__in=list(live_networks()))
    today = timezone.localdate()
    return [c for c in alive if c.tested_at is None or timezone.localtime(c.tested_at).date() < today]


def _told(channel: Channel, identity: Identity) -> None:
    Channel.objects.filter(pk=channel.pk).update(tested_at=timezone.now(), problem={})
    keep_figures(channel, identity)


def _refused(channel: Channel, problem: Problem) -> None:
    """Keep why. What may pass is tried again within the hour; what is sure, tomorrow."""
    tested = {"tested_at": timezone.now()} if problem.permanent else {}
    Channel.objects.filter(pk=channel.pk).update(problem=kept(problem), **tested)
