"""What the collectors never store: posts by authors or of sites on lists that the workspace leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertulia.listen.query.ast import Field

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Exclusions:
    """Authors and sites as `author:` and `site:` compare them. Plain data, that a worker process can take."""

    authors: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def leave_out(posts: pa.Table, exclusions: Exclusions) -> pa.BooleanArray:
    """For each row of `posts` (columns of schema.POSTS) whether it is never to be stored."""
    import numpy as np
    import pyarrow as pa

    from tertulia.listen.matcher import columns, fields

    wanted = (Field("author", exclusions.authors), Field("site", exclusions.sites))
    terms = {key: 0 for node in wanted if node.values for key in fields.keys(node)}
    if not terms:
        return pa.array(np.zeros(len(posts), bool))
    starts, _ = columns.hits(posts, None, terms)
    return pa.array(np.diff(starts) > 0)
