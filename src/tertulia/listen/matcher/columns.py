"""Field conditions over a whole batch: which rows satisfy which, without looking at each row in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tertulia.listen.matcher import fields
from tertulia.listen.matcher.fields import Key
from tertulia.posts.folding import fold_array

Pairs = tuple[NDArray[np.int64], NDArray[np.int32]]  # rows, and the term that each satisfies
Terms = Mapping[Key, int]


def post_columns(terms: Iterable[Key]) -> set[str]:
    """The columns of the posts that the conditions look at."""
    return {column for key in terms for column in _columns_of(key)}


def _columns_of(key: Key) -> tuple[str, ...]:
    if (key.name, key.value) == ("is", "automatic"):
        return ("extra",)  # large: read for nothing else
    return _POST_COLUMNS.get(key.name, (key.name,))


def reading_columns(terms: Iterable[Key]) -> set[str]:
    """The columns of the readings that the conditions look at."""
    asked = {
        _READING_COLUMNS.get((key.name, key.value)) or _READING_COLUMNS.get((key.name, None)) for key in terms
    }
    return {column for column in asked if column is not None}


_POST_COLUMNS: dict[str, tuple[str, ...]] = {
    "author": ("author", "author_name"),
    "site": ("url",),
    "is": ("kind", "reply_to", "own"),
    "has": ("links", "hashtags", "mentions", "title", "media"),
    "date": ("created_at",),
    "intent": (),
    "sentiment": (),
    "emotion": (),
}
_READING_COLUMNS: dict[tuple[str, str | None], str] = {
    ("lang", None): "lang",
    ("sentiment", None): "sentiment",
    ("emotion", None): "emotion",
    ("intent", None): "intents",
    ("is", "offensive"): "offensive",
    ("is", "ironic"): "irony",
    ("is", "needs_reply"): "needs_reply",
}


class Batch:
    """The columns of posts and readings by name; a missing one is all null."""

    def __init__(self, posts: pa.Table, readings: pa.Table | None) -> None:
        self.posts, self.readings, self.rows = posts, readings, len(posts)

    def post(self, name: str, kind: pa.DataType | None = None) -> pa.Array:
        return self._column(self.posts, name, kind or pa.string())

    def reading(self, name: str, kind: pa.DataType | None = None) -> pa.Array:
        return self._column(self.readings, name, kind or pa.string())

    def text(self, name: str) -> pa.Array:
        """A column of texts in whatever string type it has (a copy may not fit a smaller one)."""
        if name not in self.posts.column_names:
            return pa.nulls(self.rows, pa.string())
        column = self.posts.column(name)
        if isinstance(column, pa.ChunkedArray):
            if column.num_chunks == 1:
                return column.chunk(0)
            column = column.cast(pa.large_string()).combine_chunks()
        return column

    def _column(self, table: pa.Table | None, name: str, kind: pa.DataType) -> pa.Array:
        if table is None or name not in table.column_names:
            return pa.nulls(self.rows, kind)
        column = table.column(name)
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        return column if column.type == kind else column.cast(kind)


def hits(posts: pa.Table, readings: pa.Table | None, terms: Terms) -> Pairs:
    """The terms of `terms` that each row satisfies: where each row's begin (rows + 1), and the terms."""
    batch = Batch(posts, readings)
    found: list[Pairs] = []
    for name in dict.fromkeys(key.name for key in terms):
        own = {key: term for key, term in terms.items() if key.name == name}
        found += _FINDERS[name](batch, own)
    rows = np.concatenate([np.zeros(0, np.int64), *(pair[0] for pair in found)])
    which = np.concatenate([np.zeros(0, np.int32), *(pair[1] for pair in found)])
    order = np.argsort(rows, kind="stable")
    starts = np.zeros(batch.rows + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=batch.rows), out=starts[1:])
    return starts, which[order]


def _looked_up(
    column: pa.Array, terms: Terms, values: Callable[[str], Iterable[str]] = lambda value: (value,)
) -> Pairs:
    """Rows whose value, or one that `values` makes of it, is wanted. Each distinct value is looked at
    once."""
    wanted = {key.value: term for key, term in terms.items()}
    encoded = column.dictionary_encode()
    lists = [[wanted[v] for v in values(text) if v in wanted] for text in encoded.dictionary.to_pylist()]
    counts = np.array([len(each) for each in lists] + [0], np.int64)  # the last: null
    flat = np.array([term for each in lists for term in each], np.int32)
    starts = np.cumsum(counts) - counts
    codes = encoded.indices.fill_null(len(lists)).to_numpy(zero_copy_only=False)
    rows = np.repeat(np.arange(len(codes)), counts[codes])
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts[codes]) - counts[codes], counts[codes])
    return rows, flat[np.repeat(starts[codes], counts[codes]) + within]


def _where(mask: pa.Array, term: int) -> Pairs:
    rows = np.flatnonzero(mask.fill_null(False).to_numpy(zero_copy_only=False))
    return rows, np.full(len(rows), term, np.int32)


