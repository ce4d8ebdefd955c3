"""The folded column: what word filters search, kept beside the title and text it comes from."""
# ruff: noqa: S608  (only names of our own tables and columns are put into SQL; values are parameters)

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tertulia.posts.folding import fold_array


def folded(titles: pa.ChunkedArray, texts: pa.ChunkedArray) -> pa.Array:
    """Title and text as one, folded; the text alone where there is no title."""
    joined = pc.binary_join_element_wise(titles, texts, "\n", null_handling="skip")
    return fold_array(joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined)


def refold(cursor: duckdb.DuckDBPyConnection, table: str, number: str, which: str) -> None:
    """Bring `folded` up to date in the rows of `table` for which the condition `which` holds."""
    rows = cursor.sql(f"SELECT {number} AS number, title, text FROM {table} WHERE {which}").to_arrow_table()
    if not len(rows):
        return
    folds = pa.table({"number": rows["number"], "folded": folded(rows["title"], rows["text"])})
    cursor.register("folds", folds)
    cursor.execute(f"UPDATE {table} SET folded = f.folded FROM folds f WHERE {table}.{number} = f.number")
    cursor.unregister("folds")
