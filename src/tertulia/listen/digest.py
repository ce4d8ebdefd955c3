"""What happens to posts on their way to the store, whatever brought them: they are read and matched.

Nothing here knows Django or the store: it runs in worker processes and in threads alike.
"""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from tertulia.listen.matcher.engine import Matcher
from tertulia.listen.query.api import parse
from tertulia.listen.query.ast import Node
from tertulia.posts.schema import MENTIONS, conform

Searches = tuple[tuple[int, str], ...]  # monitor and query
Subjects = frozenset[int]  # the monitors of our brand and of competitors


def understood(posts: pa.Table) -> pa.Table:
    """The readings of the posts (schema.READINGS)."""
    from tertulia.understand.api import read

    return read(posts)


def matched(
    posts: pa.Table, readings: pa.Table | None, searches: Searches, subjects: Subjects = frozenset()
) -> pa.Table:
    """Which posts which searches match (schema.MENTIONS), and what they say of each of the `subjects` where
    they name several. Without readings nothing is said of any."""
    matcher = _matcher(searches)
    if not matcher or not len(posts):
        return MENTIONS.empty_table()
    mentions = conform(matcher.match(posts, readings), MENTIONS)
    return mentions if readings is None else told_apart(mentions, posts, readings, searches, subjects)


def told_apart(
    mentions: pa.Table, posts: pa.Table, readings: pa.Table, searches: Searches, subjects: Subjects
) -> pa.Table:
    """The mentions with what posts that name several of the `subjects` say of each."""
    if len(subjects) < 2 or not len(mentions):
        return mentions
    from tertulia.listen.subjects import with_said

    trees = {number: tree for number, tree in _trees(searches).items() if number in subjects}
    return with_said(mentions, posts, readings, trees)


def need_readings(searches: Searches) -> bool:
    """Whether any search asks for what is only known once a post was read, as `sentiment:` does."""
    matcher = _matcher(searches)
    return bool(matcher and matcher.reads)


@lru_cache(maxsize=2)  # the one in force, and the one before it while a monitor is being saved
def _matcher(searches: Searches) -> Matcher | None:
    nodes = _trees(searches)
    return Matcher(nodes, threads=1) if nodes else None


@lru_cache(maxsize=2)
def _trees(searches: Searches) -> dict[int, Node]:
    """Each search as a tree. A saved one that no longer parses matches nothing; its page says so."""
    return {number: node for number, text in searches if (node := parse(text).tree) is not None}
