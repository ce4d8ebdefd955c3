"""Runs the kernel over rows, giving it more room where it asks for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tertulia.listen.matcher import room
from tertulia.listen.matcher.program import Conditions, Plan
from tertulia.listen.matcher.search_kernel import Texts, match
from tertulia.listen.matcher.token_kernel import Tables

Pairs = tuple[NDArray[np.int32], NDArray[np.int32]]  # rows, and places of the searches


def run(
    texts: Texts,
    first: int,
    after: int,
    tables: Tables,
    conditions: Conditions,
    plan: Plan,
    searches: int,
    frequency: NDArray[np.int64],
) -> Pairs:
    """The matches in rows first to after - 1: rows, ascending, and searches, ascending in each row.

    Adds to `frequency` in how many of the rows each term occurs.
    """
    state = room.new_state(len(tables.positional), _longest(texts, first, after), len(tables.start_lengths))
    scratch = room.new_scratch(len(conditions.slots))
    matches = room.new_matches(first, after, searches)
    while lack := match(texts, after, tables, conditions, plan, state, scratch, matches, frequency):
        if lack == room.LACKS_PLACES:
            state = room.more_places(state)
        elif lack == room.LACKS_OCCURRENCES:
            scratch = room.new_scratch(len(conditions.slots), 2 * len(scratch.left))
        else:
            matches = room.more_matches(matches)
    count = matches.progress[room.COUNT]
    return matches.rows[:count], matches.numbers[:count]


def _longest(texts: Texts, first: int, after: int) -> int:
    """The length in bytes of the longest title or text of some rows."""
    starts = (texts.title_start, texts.text_start)
    return max(int(np.diff(each[first : after + 1]).max(initial=0)) for each in starts)
