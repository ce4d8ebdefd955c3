"""Pages of raw items as batches for the store: mapped, left out or kept, read, matched. Runs in threads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.listen.digest import Searches, Subjects, matched, need_readings, told_apart, understood
from tertulia.listen.monitors.api import Exclusions, leave_out
from tertulia.networks.base import Page, Record
from tertulia.posts.api import Batch, DeadLetter
from tertulia.posts.formats.records import dead_letter, posts_of
from tertulia.posts.formats.values import BadValue

_NAMES = ("uri", "id", "guid", "link", "url")
log = logging.getLogger("tertulia.collect")


@dataclass(frozen=True)
class Rules:
    """What holds for every page at the moment: the searches of the monitors, those of
    companies among them (`subjects`), and what is never stored."""

    searches: Searches = ()
    exclusions: Exclusions = field(default_factory=Exclusions)
    subjects: Subjects = frozenset()


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
    monitor matches them, or they are excluded. `newest` is the time of the newest post that it told of."""

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


def digest(pages: Sequence[tuple[Page, Origin]], rules: Rules) -> list[Digested]:
    """The batches that pages are, in their order. Many small ones cost little more than one: all are read and
    matched together."""
    mapped = [_posts(page, origin, rules) for page, origin in pages]
    kept = _kept([each.posts for each in mapped], [origin.matched_only for _, origin in pages], rules)
    return [
        _digested(page, origin, each, found, rules)
        for (page, origin), each, found in zip(pages, mapped, kept, strict=True)
    ]


def _digested(page: Page, origin: Origin, mapped: _Mapped, kept: Kept, rules: Rules) -> Digested:
    missed = [replace(page.missed, network=origin.network)] if page.missed else []
    return Digested(
        Batch(
            kept.posts,
            origin.key,
            page.cursor,
            kept.mentions,
            kept.readings,
            dead=mapped.dead,
            gone=page.gone,
            gaps=missed,
        ),
        rules,
        items=len(page.items),
        left_out=mapped.told - len(kept.posts),
        newest=mapped.newest,
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


@dataclass(frozen=True)
class _Mapped:
    """The posts of a page but for those that are excluded, how many it told of, and what was set aside."""

    posts: pa.Table
    told: int
    newest: datetime | None
    dead: list[DeadLetter]


def _posts(page: Page, origin: Origin, rules: Rules) -> _Mapped:
    records: list[Record] = []
    places: list[str] = []
    raws: list[Record] = []
    dead: list[DeadLetter] = []
    for raw in page.items:
        record = _mapped(raw, origin)
        if isinstance(record, DeadLetter):
            dead.append(record)
        else:
            records.append(record)
            places.append(str(record.get("id") or name_of(raw)))
            raws.append(raw)
    made = posts_of(records, places, raws)
    posts = made.posts
    if len(posts) and (rules.exclusions.authors or rules.exclusions.sites):
        posts = posts.filter(pc.invert(leave_out(posts, rules.exclusions)))
    return _Mapped(posts, len(made.posts), _newest(made.posts), [*dead, *made.dead])


def _mapped(raw: Record, origin: Origin) -> Record | DeadLetter:
    try:
        record = origin.map_item(raw)
    except BadValue as problem:
        return dead_letter(problem, raw, name_of(raw))
    except Exception as fault:  # a fault of the map must not hold the source up for ever
        log.exception("an item of %s could not be mapped", origin.key)
        said = BadValue("unmapped", f"the map of {origin.network} failed ({type(fault).__name__})")
        return dead_letter(said, raw, name_of(raw))
    return {**record, "own": True} if origin.own else record


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


class Kept(NamedTuple):
    """Posts that are stored, with their readings and mentions."""

    posts: pa.Table
    readings: pa.Table
    mentions: pa.Table


def _kept(tables: Sequence[pa.Table], matched_only: Sequence[bool], rules: Rules) -> list[Kept]:
    """Of each table what is stored of it."""
    whole = iter(_whole([t for t, narrow in zip(tables, matched_only, strict=True) if not narrow], rules))
    some = iter(_matched([t for t, narrow in zip(tables, matched_only, strict=True) if narrow], rules))
    return [next(some if narrow else whole) for narrow in matched_only]


def _whole(tables: Sequence[pa.Table], rules: Rules) -> list[Kept]:
    if not tables:
        return []
    posts = pa.concat_tables(tables).combine_chunks()
    readings = understood(posts)
    mentions = matched(posts, readings, rules.searches, rules.subjects)
    found = []
    start = 0
    for table in tables:
        size = len(table)
        found.append(Kept(table, readings.slice(start, size), _of_rows(mentions, start, size)))
        start += size
    return found


def _matched(tables: Sequence[pa.Table], rules: Rules) -> list[Kept]:
    """Only the posts that some monitor matches are read, unless a search asks for what reading tells."""
    if not tables:
        return []
    posts = pa.concat_tables(tables).combine_chunks()
    readings = understood(posts) if need_readings(rules.searches) else None
    mentions = matched(posts, readings, rules.searches, rules.subjects)
    found = []
    start = 0
    for table in tables:
        mine = _of_rows(mentions, start, len(table))
        rows = pc.unique(mine["row"]).sort()
        places = pc.index_in(mine["row"], value_set=rows).cast(pa.int32())
        kept = table.take(rows)
        read = understood(kept) if readings is None else readings.slice(start, len(table)).take(rows)
        here = mine.set_column(0, mine.schema.field("row"), places)
        said = here if readings is not None else told_apart(here, kept, read, rules.searches, rules.subjects)
        found.append(Kept(kept, read, said))
        start += len(table)
    return found


def _of_rows(mentions: pa.Table, start: int, size: int) -> pa.Table:
    """The mentions of so many rows from one on, the rows counted anew."""
    if not len(mentions):
        return mentions
    rows = mentions["row"]
    mine = mentions.filter(pc.and_(pc.greater_equal(rows, start), pc.less(rows, start + size)))
    places = pc.subtract(mine["row"], pa.scalar(start, pa.int32()))
    return mine.set_column(0, mine.schema.field("row"), places)


def _newest(posts: pa.Table) -> datetime | None:
    newest = pc.max(posts["created_at"]).as_py() if len(posts) else None
    return min(newest, datetime.now(UTC)) if newest else None
