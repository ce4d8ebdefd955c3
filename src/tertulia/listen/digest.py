"""What happens to posts on their way to the store, whatever brought them: they are read and matched.

Nothing here knows Django or the store: it runs in worker processes and in threads alike.
"""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.query.api import parse
from tertulia.posts.schema import MENTIONS

Searches = tuple[tuple[int, str], ...]  # monitor and query


def understood(posts: pa.Table) -> pa.Table:
    """The readings of the posts (schema.READINGS)."""
    from tertulia.understand.api import read

    return read(posts)


def matched(posts: pa.Table, readings: pa.Table | None, searches: Searches) -> pa.Table:
    """Which posts which searches match (schema.MENTIONS)."""
    matcher = _matcher(searches)
    return matcher.match(posts, readings) if matcher and len(posts) else MENTIONS.empty_table()


def need_readings(searches: Searches) -> bool:
    """Whether any search asks for what is only known once a post was read, as `sentiment:` does."""
    matcher = _matcher(searches)
    return bool(matcher and matcher.reads)


@lru_cache(maxsize=2)  # the one in force, and the one before it while a monitor is being saved
def _matcher(searches: Searches) -> Matcher | None:
    # A saved search that no longer parses matches nothing; its page says so.
    nodes = {number: node for number, text in searches if (node := parse(text).tree) is not None}
    return Matcher(nodes, threads=1) if nodes else None
