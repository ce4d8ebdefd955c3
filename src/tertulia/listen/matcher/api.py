"""Matching for everyone: frames in a notebook, the stored posts, and a start without a wait.

import tertulia
tertulia.match(posts, {"feria": 'feria AND (caseta OR "recinto ferial")'})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import Node, Word

if TYPE_CHECKING:
    from tertulia.listen.query.api import Finding
    from tertulia.posts.api import Store

__all__ = ["Matcher", "match", "match_stored", "read_searches", "readings_for", "warm_up"]

_ROWS = 65_536
Searches = Mapping[Any, str | Node] | Iterable[Mapping[str, Any]]


def match(posts: Any, searches: Searches, readings: Any = None) -> Any:
    """Which posts which searches match: a frame with the columns `post` (its id) and `query`.

    `posts`: an Arrow table, a Polars or pandas frame, or anything with the Arrow PyCapsule interface, with
    `text` and whatever other columns of a posts file it has (without `id`, rows are numbered from 0).
    `searches`: queries by id, or dictionaries with "id" and "query". `readings`: what is known of each post,
    row by row (`tertulia.classify`); where the searches ask for it and it is not given, the posts are read.

    The answer is a frame of the same kind as `posts`, in its order. Raises Problem for a search that cannot
    be read and for a frame without texts.
    """
    table = as_table(posts)
    if "text" not in table.column_names:
        cause = Text("The posts have no column “text”.")
        raise Problem("no_text", cause, Text("Rename the column that holds the texts to “text”."))
    nodes = read_searches(searches)
    matcher = Matcher(dict(enumerate(nodes.values())))
    rows, which = _matches(matcher, table, None if readings is None else as_table(readings))
    ids = pa.array(range(len(table)), pa.int64()) if "id" not in table.column_names else table.column("id")
    if ids.type == pa.string_view():
        ids = ids.cast(pa.string())  # Arrow takes no rows from views yet
    found = pa.table({"post": ids.take(rows), "query": pa.array(list(nodes)).take(which)})
    return _like(posts, found)


def _matches(matcher: Matcher, table: pa.Table, readings: pa.Table | None) -> tuple[pa.Array, pa.Array]:
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    try:
        for first in range(0, len(table), _ROWS):
            piece = table.slice(first, _ROWS)
            read = readings_for(matcher, piece) if readings is None else readings.slice(first, _ROWS)
            pairs = matcher.match(piece, read)
            found.append((pairs["row"].to_numpy() + np.int64(first), pairs["monitor"].to_numpy()))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        cause = Text("A column of the posts has a type that it cannot have ({error}).", error=error)
        raise Problem("bad_column", cause, Text("Give the columns the types of a posts file.")) from error
    rows, which = zip(*found, strict=True)
    return pa.array(np.concatenate(rows)), pa.array(np.concatenate(which))


def as_table(frame: Any) -> pa.Table:
    """Any frame as an Arrow table. Raises Problem where it is none."""
    if isinstance(frame, pa.Table):
        return frame
    if isinstance(frame, pa.RecordBatch):
        return pa.Table.from_batches([frame])
    if hasattr(frame, "__arrow_c_stream__"):
        return pa.table(frame)
    raise Problem(
        "not_a_frame",
        Text("This is not a table of posts: {kind}.", kind=type(frame).__name__),
        Text("Give an Arrow table, a Polars frame or a pandas frame."),
    )


def _like(frame: Any, table: pa.Table) -> Any:
    """`table` as a frame of the same kind as `frame`."""
    library = type(frame).__module__.partition(".")[0]
    if library == "polars":
        import polars

        return polars.from_arrow(table)
    return table.to_pandas() if library == "pandas" else table


def read_searches(searches: Searches) -> dict[Any, Node]:
    """The searches by id, parsed. Raises Problem for the first that has an error, with its place in it."""
    if isinstance(searches, Mapping):
        pairs = list(searches.items())
    else:
        pairs = [(each["id"], each["query"]) for each in searches]
    return {key: query if not isinstance(query, str) else _parsed(key, query) for key, query in pairs}


def _parsed(key: Any, query: str) -> Node:
    parsed = parse(query)
    if parsed.tree is None:
        raise bad_search(key, next(f for f in parsed.findings if f.severity == "error"))
    return parsed.tree


def bad_search(key: Any, finding: Finding) -> Problem:
    """What is wrong with a search, as an error: place is its id, line and column."""
    place = f"{key}:{finding.line}:{finding.column}"
    return Problem(finding.code, finding.cause, finding.remedy, place)


def readings_for(matcher: Matcher, posts: pa.Table) -> pa.Table | None:
    """What the searches must know of the posts beyond their columns: read now, if they ask for anything
    such."""
    declared = "lang" in posts.column_names and posts.column("lang").null_count == 0
    wanted = matcher.reads - ({"lang"} if declared else set())
    if not wanted or len(posts) == 0:
        return None
    from tertulia.understand.api import read

    return read(posts)


def match_stored(
    store: Store, searches: Mapping[int, Node], progress: Callable[[int], None] | None = None
) -> dict[int, pa.Array]:
    """The store's numbers of the posts that each search matches, ascending as they are stored.

    Reads the stored posts a batch at a time, and of them only the columns that these searches look at.
    `progress` is told how many posts are done.
    """
    matcher = Matcher(searches)
    found: dict[int, list[np.ndarray[Any, Any]]] = {number: [] for number in searches}
    done = 0
    for batch in store.scan(_select(matcher), rows=_ROWS):
        posts = pa.Table.from_batches([batch])
        _collect(matcher.match(posts, _stored_readings(posts)), posts, found)
        done += len(posts)
        if progress:
            progress(done)
    empty = np.zeros(0, np.int64)
    return {number: pa.array(np.concatenate([empty, *each])) for number, each in found.items()}


def _select(matcher: Matcher) -> str:
    """The columns of the stored posts under the names of a posts file, and of their readings as `read_…`."""
    columns = ["declared_lang AS lang" if name == "lang" else name for name in matcher.columns]
    readings = [f"{name} AS read_{name}" for name in sorted(matcher.reads)]
    return f"SELECT {', '.join(['post', *columns, *readings])} FROM posts"  # noqa: S608 (names of ours)


def _stored_readings(posts: pa.Table) -> pa.Table:
    names = [name for name in posts.column_names if name.startswith("read_")]
    return posts.select(names).rename_columns([name.removeprefix("read_") for name in names])


def _collect(pairs: pa.Table, posts: pa.Table, found: Mapping[int, list[np.ndarray[Any, Any]]]) -> None:
    """Add the matches of one batch to those of each search."""
    monitors = pairs["monitor"].to_numpy()
    order = np.argsort(monitors, kind="stable")
    numbers = posts["post"].to_numpy()[pairs["row"].to_numpy()[order]]
    present, starts = np.unique(monitors[order], return_index=True)
    for monitor, part in zip(present.tolist(), np.split(numbers, starts[1:]), strict=False):
        found[monitor].append(part)


def warm_up(texts: Sequence[str] = ("a",)) -> None:
    """Compile, or load what was compiled, and make the tables: then the first search need not wait."""
    from tertulia.posts.folding import fold_array

    fold_array(pa.array(texts))
    Matcher({0: Word("a")}).match(pa.table({"text": texts}))
