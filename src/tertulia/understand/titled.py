"""A post's words as they are read: title and text as one."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def titled(posts: pa.Table) -> pa.Array:
    """Title and text as one, a line each; a post of a network without titles is its text."""
    text = pc.fill_null(posts.column("text").combine_chunks().cast(pa.large_string()), "")
    title = posts.column("title").combine_chunks() if "title" in posts.column_names else None
    if title is None or title.null_count == len(title):
        return text
    title = title.cast(pa.large_string())
    return pc.if_else(
        pc.is_valid(title), pc.binary_join_element_wise(title, text, pa.scalar("\n", pa.large_string())), text
    )
