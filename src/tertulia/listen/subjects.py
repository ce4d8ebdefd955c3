"""What posts say of each company that they name, of ours and our competitors': whom monitors look for is
their subject. Nothing here knows Django or the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.listen.monitors.highlight import stretches
from tertulia.listen.query.ast import Node
from tertulia.posts.schema import MATCHES, MENTIONS, SAID, conform


def with_said(
    mentions: pa.Table, posts: pa.Table, readings: pa.Table, subjects: Mapping[int, Node]
) -> pa.Table:
    """The mentions (schema.MENTIONS), where a post matches two or more of the `subjects` (the searches of
    such monitors) with what it says of each.

    `readings` are those of the posts, row by row.
    """
    named = _rows(mentions, subjects)
    if not named:
        return mentions
    rows = pa.array(list(named), pa.int64())
    said = said_of(posts.take(rows), readings.take(rows), list(named.values()), subjects)
    back = said.set_column(0, MATCHES.field("row"), rows.take(said["row"]).cast(pa.int32()))
    joined = mentions.select(MATCHES.names).join(back, ["row", "monitor"])
    return conform(joined.sort_by([("row", "ascending"), ("monitor", "ascending")]), MENTIONS)


def _rows(mentions: pa.Table, subjects: Mapping[int, Node]) -> dict[int, list[int]]:
    """The rows that match two or more subjects, each with these."""
    mine = mentions.filter(pc.is_in(mentions["monitor"], pa.array(list(subjects), pa.int64())))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row, monitor in zip(mine["row"].to_pylist(), mine["monitor"].to_pylist(), strict=True):
        found[row].append(monitor)
    return {row: monitors for row, monitors in found.items() if len(monitors) > 1}


def said_of(
    posts: pa.Table, readings: pa.Table, named: Iterable[Iterable[int]], subjects: Mapping[int, Node]
) -> pa.Table:
    """`row`, `monitor` and schema.SAID: what each post says of each subject that it names. A subject whose
    words the text does not hold (it was found by its author, say) has no row."""
    from tertulia.understand.about.api import Span, about
    from tertulia.understand.titled import titled

    texts = titled(posts).to_pylist()
    spans = [
        [
            Span(start, end, monitor)
            for monitor, places in _places(text, {number: subjects[number] for number in monitors}).items()
            for start, end in places
        ]
        for text, monitors in zip(texts, named, strict=True)
    ]
    return about(texts, spans, readings).rename_columns(["row", "monitor", *(field.name for field in SAID)])


def _places(text: str, named: Mapping[int, Node]) -> dict[int, list[tuple[int, int]]]:
    """Where the text holds the words of each search; words that all of them want ("flight") name nobody,
    unless a search has no others."""
    found = {number: stretches(text, tree) for number, tree in named.items()}
    common = set.intersection(*(set(places) for places in found.values()))
    return {number: [p for p in places if p not in common] or places for number, places in found.items()}