def _author(batch: Batch, terms: Terms) -> list[Pairs]:
    def values(text: str) -> Iterable[str]:
        return (text.removeprefix("@"),)

    return [_looked_up(fold_array(batch.post(name)), terms, values) for name in ("author", "author_name")]


def _lang(batch: Batch, terms: Terms) -> list[Pairs]:
    lang = pc.coalesce(batch.reading("lang"), batch.post("lang"))
    return [_looked_up(lang, terms, lambda code: (fields.main_language(code),))]


def _site(batch: Batch, terms: Terms) -> list[Pairs]:
    hosts = pc.struct_field(pc.extract_regex(batch.post("url"), fields.HOST), "host")
    return [_looked_up(hosts, terms, fields.domains)]


def _url(batch: Batch, terms: Terms) -> list[Pairs]:
    urls = fold_array(batch.post("url"))
    return [_where(pc.match_substring(urls, key.value), term) for key, term in terms.items()]


def _kind(batch: Batch, terms: Terms) -> list[Pairs]:
    kinds = batch.post("kind").fill_null("post")
    return [_looked_up(kinds, terms, lambda kind: (kind or "post",))]


def _is(batch: Batch, terms: Terms) -> list[Pairs]:
    kind = batch.post("kind")
    answers = pc.is_in(kind, pa.array(["reply", "comment"]))
    offensive = batch.reading("offensive")
    masks: dict[str | None, Callable[[], pa.Array]] = {
        "own": lambda: batch.post("own", pa.bool_()),
        "reply": lambda: pc.or_(answers, batch.post("reply_to").is_valid()),
        "repost": lambda: pc.equal(kind, "repost"),
        "quote": lambda: pc.equal(kind, "quote"),
        "offensive": lambda: pc.not_equal(offensive, "none"),
        "ironic": lambda: batch.reading("irony", pa.bool_()),
        "needs_reply": lambda: batch.reading("needs_reply", pa.bool_()),
        "automatic": lambda: pc.match_substring_regex(batch.post("extra"), fields.AUTOMATIC),
    }
    return [_where(masks[key.value](), term) for key, term in terms.items() if key.value in masks]


def _has(batch: Batch, terms: Terms) -> list[Pairs]:
    found = []
    lists = {"link": "links", "hashtag": "hashtags", "mention": "mentions"}
    for key, term in terms.items():
        if key.value in lists:
            count = pc.list_value_length(batch.post(lists[key.value], pa.list_(pa.string())))
            found.append(_where(pc.greater(count, 0), term))
        elif key.value == "title":
            found.append(_where(pc.greater(pc.binary_length(batch.post("title")), 0), term))
    media = {key: term for key, term in terms.items() if key.value in ("media", "image", "video")}
    return [*found, _looked_up(batch.post("media"), media, fields.media_kinds)] if media else found


def _number(name: str, batch: Batch, terms: Terms) -> list[Pairs]:
    return [_range(batch.post(name, pa.int64()), key.low, key.high, term) for key, term in terms.items()]


def _range(column: pa.Array, low: str | None, high: str | None, term: int) -> Pairs:
    mask = column.is_valid()
    if low is not None:
        mask = pc.and_(mask, pc.greater_equal(column, _int64(low)))
    if high is not None:
        mask = pc.and_(mask, pc.less_equal(column, _int64(high)))
    return _where(mask, term)


def _int64(number: str) -> int:
    return max(-(2**63), min(2**63 - 1, int(number)))


def _date(batch: Batch, terms: Terms) -> list[Pairs]:
    at = batch.post("created_at", pa.timestamp("us", "UTC"))
    found = []
    for key, term in terms.items():
        since, until = fields.days(key)
        first, last = (pa.scalar(end, at.type) for end in (fields.begin(since), fields.end(until)))
        found.append(_where(pc.and_(pc.greater_equal(at, first), pc.less_equal(at, last)), term))
    return found


def _intent(batch: Batch, terms: Terms) -> list[Pairs]:
    lists = batch.reading("intents", pa.list_(pa.string()))
    parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    rows, which = _looked_up(pc.list_flatten(lists), terms)
    return [(parents[rows], which)]


def _network(batch: Batch, terms: Terms) -> list[Pairs]:
    return [_looked_up(batch.post("network"), terms, lambda name: (name.lower(),))]


_FINDERS: dict[str, Callable[[Batch, Terms], list[Pairs]]] = {
    "author": _author,
    "lang": _lang,
    "network": _network,
    "site": _site,
    "url": _url,
    "kind": _kind,
    "is": _is,
    "has": _has,
    "date": _date,
    "reply_to": lambda batch, terms: [_looked_up(batch.post("reply_to"), terms)],
    "sentiment": lambda batch, terms: [_looked_up(batch.reading("sentiment"), terms)],
    "emotion": lambda batch, terms: [_looked_up(batch.reading("emotion"), terms)],
    "intent": _intent,
    **{name: partial(_number, name) for name in fields.NUMBERS},
}
