"""Search. Servers show posts by words only to those who are signed in; hashtags are open and read as such."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Ask, Kind, Page, Record
from tertulia.networks.mastodon.client import MOST, id_of, order
from tertulia.networks.mastodon.cursor import Mark
from tertulia.networks.mastodon.ids import rewound
from tertulia.networks.mastodon.mapping import NETWORK
from tertulia.networks.mastodon.reading import FIRST_PAGES, LATE, TOO_MANY, Reading, time_of
from tertulia.networks.mastodon.tracks import Track
from tertulia.posts.api import Gap

_TRACK = Track("search", "/api/v2/search")


def as_hashtags(ask: Ask) -> Ask | None:
    """A search for hashtags alone (#one #two: posts with both; #one OR #two: with either) as what it is."""
    words = ask.target.split()
    tags = [word for word in words if word != "OR"]
    if not tags or not all(word[0] in "#＃" and len(word) > 1 for word in tags):
        return None
    options = dict(ask.options)
    options["any" if "OR" in words else "all"] = " ".join(tags[1:])
    return Ask(Kind.HASHTAG, tags[0], options, ask.words, ask.since)


async def search(reading: Reading) -> AsyncIterator[Page]:
    """What a search finds that is newer than the cursor. Servers give the newest first: so the pages are
    gathered first, a bounded number, and given oldest first."""
    mark = reading.cursor.mark(_TRACK.name)
    since = mark.time or reading.ask.since
    found, cut = await _gather(reading, rewound(mark.id, LATE) if mark.id else None, since)
    if not found and not reading.server.token:
        raise _needs_channel(reading)
    newest = max(filter(None, (mark.id, *found)), key=order, default=None)
    items = [found[number] for number in sorted(found, key=order)]
    times = [when for item in items if (when := time_of(item))]
    newest_time = max(filter(None, (mark.time, *times)), default=datetime.now(UTC))
    reading.cursor = reading.cursor.at(_TRACK.name, Mark(newest, newest_time))
    missed = Gap(since, min(times), TOO_MANY, NETWORK) if cut and since and times else None
    posts = await reading.carry(items)
    yield Page(posts, reading.cursor.write(), missed=missed, every_s=reading.server.rest_s())


async def _gather(
    reading: Reading, after: str | None, since: datetime | None
) -> tuple[dict[str, Record], bool]:
    """Statuses by id, and whether more lies behind them."""
    goes_back = after is not None or since is not None
    seen: set[str] = set()
    found: dict[str, Record] = {}
    for _ in range(FIRST_PAGES if goes_back else 1):
        page = await _page(reading, min(seen, key=order, default=None))
        new = {number: status for status in page if (number := id_of(status)) and number not in seen}
        wanted = {number: status for number, status in new.items() if _is_wanted(status, after, since)}
        seen |= new.keys()
        found |= wanted
        if not new or len(wanted) < len(new):
            return found, False
    return found, goes_back


def _is_wanted(status: Record, after: str | None, since: datetime | None) -> bool:
    if after is not None:
        return order(id_of(status) or "") > order(after)
    when = time_of(status)
    return since is None or when is None or when >= since


async def _page(reading: Reading, before: str | None) -> Sequence[Record]:
    """The newest found before an id. `min_id` is not asked for: servers differ in what they give for it."""
    query = {"q": reading.ask.target, "type": "statuses", "limit": MOST, "max_id": before}
    statuses = (await reading.server.record(_TRACK.path, query)).get("statuses")
    found = statuses if isinstance(statuses, list) else []
    return [status for status in found if isinstance(status, dict)]


def _needs_channel(reading: Reading) -> Problem:
    host = reading.server.host
    return Problem(
        "needs-channel",
        Text("{server} shows posts by their words only to people who have an account there.", server=host),
        Text("Connect a channel, or search for a hashtag: #museum needs no account."),
        "channel",
    )
