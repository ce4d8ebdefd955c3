"""From records (dictionaries) to posts (Arrow): columns at once where clean, value by value where not.

A record that cannot become a post is set aside with its place and reason; it never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.api import DeadLetter
from tertulia.posts.formats import values
from tertulia.posts.formats.values import BadValue
from tertulia.posts.schema import KINDS, POSTS, TIME

Record = dict[str, Any]
RAW_LIMIT = 64_000  # characters of a raw item kept with a dead letter
COUNTED_AT = "counted_at"  # when the counters were true: of the file, not of the post
_NAMES = frozenset((*POSTS.names, COUNTED_AT))
_REQUIRED = [f.name for f in POSTS if not f.nullable]
_FIELDS = [f for f in POSTS if f.name != "extra"]
_CLEAN_LANGUAGE = "^[a-z]{2}$"
_CLEAN_NETWORK = f"^{values.NETWORK.pattern}$"
_EARLIEST, _LATEST = pa.scalar(values.EARLIEST, TIME), pa.scalar(values.LATEST, TIME)
_TAG = re.compile(r"(?<![\w&/#])[#＃](\w*[^\W\d_]\w*)")
_HANDLE = re.compile(r"(?<![\w/@.])@(\w+(?:[.@-]\w+)*)")
_LINK = re.compile(r"https?://[^\s<>\"“”«»]+")


@dataclass
class Items:
    """Raw items of a stretch of a file: records with their places (line or row, from 1), and what could not
    even be read as a record."""

    records: list[Record] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    """The posts that records gave (schema.POSTS), when the counters of each were true (null: now; None: all
    now), and what was set aside."""

    posts: pa.Table
    counted_at: pa.ChunkedArray | None
    dead: list[DeadLetter]


def posts_of(
    records: Sequence[Record], places: Sequence[int | str], raws: Sequence[Record] | None = None
) -> Made:
    """The posts that `records` (fields of the posts file) give, and the dead letters of those that cannot.

    `raws` are the items as they stood in the file, where they were mapped; they go into the dead letters.
    """
    bad: dict[int, BadValue] = {}
    present: set[str] = set().union(*records)
    names = [f.name for f in _FIELDS]
    columns = [_column(name, records, present, bad) for name in names]
    table = pa.Table.from_arrays([*columns, _extras(records, bad)], names=[*names, "extra"])
    if COUNTED_AT in present:
        table = table.append_column(COUNTED_AT, _column(COUNTED_AT, records, present, bad))
    _find_missing(table, bad)
    letters = [dead_letter(bad[row], (raws or records)[row], places[row]) for row in sorted(bad)]
    if bad:
        table = table.filter(pa.array([row not in bad for row in range(len(records))], pa.bool_()))
    counted = table[COUNTED_AT] if COUNTED_AT in present else None
    return Made(_fill_entities(table.select(POSTS.names)).cast(POSTS), counted, letters)


def dead_letter(problem: BadValue, raw: Record | str, place: int | str) -> DeadLetter:
    written = raw if isinstance(raw, str) else values.dump(raw)
    return DeadLetter(problem.code, problem.reason, values.clean(written[:RAW_LIMIT]), str(place))


def _column(name: str, records: Sequence[Record], present: set[str], bad: dict[int, BadValue]) -> pa.Array:
    kind = TIME if name == COUNTED_AT else POSTS.field(name).type
    if name not in present:
        return pa.nulls(len(records), kind)
    column = [record.get(name) for record in records]
    types = set(map(type, column))
    fast = _FAST.get(name)
    made = fast(column, types) if fast else None
    return pa.array(_one_by_one(name, column, bad), kind) if made is None else made


def _one_by_one(name: str, column: list[Any], bad: dict[int, BadValue]) -> list[Any]:
    convert = values.CONVERTERS[name]
    made: list[Any] = []
    for row, value in enumerate(column):
        try:
            made.append(convert(value))
        except BadValue as problem:
            made.append(None)
            bad.setdefault(row, BadValue(problem.code, f"{name}: {problem.reason}"))
    return made


def _strings(column: list[Any], types: set[type]) -> pa.Array | None:
    """The column as Arrow strings, or None where some value is no storable string."""
    if not types <= {str, type(None)}:
        return None
    try:
        array = pa.array(column, pa.string())
    except UnicodeEncodeError:
        return None
    return None if pc.any(pc.match_substring(array, "\0")).as_py() else array


def _fast_optional(column: list[Any], types: set[type]) -> pa.Array | None:
    array = _strings(column, types)
    return None if array is None else _empty_to_null(array)


def _fast_identifier(column: list[Any], types: set[type]) -> pa.Array | None:
    array = _strings(column, types)
    return None if array is None else _empty_to_null(pc.utf8_trim_whitespace(array))


def _fast_handle(column: list[Any], types: set[type]) -> pa.Array | None:
    array = _strings(column, types)
    if array is None:
        return None
    return _empty_to_null(pc.utf8_ltrim(pc.utf8_trim_whitespace(array), "@"))


def _empty_to_null(array: pa.Array) -> pa.Array:
    empty = pc.equal(array, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), array) if pc.any(empty).as_py() else array


def _fast_only(pattern: str) -> Callable[[list[Any], set[type]], pa.Array | None]:
    def fast(column: list[Any], types: set[type]) -> pa.Array | None:
        array = _strings(column, types)
        good = array is not None and pc.all(pc.match_substring_regex(array, pattern)).as_py() is not False
        return array if good else None

    return fast


def _fast_time(column: list[Any], types: set[type]) -> pa.Array | None:
    try:
        if types == {str}:
            array = pc.cast(pa.array(column, pa.string()), TIME)
        elif types == {datetime} and all(value.tzinfo for value in column):
            array = pa.array(column, TIME)
        else:
            return None
    except (pa.ArrowInvalid, UnicodeEncodeError, OverflowError):
        return None
    inside = pc.and_(pc.greater_equal(array, _EARLIEST), pc.less(array, _LATEST))
    return array if pc.all(inside).as_py() else None


def _fast_count(column: list[Any], types: set[type]) -> pa.Array | None:
    try:
        return pa.array(column, pa.int64()) if types <= {int, type(None)} else None
    except OverflowError:
        return None


def _fast_truth(column: list[Any], types: set[type]) -> pa.Array | None:
    return pa.array(column, pa.bool_()) if types <= {bool, type(None)} else None


_FAST: dict[str, Callable[[list[Any], set[type]], pa.Array | None]] = {
    "id": _fast_identifier,
    "network": _fast_only(_CLEAN_NETWORK),
    "created_at": _fast_time,
    COUNTED_AT: _fast_time,
    "text": _strings,
    "title": _fast_optional,
    "author": _fast_handle,
    "author_name": _fast_optional,
    "kind": _fast_only(f"^(?:{'|'.join(KINDS)})$"),
    "lang": _fast_only(_CLEAN_LANGUAGE),
    "url": _fast_optional,
    "reply_to": _fast_identifier,
    "thread": _fast_identifier,
    "own": _fast_truth,
    **dict.fromkeys(("likes", "reposts", "replies", "quotes", "views", "followers"), _fast_count),
}


def _extras(records: Sequence[Record], bad: dict[int, BadValue]) -> pa.Array:
    """Everything that has no field of its own, as JSON objects; null where there is nothing."""
    made: list[str | None] = []
    for row, record in enumerate(records):
        if record.get("extra") is None and _NAMES.issuperset(record):
            made.append(None)
            continue
        try:
            given = values.extra_object(record.get("extra"))
            unknown = {str(k): v for k, v in record.items() if k not in _NAMES and v is not None and v != ""}
            made.append(values.dump({**given, **unknown}) if given or unknown else None)
        except (ValueError, TypeError, RecursionError):
            made.append(None)
            bad.setdefault(row, BadValue("bad_value", "extra: cannot be written as JSON"))
    return pa.array(made, pa.string())


def _find_missing(table: pa.Table, bad: dict[int, BadValue]) -> None:
    for name in _REQUIRED:
        column = table.column(name)
        if column.null_count:
            for row in pc.indices_nonzero(pc.is_null(column)).to_pylist():
                bad.setdefault(row, BadValue("missing_field", f"{name} is required and is not there"))


def _fill_entities(table: pa.Table) -> pa.Table:
    """Hashtags, people named and links from the text, for posts whose source does not list them."""
    for name, sign, find in (
        ("hashtags", "[#＃]", _tags_in),
        ("mentions", "@", _handles_in),
        ("links", "https?://", _links_in),
    ):
        wanted = pc.and_(pc.is_null(table[name]), pc.match_substring_regex(table["text"], sign))
        rows = pc.indices_nonzero(wanted).to_pylist()
        if rows:
            column = table[name].to_pylist()
            for row, written in zip(rows, table["text"].take(rows).to_pylist(), strict=True):
                column[row] = find(written)
            table = table.set_column(
                table.column_names.index(name), name, pa.array(column, POSTS.field(name).type)
            )
    return table


def _tags_in(written: str) -> list[str] | None:
    return list(dict.fromkeys(_TAG.findall(written))) or None


def _handles_in(written: str) -> list[str] | None:
    return list(dict.fromkeys(_HANDLE.findall(written))) or None


def _links_in(written: str) -> list[str] | None:
    found = (link.rstrip(".,;:!?…)]}'") for link in _LINK.findall(written))
    return list(dict.fromkeys(link for link in found if len(link) > len("https://"))) or None
