"""A page of raw items as a batch for the store: mapped, left out or kept, read, matched. Runs in threads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.listen.digest import Searches, matched, need_readings, understood
from tertulia.listen.monitors.api import Exclusions, leave_out
from tertulia.networks.base import Page, Record
from tertulia.posts.api import Batch, DeadLetter, Gap
from tertulia.posts.formats.records import dead_letter, posts_of
from tertulia.posts.formats.values import BadValue

_NAMES = ("uri", "id", "guid", "link", "url")
log = logging.getLogger("tertulia.collect")


@dataclass(frozen=True)
class Rules:
    """What holds for every page at the moment: the searches of the monitors, and what is never stored."""

    searches: Searches = ()
    exclusions: Exclusions = field(default_factory=Exclusions)


@dataclass(frozen=True)
class Origin:
    """Where pages come from: the source's key, its network's map, whether what it brings is ours, and whether
    only what a monitor matches is kept."""

    key: str
    network: str
    map_item: Callable[[Record], Record]
    own: bool = False
    matched_only: bool = False


@dataclass(frozen=True)
class Digested:
    """A page ready to be written, with the rules that were applied. `left_out` posts are not stored: no
    monitor matches them, or they are excluded. `newest` is the time of the newest post
    that it told of."""

    batch: Batch
    rules: Rules
    items: int = 0
    left_out: int = 0
    newest: datetime | None = None
    delivered_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing but a position."""
        batch = self.batch
        return not (len(batch.posts) or batch.dead or batch.gone or batch.gaps)


def digest(page: Page, origin: Origin, rules: Rules, gaps: Sequence[Gap] = ()) -> Digested:
    """The batch that a page is, with these gaps beside those that it tells of."""
    records, places, raws, dead = _mapped(page.items, origin)
    made = posts_of(records, places, raws)  # type: ignore[arg-type]  # a place is a native id here
    posts, readings, mentions = _kept(made.posts, origin, rules)
    missed = [replace(page.missed, network=origin.network)] if page.missed else []
    batch = Batch(
        posts,
        origin.key,
        page.cursor,
        mentions,
        readings,
        dead=[*dead, *made.dead],
        gone=page.gone,
        gaps=[*gaps, *missed],
    )
    return Digested(
        batch,
        rules,
        items=len(page.items),
        left_out=len(made.posts) - len(posts),
        newest=_newest(made.posts),
        delivered_at=page.delivered_at,
    )


def joined(pages: Sequence[Page]) -> Page:
    """Pages that follow each other as one. At most the first tells of something missed."""
    if len(pages) == 1:
        return pages[0]
    return Page(
        items=[item for page in pages for item in page.items],
        cursor=next((page.cursor for page in reversed(pages) if page.cursor is not None), None),
        gone=[gone for page in pages for gone in page.gone],
        missed=pages[0].missed,
        delivered_at=next((page.delivered_at for page in pages if page.delivered_at), None),
    )


def _mapped(
    items: Sequence[Record], origin: Origin
) -> tuple[list[Record], list[str], list[Record], list[DeadLetter]]:
    records: list[Record] = []
    places: list[str] = []
    raws: list[Record] = []
    dead: list[DeadLetter] = []
    for raw in items:
        try:
            record = origin.map_item(raw)
        except BadValue as problem:
            dead.append(dead_letter(problem, raw, name_of(raw)))
        except Exception as fault:  # a fault of the map must not hold the source up for ever
            log.exception("an item of %s could not be mapped", origin.key)
            said = BadValue("unmapped", f"the map of {origin.network} failed ({type(fault).__name__})")
            dead.append(dead_letter(said, raw, name_of(raw)))
        else:
            records.append({**record, "own": True} if is_ours(record, origin) else record)
            places.append(str(record.get("id") or name_of(raw)))
            raws.append(raw)
    return records, places, raws, dead


def is_ours(record: Record, origin: Origin) -> bool:
    """Whether we published it: a site of ours also brings what its visitors comment."""
    return origin.own and record.get("kind") != "comment"


def name_of(raw: Any) -> str:
    """What a raw item calls itself, as far as can be seen; its name among the dead letters."""
    if not isinstance(raw, dict):
        return ""
    inner = [value for value in raw.values() if isinstance(value, dict)]
    for level in (raw, *inner):
        for name in _NAMES:
            if isinstance(level.get(name), str | int) and level[name]:
                return str(level[name])[:500]
    return ""


def _kept(posts: pa.Table, origin: Origin, rules: Rules) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The posts that are stored, with their readings and mentions."""
    if len(posts) and (rules.exclusions.authors or rules.exclusions.sites):
        posts = posts.filter(pc.invert(leave_out(posts, rules.exclusions)))
    if not origin.matched_only:
        readings = understood(posts)
        return posts, readings, matched(posts, readings, rules.searches)
    if need_readings(rules.searches):
        readings = understood(posts)
        mentions = matched(posts, readings, rules.searches)
        rows, mentions = _only_matched(mentions)
        return posts.take(rows), readings.take(rows), mentions
    rows, mentions = _only_matched(matched(posts, None, rules.searches))
    posts = posts.take(rows)
    return posts, understood(posts), mentions


def _only_matched(mentions: pa.Table) -> tuple[pa.Array, pa.Table]:
    """The rows that some monitor matches, and the mentions with these counted anew."""
    rows = pc.unique(mentions["row"]).sort()
    places = pc.index_in(mentions["row"], value_set=rows).cast(pa.int32())
    return rows, mentions.set_column(0, mentions.schema.field("row"), places)


def _newest(posts: pa.Table) -> datetime | None:
    newest = pc.max(posts["created_at"]).as_py() if len(posts) else None
    return min(newest, datetime.now(UTC)) if newest else None
